// One signal handler that sets one flag.
#include "app/cli/interrupt.h"

#include <csignal>

namespace unmask {

namespace {
volatile std::sig_atomic_t interruptedFlag = 0;
void onInterrupt(int) {
  interruptedFlag = 1;
}
}  // namespace

void watchForInterrupt() {
  struct sigaction action {};
  action.sa_handler = onInterrupt;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

bool interrupted() {
  return interruptedFlag != 0;
}

}  // namespace unmask
