// Masked-token examples (BERT; recipes.md section 2).
//
// "HF dynamic" (2.1 B): every position is chosen independently; "BERT exact" (2.1 A): an exact
// count. Deviation from Hugging Face, stated: reserved tokens are neither chosen nor drawn as
// random replacements.
#pragma once

#include <span>

#include "core/base/random.h"
#include "core/pretext/example.h"
#include "core/pretext/words.h"
#include "core/spec/settings.h"
#include "core/spec/token_ids.h"

namespace unmask {

// Positions of `window` that are chosen together: each by itself, or with whole words all pieces of
// a word. Reserved ids are in none.
using Word = std::vector<size_t>;
std::vector<Word> maskableWords(std::span<const int64_t> window, bool wholeWord, TokenIds ids,
                                const WordMarks& marks);

// window: pieces and reserved ids, before corruption. With settings.clsSep the caller has already
// put [CLS] and [SEP] in. Guarantees at least one chosen position where any may be chosen (0.2).
Example maskedLmExample(std::span<const int64_t> window, const MaskedLmSettings& settings,
                        TokenIds ids, const WordMarks& marks, RandomStream stream);

// bert-exact's k: min(maxPredictions, max(1, round_half_even(length * chosen))).
int64_t exactCount(int64_t lengthWithSpecials, const MaskedLmSettings& settings);

// 2^n - 1 ways to choose at least one of n maskable positions (as a double: n may be large), and
// the likeliest number hidden at rate p given at least one, with its probability.
double maskedLmWays(int64_t maskable);
struct LikeliestCount {
  int64_t count;
  double probability;
};
LikeliestCount likeliestHidden(int64_t maskable, double chosen);

}  // namespace unmask
