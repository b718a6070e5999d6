// Masked-token examples: choose positions, replace them, keep the originals as labels.
//
// Order of the draws, fixed because runs depend on it: first everything that chooses (one draw a
// position, or a word; for "BERT exact" one a step of the shuffle), then position by position what
// a chosen one becomes (one draw, and one more for a random piece).
#include "core/pretext/masked_lm.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace unmask {

std::vector<Word> maskableWords(std::span<const int64_t> window, bool wholeWord, TokenIds ids,
                                const WordMarks& marks) {
  const std::vector<bool> begins =
      wholeWord ? wordBegins(window, marks) : std::vector<bool>(window.size(), true);
  std::vector<Word> words;
  for (size_t i = 0; i < window.size(); ++i) {
    if (ids.reserved(window[i])) continue;
    if (begins[i])
      words.push_back({i});
    else
      words.back().push_back(i);
  }
  return words;
}

namespace {

void choose(const Word& word, double draw, std::vector<bool>& chosen, Example& example) {
  for (size_t i : word) {
    chosen[i] = true;
    example.trace[i].chooseDraw = draw;
  }
}

// recipes.md 2.1 B: every word (or position) by itself. Drawn anew while nothing was chosen, so
// that the counts stay binomial given at least one; for rates so small that this would not end, one
// word is taken, which is the limit of that distribution.
void chooseIndependently(const std::vector<Word>& words, double rate, RandomStream& stream,
                         std::vector<bool>& chosen, Example& example) {
  constexpr int kRounds = 64;
  bool any = false;
  for (int round = 0; round < kRounds && !any; ++round) {
    for (const Word& word : words) {
      const double draw = stream.uniform();
      for (size_t i : word) example.trace[i].chooseDraw = draw;
      if (draw >= rate) continue;
      any = true;
      choose(word, draw, chosen, example);
    }
  }
  if (any) return;
  const Word& word = words[stream.below(words.size())];
  choose(word, example.trace[word.front()].chooseDraw, chosen, example);
}

// recipes.md 2.1 A: words in shuffled order while they fit into the exact count. The trace holds
// each word's rank in that order, as a share. Where even the smallest word is larger than the
// count, it is taken all the same: an example without a target would have no loss (recipes.md 0.2).
void chooseExactly(const std::vector<Word>& words, size_t count, RandomStream& stream,
                   std::vector<bool>& chosen, Example& example) {
  std::vector<size_t> order(words.size());
  std::iota(order.begin(), order.end(), size_t{0});
  for (size_t i = order.size() - 1; i > 0; --i) std::swap(order[i], order[stream.below(i + 1)]);
  size_t taken = 0;
  for (size_t rank = 0; rank < order.size(); ++rank) {
    const Word& word = words[order[rank]];
    const double draw = static_cast<double>(rank) / static_cast<double>(order.size());
    for (size_t i : word) example.trace[i].chooseDraw = draw;
    if (taken + word.size() > count) continue;
    taken += word.size();
    choose(word, draw, chosen, example);
  }
  if (taken > 0) return;
  const size_t smallest = *std::min_element(order.begin(), order.end(), [&](size_t a, size_t b) {
    return words[a].size() < words[b].size();
  });
  choose(words[smallest], example.trace[words[smallest].front()].chooseDraw, chosen, example);
}

}  // namespace

Example maskedLmExample(std::span<const int64_t> window, const MaskedLmSettings& settings,
                        TokenIds ids, const WordMarks& marks, RandomStream stream) {
  Example example;
  example.pieces.assign(window.begin(), window.end());
  example.inputIds = example.pieces;
  example.labels.assign(window.size(), kNoLoss);
  example.trace.resize(window.size());
  for (size_t i = 0; i < window.size(); ++i)
    if (ids.reserved(window[i])) example.trace[i].decision = Decision::special;

  const std::vector<Word> words = maskableWords(window, settings.wholeWord, ids, marks);
  if (words.empty()) return example;
  const bool exact = settings.algorithm == "bert-exact";
  std::vector<bool> chosen(window.size(), false);
  if (exact) {
    const int64_t count = exactCount(static_cast<int64_t>(window.size()), settings);
    chooseExactly(words, static_cast<size_t>(count), stream, chosen, example);
  } else {
    chooseIndependently(words, settings.chosen, stream, chosen, example);
  }

  // Hugging Face's whole-word masking replaces every chosen piece by [MASK] (recipes.md 2.1).
  const bool alwaysMask = settings.wholeWord && !exact;
  for (size_t i = 0; i < window.size(); ++i) {
    if (!chosen[i]) continue;
    PositionTrace& trace = example.trace[i];
    example.labels[i] = window[i];
    trace.decision = Decision::masked;
    if (!alwaysMask) {
      trace.replaceDraw = stream.uniform();
      if (trace.replaceDraw >= settings.mask + settings.random)
        trace.decision = Decision::kept;
      else if (trace.replaceDraw >= settings.mask)
        trace.decision = Decision::random;
    }
    if (trace.decision == Decision::masked)
      example.inputIds[i] = ids.mask();
    else if (trace.decision == Decision::random)
      example.inputIds[i] = static_cast<int64_t>(
          stream.below(static_cast<uint64_t>(std::max<int64_t>(1, ids.pieces))));
  }
  return example;
}

int64_t exactCount(int64_t lengthWithSpecials, const MaskedLmSettings& settings) {
  // Python's round() is half to even (recipes.md 0.1); so is nearbyint in the default mode.
  const double rounded = std::nearbyint(static_cast<double>(lengthWithSpecials) * settings.chosen);
  const int64_t count = std::max<int64_t>(1, static_cast<int64_t>(rounded));
  return settings.maxPredictions > 0 ? std::min(count, settings.maxPredictions) : count;
}

double maskedLmWays(int64_t maskable) {
  return maskable <= 0 ? 0 : std::exp2(static_cast<double>(maskable)) - 1;
}

LikeliestCount likeliestHidden(int64_t maskable, double chosen) {
  if (maskable <= 0) return {0, 0};
  if (chosen <= 0) return {1, 1};
  if (chosen >= 1) return {maskable, 1};
  // The mode of Binomial(n, p) given at least one.
  const auto n = static_cast<double>(maskable);
  const int64_t count = std::clamp<int64_t>(static_cast<int64_t>((n + 1) * chosen), 1, maskable);
  const auto k = static_cast<double>(count);
  const double logWays = std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
  const double logProbability = logWays + k * std::log(chosen) + (n - k) * std::log1p(-chosen);
  const double atLeastOne = -std::expm1(n * std::log1p(-chosen));
  return {count, std::exp(logProbability) / atLeastOne};
}

}  // namespace unmask
