// What a worker process is before it does anything.
#include "core/engine/threads.h"
#include "core/worker/commands.h"

namespace unmask {

void prepareProcess(char** arguments) {
  restartWithShortSpins(arguments);
}

}  // namespace unmask
