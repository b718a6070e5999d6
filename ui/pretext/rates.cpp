// Counting decisions.
#include "ui/pretext/rates.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "core/corpus/word_marks.h"
#include "core/dataset/batches.h"
#include "core/pretext/masked_lm.h"
#include "core/spec/span_lengths.h"

namespace unmask {

namespace {

constexpr uint64_t kRateExamples = 10'000;

// Of a Poisson length that is not zero.
double meanDrawnSpan(double lambda) {
  return lambda / -std::expm1(-lambda);
}

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

struct Counted {
  uint64_t hits = 0, of = 0;
};

std::vector<Counted> countedMasks(const Example& example) {
  uint64_t positions = 0, hits[3] = {}, same = 0;
  for (size_t i = 0; i < example.trace.size(); ++i) {
    const Decision decision = example.trace[i].decision;
    positions += decision != Decision::special;
    if (example.labels[i] == kNoLoss) continue;
    ++hits[decision == Decision::masked ? 0 : decision == Decision::random ? 1 : 2];
    same += example.inputIds[i] == example.labels[i];
  }
  const uint64_t all = hits[0] + hits[1] + hits[2];
  return {{all, positions}, {hits[0], all}, {hits[1], all}, {hits[2], all}, {same, all}};
}

// Positions that may be decided about, and those behind a mark.
Counted countedHidden(const Example& example) {
  Counted counted;
  for (const PositionTrace& position : example.trace) {
    counted.of += position.decision != Decision::special;
    counted.hits += position.decision == Decision::masked || position.decision == Decision::random;
  }
  return counted;
}

Counted countedLengths(const Example& example) {
  Counted counted;
  for (const HiddenSpan& span : example.decoder.spans) {
    if (span.length == 0) continue;
    counted.hits += span.length;
    ++counted.of;
  }
  return counted;
}

std::vector<Rate> rowsOf(const RunSpec& spec) {
  if (const auto* masks = std::get_if<MaskedLmSettings>(&spec.objectiveSettings)) {
    const AskedRates asked = askedRates(*masks, spec.model.context, spec.pieces);
    return {{"chosen", asked.chosen, asked.expected},
            {"mask", asked.masked, asked.masked},
            {"random", asked.random, asked.random},
            {"kept", asked.kept, asked.kept},
            {"unchanged", asked.unchanged, asked.unchanged}};
  }
  if (const auto* spans = std::get_if<SpanCorruptionSettings>(&spec.objectiveSettings)) {
    const int64_t window = spanLengths(spec.model.context, *spans).window;
    if (window < 2) return {};
    const SpanCounts counts = spanCounts(window, *spans);
    const auto hidden = static_cast<double>(counts.hidden);
    // Turning the mask may cut a span in two.
    return {{"hidden", spans->density, hidden / static_cast<double>(window)},
            {"span", spans->meanSpan,
             spans->randomRoll ? -1 : hidden / static_cast<double>(counts.spans), true}};
  }
  std::vector<Rate> rows;
  const auto* noise = std::get_if<DenoisingSettings>(&spec.objectiveSettings);
  if (!noise) return rows;
  if (noise->infill > 0 || noise->mask > 0)
    rows.push_back({"hidden", 1 - (1 - noise->infill) * (1 - noise->mask), -1});
  // Of masked tokens each is a span of its own.
  if (noise->infill > 0 && noise->mask <= 0)
    rows.push_back({"span", meanDrawnSpan(noise->poissonLambda), -1, true});
  if (noise->random > 0) rows.push_back({"random", noise->random, noise->random});
  if (noise->remove > 0) rows.push_back({"deleted", noise->remove, -1});
  if (noise->permute > 0) rows.push_back({"moved", noise->permute, -1});
  if (noise->rotate > 0) rows.push_back({"rotated", noise->rotate, -1});
  return rows;
}

Counted countedRow(const char* id, const Example& example, const TokenIds& ids) {
  const std::string_view row = id;
  if (row == "hidden") return countedHidden(example);
  if (row == "span") return countedLengths(example);
  Counted counted;
  if (row == "random") {
    for (const HiddenSpan& span : example.decoder.spans) {
      if (span.input == HiddenSpan::kGone) continue;
      ++counted.of;
      counted.hits += example.inputIds[span.input] != ids.mask();
    }
  } else if (row == "deleted") {
    for (const PositionTrace& position : example.trace) {
      counted.of += position.decision == Decision::none || position.decision == Decision::deleted;
      counted.hits += position.decision == Decision::deleted;
    }
  } else if (row == "moved") {
    const auto& sentences = example.decoder.sentences;
    counted.of = sentences.size();
    for (size_t i = 0; i < sentences.size(); ++i) counted.hits += sentences[i].place != i;
  } else if (row == "rotated") {
    counted = {example.decoder.rotation > 0 ? uint64_t{1} : 0, 1};
  }
  return counted;
}

// Sums over examples, row by row.
class Tallies {
 public:
  explicit Tallies(const RunSpec& spec)
      : spec_(spec), rows_(rowsOf(spec)), tallies_(rows_.size()) {}

  void add(const Example& example) {
    ++examples_;
    const bool masks = std::holds_alternative<MaskedLmSettings>(spec_.objectiveSettings);
    const std::vector<Counted> together = masks ? countedMasks(example) : std::vector<Counted>();
    for (size_t i = 0; i < rows_.size(); ++i) {
      const Counted counted =
          masks ? together[i] : countedRow(rows_[i].id, example, spec_.tokenIds());
      tallies_[i].add(counted.hits, counted.of);
    }
  }

  Rates rates(bool typed) && {
    for (size_t i = 0; i < rows_.size(); ++i) {
      rows_[i].measured = tallies_[i].share();
      // An item has lengths of its own.
      if (typed && isEncoderDecoder(spec_)) rows_[i].expected = -1;
    }
    return {examples_, typed, std::move(rows_)};
  }

 private:
  const RunSpec& spec_;
  uint64_t examples_ = 0;
  std::vector<Rate> rows_;
  std::vector<Tally> tallies_;
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

bool hasRates(const RunSpec& spec) {
  return spec.objective == "masked-lm" || isEncoderDecoder(spec);
}

bool deviates(const Share& share, double expected) {
  if (share.of == 0 || expected < 0) return false;
  const double floor = 1e-9;  // an exact count has no error at all
  return std::abs(share.value() - expected) > 5 * share.error + floor;
}

Result<Rates> measureRates(const PreviewRequest& request) {
  Tallies tallies(request.source.spec);
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
    return std::move(tallies).rates(false);
  }
  UNMASK_ASSIGN(const std::vector<int64_t> pieces, itemPieces(request));
  if (pieces.size() < 2) return Rates{};
  const WordMarks words = wordMarks(*request.source.tokenizer);
  for (uint64_t draw = 0; draw < wanted; ++draw)
    tallies.add(previewExample(request.source.spec, pieces, words, draw));
  return std::move(tallies).rates(true);
}

}  // namespace unmask
