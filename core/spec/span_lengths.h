// How long inputs and targets of span corruption are (T5; recipes.md 3.1 and 3.2).
//
// The counts come from one function, used by the mask and by the lengths: T5's own code computes
// them once in float32 and once in double, and the two disagree for some lengths (recipes.md 0.1).
#pragma once

#include "core/spec/settings.h"

namespace unmask {

// Of a window of `length` tokens: `hidden` of them lie in `spans` spans. In double, half to even:
// hidden = round(length * density), from 1 to length - 1; spans = round(hidden / mean span), at
// least 1, and no more than there are hidden or visible tokens.
struct SpanCounts {
  int64_t hidden = 0;
  int64_t spans = 0;
};
SpanCounts spanCounts(int64_t length, const SpanCorruptionSettings&);  // length >= 2

// The longest window whose corrupted form fits into `inputs` tokens, one sentinel a span and the
// end token counted, and the length of its target, counted alike. (512, .15, 3) -> (568, 114).
struct SpanLengths {
  int64_t window = 0;
  int64_t target = 0;
  int64_t sentinels = 0;  // one a span, and with randomRoll one more: a span may be cut in two
};
SpanLengths spanLengths(int64_t inputs, const SpanCorruptionSettings&);

constexpr int64_t kSentinels = 100;  // token_ids.h has as many

}  // namespace unmask
