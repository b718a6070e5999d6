// Span corruption (T5; recipes.md section 3): random spans are hidden, each behind a sentinel of
// its own; the target lists the sentinels, each followed by what it hides.
//
//   pieces   Thank you for inviting me to your party last week .
//   input    Thank you [S0] me to your party [S1] week . [END]
//   target   [S0] for inviting [S1] last [END]
//
// The mask starts with visible and ends with hidden tokens, with exact counts (span_lengths.h) and
// all ways to cut them equally likely. As in T5's code, and unlike the paper's figure, no sentinel
// follows the last span.
#pragma once

#include <span>

#include "core/base/random.h"
#include "core/pretext/example.h"
#include "core/spec/settings.h"
#include "core/spec/token_ids.h"

namespace unmask {

// true: hidden. Draws the spans - 1 cuts between hidden tokens, then as many between visible ones,
// and with randomRoll the offset. Nothing is hidden of a window of one token.
std::vector<bool> spanMask(size_t length, const SpanCorruptionSettings&, RandomStream&);

// Each run of masked tokens collapsed to its sentinel, the first run's first: the input, and with
// the inverted mask T5's target. No end token.
std::vector<int64_t> collapsed(std::span<const int64_t> tokens, const std::vector<bool>& mask,
                               TokenIds);

// `window` holds pieces alone. The decoder starts from [PAD]. Where randomRoll lets a window begin
// hidden, its sentinel still stands before its pieces; T5's code would leave that one out.
Example spanCorruptionExample(std::span<const int64_t> window, const SpanCorruptionSettings&,
                              TokenIds, RandomStream);

// Probability that a span is `length` tokens long, of `hidden` tokens in `spans` spans:
// C(hidden - length - 1, spans - 2) / C(hidden - 1, spans - 1).
double spanLengthProbability(int64_t length, int64_t hidden, int64_t spans);

}  // namespace unmask
