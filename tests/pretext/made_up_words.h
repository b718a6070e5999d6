// Words of made-up pieces: those that a rule names begin one.
#pragma once

#include "core/pretext/words.h"

namespace unmask {

template <class Starts>
WordMarks startingAt(int64_t pieces, Starts starts) {
  WordMarks marks;
  for (int64_t piece = 0; piece < pieces; ++piece) marks.starts.push_back(starts(piece));
  return marks;
}

}  // namespace unmask
