// Span corruption: the golden vectors, invariants and statistics of recipes.md 3.
#include "core/pretext/span_corruption.h"

#include <QtTest>
#include <cmath>
#include <map>
#include <set>

#include "core/spec/span_lengths.h"

using namespace unmask;

namespace {

const TokenIds kIds{65};

std::vector<int64_t> pieces(size_t length) {
  std::vector<int64_t> window(length);
  for (size_t i = 0; i < length; ++i) window[i] = static_cast<int64_t>(i * i + 5 * i) % 65;
  return window;
}

SpanCorruptionSettings settings(double density, double mean, bool roll = false) {
  return {density, mean, roll};
}

RandomStream stream(uint64_t draw) {
  return RandomStream(1337, Purpose::corruption, 0, draw);
}

bool within(double count, double trials, double p) {  // 5 sigma, recipes.md 0.7
  return std::abs(count - trials * p) <= 5 * std::sqrt(trials * p * (1 - p));
}

}  // namespace

class SpanCorruptionTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  // T5's unit test: vocabulary 1000, so that sentinel 0 is 999.
  void sentinelsAreT5s() {
    const TokenIds ids{1000 - 105};
    const std::vector<int64_t> tokens{10, 11, 12, 13, 14, 15};
    const std::vector<bool> mask{true, true, false, false, true, false};
    QCOMPARE(collapsed(tokens, mask, ids), (std::vector<int64_t>{999, 12, 13, 998, 15}));
    std::vector<bool> inverted = mask;
    inverted.flip();
    QCOMPARE(collapsed(tokens, inverted, ids), (std::vector<int64_t>{10, 11, 999, 14, 998}));
    // Density 0: inputs unchanged, the target is sentinel 0.
    const std::vector<bool> none(6, false);
    QCOMPARE(collapsed(tokens, none, ids), tokens);
    QCOMPARE(collapsed(tokens, std::vector<bool>(6, true), ids), (std::vector<int64_t>{999}));
  }

  // Counts, ends, lengths, sentinels in order, and T5's target as the inverted mask, on every draw.
  void everyDrawIsWellFormed() {
    for (const auto& [density, mean] : {std::pair{.15, 3.}, {.5, 1.}, {.55, 1.}, {.01, 8.}})
      for (const size_t length : {2, 3, 20, 70, 150, 284}) {
        const SpanCorruptionSettings s = settings(density, mean);
        const SpanCounts counts = spanCounts(static_cast<int64_t>(length), s);
        if (counts.spans > kSentinels) continue;  // refused by validate()
        const std::vector<int64_t> window = pieces(length);
        for (uint64_t draw = 0; draw < 300; ++draw) {
          RandomStream random = stream(draw);
          std::vector<bool> mask = spanMask(length, s, random);
          QCOMPARE(mask.size(), length);
          QVERIFY(!mask.front() && mask.back());
          QCOMPARE(std::ranges::count(mask, true), counts.hidden);

          const Example example = spanCorruptionExample(window, s, kIds, stream(draw));
          QCOMPARE(example.pieces, window);
          std::vector<int64_t> inputs = collapsed(window, mask, kIds);
          inputs.push_back(kIds.endOfDocument());
          QCOMPARE(example.inputIds, inputs);
          mask.flip();
          std::vector<int64_t> targets = collapsed(window, mask, kIds);
          targets.push_back(kIds.endOfDocument());
          QCOMPARE(example.labels, targets);
          QCOMPARE(static_cast<int64_t>(inputs.size()),
                   static_cast<int64_t>(length) - counts.hidden + counts.spans + 1);
          QCOMPARE(static_cast<int64_t>(targets.size()), counts.hidden + counts.spans + 1);

          // The decoder starts from [PAD] and reads the target moved on by one.
          const std::vector<int64_t>& reads = example.decoder.inputIds;
          QCOMPARE(reads.size(), targets.size());
          QCOMPARE(reads.front(), kIds.pad());
          QVERIFY(std::equal(reads.begin() + 1, reads.end(), targets.begin()));
          check(example, window, static_cast<size_t>(counts.spans));
        }
      }
  }

  void rolledDrawsKeepTheirSentinelsFirst() {
    const SpanCorruptionSettings s = settings(.15, 3, true);
    const std::vector<int64_t> window = pieces(64);
    size_t cut = 0;
    for (uint64_t draw = 0; draw < 2000; ++draw) {
      const Example example = spanCorruptionExample(window, s, kIds, stream(draw));
      const size_t spans = example.decoder.spans.size();
      QVERIFY(spans == 3 || spans == 4);  // cut in two when the window begins inside one
      cut += spans == 4;
      QCOMPARE(kIds.sentinel(0), example.labels.front());
      check(example, window, spans);
    }
    // 10 hidden tokens in 3 spans: an offset is inside one with probability (10 - 3) / 64.
    QVERIFY(within(static_cast<double>(cut), 2000, 7. / 64));
  }

  void aWindowOfOneTokenHidesNothing() {
    const Example example = spanCorruptionExample(pieces(1), settings(.15, 3), kIds, stream(0));
    QCOMPARE(example.inputIds, (std::vector<int64_t>{0, kIds.endOfDocument()}));
    QCOMPARE(example.labels, (std::vector<int64_t>{kIds.sentinel(0), kIds.endOfDocument()}));
    QVERIFY(example.decoder.spans.empty());
    QVERIFY(spanCorruptionExample({}, settings(.15, 3), kIds, stream(0)).pieces.empty());
  }

  // P(span of l) for n = 85, s = 28 as tabled, and in 4,000 draws.
  void spanLengthsFollowTheFormula() {
    const double tabled[] = {.3214, .2207, .1507, .1024, .0691, .0464, .0309, .0205};
    for (int64_t length = 1; length <= 8; ++length)
      QVERIFY(std::abs(spanLengthProbability(length, 85, 28) - tabled[length - 1]) < 6e-5);
    double sum = 0;
    for (int64_t length = 0; length <= 85; ++length) sum += spanLengthProbability(length, 85, 28);
    QVERIFY(std::abs(sum - 1) < 1e-12);
    QCOMPARE(spanLengthProbability(10, 10, 1), 1.);
    for (const auto& [length, tabledOne] :
         {std::pair{64, .2222}, {128, .2778}, {256, .3243}, {568, .3214}}) {
      const SpanCounts counts = spanCounts(length, settings(.15, 3));
      QVERIFY(std::abs(spanLengthProbability(1, counts.hidden, counts.spans) - tabledOne) < 6e-5);
    }

    constexpr uint64_t kDraws = 4000;
    std::map<size_t, double> counted;
    double tokens = 0;
    const std::vector<int64_t> window = pieces(568);
    for (uint64_t draw = 0; draw < kDraws; ++draw)
      for (const HiddenSpan& span :
           spanCorruptionExample(window, settings(.15, 3), kIds, stream(draw)).decoder.spans) {
        counted[span.pieces.size()] += 1;
        tokens += static_cast<double>(span.pieces.size());
      }
    QCOMPARE(tokens, 85. * kDraws);
    // The spans of one window depend on one another a little, and negatively: sigma is no larger.
    for (int64_t length = 1; length <= 8; ++length)
      QVERIFY(within(counted[static_cast<size_t>(length)], 28. * kDraws,
                     spanLengthProbability(length, 85, 28)));
  }

  // The table of 3.4: P(mask[1]) = (s-1)/(L-n-1) and P(mask[L-2]) = 1-(s-1)/(n-1); with the roll
  // every position n/L.
  void positionsAreHiddenAsOftenAsTabled() {
    constexpr uint64_t kDraws = 20000;
    const std::tuple<size_t, double, double> rows[] = {
        {64, .0377, .7778}, {128, .0463, .7222}, {256, .0553, .6757}, {568, .0560, .6786}};
    for (const auto& [length, second, lastButOne] : rows) {
      const SpanCounts counts = spanCounts(static_cast<int64_t>(length), settings(.15, 3));
      const double p = double(counts.spans - 1) / double(int64_t(length) - counts.hidden - 1);
      const double q = 1 - double(counts.spans - 1) / double(counts.hidden - 1);
      QVERIFY(std::abs(p - second) < 6e-5 && std::abs(q - lastButOne) < 6e-5);
      double atSecond = 0, atLastButOne = 0, first = 0, middle = 0, last = 0;
      for (uint64_t draw = 0; draw < kDraws; ++draw) {
        RandomStream random = stream(draw);
        const std::vector<bool> mask = spanMask(length, settings(.15, 3), random);
        atSecond += mask[1];
        atLastButOne += mask[length - 2];
        const std::vector<bool> rolled = spanMask(length, settings(.15, 3, true), random);
        first += rolled.front();
        middle += rolled[length / 2];
        last += rolled.back();
      }
      QVERIFY(within(atSecond, kDraws, p));
      QVERIFY(within(atLastButOne, kDraws, q));
      const double even = double(counts.hidden) / double(length);
      QVERIFY(within(first, kDraws, even) && within(middle, kDraws, even) &&
              within(last, kDraws, even));
    }
  }

  // The ends are hidden less and more often than the middle, as 3.4 measured at 568.
  void endsAreBiasedAsTabled() {
    constexpr double kDraws = 20000;
    const std::vector<double> first = {.000, .054, .085, .110, .126, .131, .137, .143, .147, .146};
    const std::vector<double> last = {.158, .164, .171, .188, .221, .272, .350, .480, .678, 1.0};
    std::vector<double> counted(568);
    for (uint64_t draw = 0; draw < uint64_t(kDraws); ++draw) {
      RandomStream random = stream(draw);
      const std::vector<bool> mask = spanMask(568, settings(.15, 3), random);
      for (size_t i = 0; i < mask.size(); ++i) counted[i] += mask[i];
    }
    // Five standard errors of a share near .5 of so many draws, and the table's own noise.
    const auto near = [&](size_t at, double tabled) {
      return std::abs(counted[at] / kDraws - tabled) < .018;
    };
    for (size_t i = 0; i < 10; ++i) {
      QVERIFY2(near(i, first[i]), qPrintable(QString::number(counted[i] / kDraws)));
      QVERIFY2(near(558 + i, last[i]), qPrintable(QString::number(counted[558 + i] / kDraws)));
    }
    QVERIFY(near(284, .148));
  }

  // All C(n-1, s-1) C(L-n-1, s-1) masks of a small window come equally often: chi-square.
  void allMasksAreEquallyLikely() {
    const SpanCorruptionSettings s = settings(.5, 2);  // 10 tokens: 5 hidden in 2 spans
    QCOMPARE(spanCounts(10, s).spans, int64_t{2});
    constexpr double kDraws = 32000, kMasks = 16;
    std::map<std::vector<bool>, double> counted;
    for (uint64_t draw = 0; draw < kDraws; ++draw) {
      RandomStream random = stream(draw);
      ++counted[spanMask(10, s, random)];
    }
    QCOMPARE(counted.size(), size_t(kMasks));
    double chi = 0;
    for (const auto& [mask, count] : counted)
      chi += std::pow(count - kDraws / kMasks, 2) / (kDraws / kMasks);
    QVERIFY2(chi < 60, qPrintable(QString::number(chi)));  // 15 degrees: p < 3e-7
  }

 private:
  // Round trip, provenance, and the same sentinels in the same order on both sides.
  void check(const Example& example, const std::vector<int64_t>& window, size_t spans) {
    const DecoderSide& decoder = example.decoder;
    QCOMPARE(decoder.spans.size(), spans);
    std::vector<int64_t> restored;
    size_t next = 0;
    QCOMPARE(decoder.inputSources.size(), example.inputIds.size());
    for (size_t i = 0; i < example.inputIds.size(); ++i) {
      const int64_t token = example.inputIds[i];
      if (token < kIds.pieces) {
        QCOMPARE(decoder.inputSources[i], restored.size());
        QCOMPARE(example.trace[restored.size()].decision, Decision::none);
        restored.push_back(token);
        continue;
      }
      QCOMPARE(decoder.inputSources[i], DecoderSide::kNowhere);
      if (token == kIds.endOfDocument()) continue;
      const HiddenSpan& span = decoder.spans[next];
      QCOMPARE(token, kIds.sentinel(static_cast<int64_t>(next++)));
      QCOMPARE(span.input, i);
      QCOMPARE(example.labels[span.target], token);
      QCOMPARE(span.length, span.pieces.size());
      QVERIFY(!span.pieces.empty());
      for (size_t j = 0; j < span.pieces.size(); ++j) {
        QCOMPARE(span.pieces[j], restored.size());
        QCOMPARE(decoder.targetSources[span.target + 1 + j], restored.size());
        QCOMPARE(example.trace[restored.size()].decision, Decision::masked);
        restored.push_back(example.labels[span.target + 1 + j]);
      }
    }
    QCOMPARE(next, spans);
    QCOMPARE(restored, window);
    QCOMPARE(decoder.targetSources.size(), example.labels.size());
    QCOMPARE(example.labels.back(), kIds.endOfDocument());
  }
};

QTEST_GUILESS_MAIN(SpanCorruptionTest)
#include "span_corruption_test.moc"
