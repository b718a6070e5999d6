// What the state of a run means to the person: what happened, to what, and the one thing to do.
#pragma once

#include <QString>

#include "core/runs/workspace.h"

namespace unmask {

struct RunFacts {
  RunState state = RunState::prepared;
  int64_t step = 0, total = 0;
  double secondsLeft = -1;        // negative: not known
  int64_t newestCheckpoint = -1;  // -1: none
  bool stopping = false;
  bool exploded = false;  // its weights are of no use
  QString detail;  // why, as the worker or its log said
};

struct RunWords {
  enum class Kind { neutral, good, trouble } kind = Kind::neutral;
  enum class Next { none, start, resume, newRun, lowerRate, log } next = Next::none;
  QString progress;  // "step 1,250 of 2,000 · 18 s left"
  QString what;      // "Paused: memory is kept, and Resume goes on at once."
  QString problem;   // the reason, in trouble
};

RunWords wordsFor(const RunFacts&);

}  // namespace unmask
