// The threads that compute.
#include "core/engine/threads.h"

#include <ATen/Parallel.h>
#include <unistd.h>

#include <cstdlib>

namespace unmask {

void useThreads(int64_t threads) {
  if (at::get_num_threads() != threads) at::set_num_threads(static_cast<int>(threads));
}

void restartWithShortSpins(char** arguments) {
  if (std::getenv("OMP_WAIT_POLICY") || std::getenv("GOMP_SPINCOUNT")) return;
  ::setenv("GOMP_SPINCOUNT", "50000", 0);
  ::execv("/proc/self/exe", arguments);  // returns only on failure: then longer spins must do
}

}  // namespace unmask
