// Tests that fork, and start threads in the child: under the thread sanitizer they cannot be run.
#pragma once

#ifdef __SANITIZE_THREAD__
#define UNMASK_NEEDS_THREADS_AFTER_FORK() \
  QSKIP("the thread sanitizer does not follow a child that is forked off a process with threads")
#else
#define UNMASK_NEEDS_THREADS_AFTER_FORK() static_cast<void>(0)
#endif
