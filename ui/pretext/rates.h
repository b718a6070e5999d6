// How often each decision is taken, over many examples, with its standard error.
#pragma once

#include "ui/pretext/preview.h"

namespace unmask {

// One share: hits of chances, and by how much it may differ by chance. The error is that of the
// examples, not of single positions, because positions of a word are chosen together. Of lengths:
// tokens of spans.
struct Share {
  uint64_t hits = 0, of = 0;
  double error = 0;
  double value() const { return of ? static_cast<double>(hits) / static_cast<double>(of) : 0; }
};

// One row of the table.
//   masked-lm        chosen (of positions that may be), mask, random, kept, unchanged (of chosen)
//   span-corruption  hidden (of tokens), span (length)
//   denoising        of what is on: hidden behind [MASK] (of tokens), span (length), random (of
//                    [MASK]), deleted (of tokens), moved (of sentences), rotated (of examples)
struct Rate {
  const char* id = "";
  double asked = 0;     // as set
  double expected = 0;  // what the measured one tends to; -1: not known exactly
  bool length = false;  // in tokens, not a share
  Share measured = {};
};

struct Rates {
  uint64_t examples = 0;
  bool typed = false;  // draws of the item, not the run's own examples
  std::vector<Rate> rows;
};

// Whether an objective decides anything that can be counted so.
bool hasRates(const RunSpec&);

// What the settings of masked-lm ask for: what the measured shares tend to.
struct AskedRates {
  double chosen = 0;    // as set
  double expected = 0;  // of `chosen` with at least one in every example; -1: not known exactly
  double masked = 0, random = 0, kept = 0, unchanged = 0;
};
// length: positions of an example, [CLS] and [SEP] included.
AskedRates askedRates(const MaskedLmSettings&, int64_t length, int64_t pieces);

// More than five standard errors from what was expected.
bool deviates(const Share&, double expected);

// Over at most 10,000 examples of the run's own batches from step 0 on, or, with no encoded corpus,
// over draws of the item. Long contexts are measured on fewer, at most 4 million positions.
Result<Rates> measureRates(const PreviewRequest&);

}  // namespace unmask
