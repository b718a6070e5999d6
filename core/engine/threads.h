// The threads that compute: how many, and how they wait for one another.
#pragma once

#include <cstdint>

namespace unmask {

// Makes LibTorch compute with `threads` threads when called from this thread.
void useThreads(int64_t threads);

// OpenMP's threads spin while they wait for one another. Where other programs want the cores too, a
// spinning thread keeps the one it waits for off its core: on two busy cores a step took ten times
// as long. OpenMP reads its policy once, before main(), so this starts the program again with
// OMP_WAIT_POLICY=passive, under which they sleep; results are the same. Does nothing where a
// policy is set already. Call it first in main().
void restartWithSleepingThreads(char** arguments);

}  // namespace unmask
