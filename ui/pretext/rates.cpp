// Counting decisions.
#include "ui/pretext/rates.h"

#include <algorithm>
#include <cmath>

#include "core/dataset/batches.h"
#include "core/pretext/masked_lm.h"

namespace unmask {

namespace {

constexpr uint64_t kRateExamples = 10'000;

// Sums over examples of hits h and chances n, for the error of the ratio sum h / sum n.
struct Tally {
  double h = 0, n = 0, hh = 0, hn = 0, nn = 0;
  void add(uint64_t hits, uint64_t chances) {
    const auto a = static_cast<double>(hits), b = static_cast<double>(chances);
    h += a;
    n += b;
    hh += a * a;
    hn += a * b;
    nn += b * b;
  }
  Share share() const {
    Share share{static_cast<uint64_t>(h), static_cast<uint64_t>(n), 0};
    if (n == 0) return share;
    const double p = h / n;
    // Sum of (h - p n)^2 over the examples.
    share.error = std::sqrt(std::max(0.0, hh - 2 * p * hn + p * p * nn)) / n;
    return share;
  }
};

struct Tallies {
  uint64_t examples = 0;
  Tally chosen, masked, random, kept, unchanged;

  void add(const Example& example) {
    ++examples;
    uint64_t positions = 0, hits[3] = {}, same = 0;
    for (size_t i = 0; i < example.trace.size(); ++i) {
      const Decision decision = example.trace[i].decision;
      positions += decision != Decision::special;
      if (example.labels[i] == kNoLoss) continue;
      ++hits[decision == Decision::masked ? 0 : decision == Decision::random ? 1 : 2];
      same += example.inputIds[i] == example.labels[i];
    }
    const uint64_t all = hits[0] + hits[1] + hits[2];
    chosen.add(all, positions);
    masked.add(hits[0], all);
    random.add(hits[1], all);
    kept.add(hits[2], all);
    unchanged.add(same, all);
  }

  Rates rates(bool typed) const {
    return {examples,       typed,        chosen.share(),   masked.share(),
            random.share(), kept.share(), unchanged.share()};
  }
};

}  // namespace

AskedRates askedRates(const MaskedLmSettings& settings, int64_t length, int64_t pieces) {
  const bool exact = settings.algorithm == "bert-exact";
  const int64_t maskable = std::max<int64_t>(1, length - (settings.clsSep ? 2 : 0));
  const auto n = static_cast<double>(maskable);
  AskedRates asked;
  asked.chosen = settings.chosen;
  if (settings.wholeWord)
    asked.expected = -1;
  else if (exact)
    asked.expected = std::min(1.0, static_cast<double>(exactCount(length, settings)) / n);
  else if (settings.chosen < 1)
    asked.expected = settings.chosen / -std::expm1(n * std::log1p(-settings.chosen));
  else
    asked.expected = 1;
  const bool always = settings.wholeWord && !exact;
  asked.masked = always ? 1 : settings.mask;
  asked.random = always ? 0 : std::min(settings.random, 1 - settings.mask);
  asked.kept = std::max(0.0, 1 - asked.masked - asked.random);
  // A random piece may be the original (recipes.md 2.2).
  asked.unchanged = asked.kept + asked.random / static_cast<double>(std::max<int64_t>(1, pieces));
  return asked;
}

bool deviates(const Share& share, double expected) {
  if (share.of == 0 || expected < 0) return false;
  const double floor = 1e-9;  // an exact count has no error at all
  return std::abs(share.value() - expected) > 5 * share.error + floor;
}

Result<Rates> measureRates(const PreviewRequest& request) {
  Tallies tallies;
  const auto context = static_cast<uint64_t>(request.source.spec.model.context);
  const uint64_t wanted = std::clamp<uint64_t>(kMostPositions / context, 100, kRateExamples);
  if (const std::filesystem::path tokens = encodedTokens(request.source); !tokens.empty()) {
    UNMASK_ASSIGN(const Batches batches, Batches::open(request.source.spec, tokens, Access::pread));
    const auto slots = static_cast<uint64_t>(request.source.spec.train.batchSize) *
                       static_cast<uint64_t>(request.source.spec.train.accumulate);
    for (uint64_t i = 0; i < wanted; ++i) {
      UNMASK_ASSIGN(const Example example, batches.text().trainingExample(i / slots, i % slots));
      tallies.add(example);
    }
    return tallies.rates(false);
  }
  UNMASK_ASSIGN(const std::vector<int64_t> pieces, itemPieces(request));
  if (pieces.size() < 2) return Rates{};
  const std::vector<bool> starts = wordStarts(*request.source.tokenizer);
  for (uint64_t draw = 0; draw < wanted; ++draw)
    tallies.add(previewExample(request.source.spec, pieces, starts, draw));
  return tallies.rates(true);
}

}  // namespace unmask
