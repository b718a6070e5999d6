// The threads that compute: how many, and how they wait for one another.
#pragma once

#include <cstdint>

namespace unmask {

// Makes LibTorch compute with `threads` threads when called from this thread.
void useThreads(int64_t threads);

// OpenMP's threads spin for 3 ms while they wait for one another. Where other programs want the
// cores too, a spinning thread keeps the one it waits for off its core; where nobody does, sleeping
// at once costs more than it saves. Half a millisecond serves both: tests/bench/engine_step on two
// cores took 13 ms a step alone and 27 ms beside two busy programs, against 12 and 34 with 3 ms, 33
// and 64 with sleeping at once. OpenMP reads this once, before main(), so the program is started
// again with GOMP_SPINCOUNT set; results are the same. Does nothing where it, or OMP_WAIT_POLICY,
// is set already. Call it first in main().
void restartWithShortSpins(char** arguments);

}  // namespace unmask
