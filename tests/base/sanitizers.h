// What cannot be tried in a program that a sanitizer was built into, each with its reason.
#pragma once

#ifdef __SANITIZE_THREAD__
#define UNMASK_NEEDS_THREADS_AFTER_FORK() \
  QSKIP("the thread sanitizer does not follow a child that is forked off a process with threads")
#else
#define UNMASK_NEEDS_THREADS_AFTER_FORK() static_cast<void>(0)
#endif

#ifdef __SANITIZE_ADDRESS__
#define UNMASK_NEEDS_A_LIMIT_ON_MEMORY() \
  QSKIP("the address sanitizer itself takes terabytes of addresses")
#else
#define UNMASK_NEEDS_A_LIMIT_ON_MEMORY() static_cast<void>(0)
#endif
