// How often each decision is taken, over many examples, with its standard error.
#pragma once

#include "ui/pretext/preview.h"

namespace unmask {

// One share: hits of chances, and by how much it may differ by chance. The error is that of the
// examples, not of single positions, because positions of a word are chosen together.
struct Share {
  uint64_t hits = 0, of = 0;
  double error = 0;
  double value() const { return of ? static_cast<double>(hits) / static_cast<double>(of) : 0; }
};

struct Rates {
  uint64_t examples = 0;
  bool typed = false;          // draws of the item, not the run's own examples
  Share chosen;                // of the positions that may be chosen
  Share masked, random, kept;  // of the chosen
  Share unchanged;             // of the chosen: the model sees the original
};

// What the settings ask for, in the same order: what the measured shares tend to.
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
