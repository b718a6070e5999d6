// How far a denoising model's answer is more than a copy of what it was shown (recipes.md 4.6).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/pretext/denoising.h"

namespace unmask {

// What copying the input answers for each label, the true ones before it known: after a piece that
// the input shows the token that follows it there, after one that is hidden what follows its mark;
// after one without a trace still what was next before. kNoLoss: the input ends there. Labels that
// only fill the batch have none.
std::vector<int64_t> copiedAnswers(const Example&);

// Whether the input shows the pieces in another order, and is not itself inOrder(): so that copying
// it never puts the sentences right.
bool outOfOrder(const Example&, const PieceMark& endsSentence);

// Whether `written`, without [CLS] and [SEP], has as many sentences as `body`, each more like the
// one in its place than like any that differs from it: by twice their longest common subsequence
// over the sum of their lengths. A text of one sentence is in order.
bool inOrder(std::span<const int64_t> body, std::span<const int64_t> written,
             const PieceMark& endsSentence);

}  // namespace unmask
