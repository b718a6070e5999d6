// Masked-token examples: the checks of recipes.md 2.2, on every draw and in the statistics.
#include "core/pretext/masked_lm.h"

#include <QtTest>
#include <cmath>
#include <set>

#include "tests/pretext/made_up_words.h"

using namespace unmask;

namespace {

const TokenIds kIds{65};
const WordMarks kAlone = startingAt(65, [](int64_t) { return true; });
const WordMarks kThirds = startingAt(65, [](int64_t piece) { return piece % 3 == 0; });

std::vector<int64_t> pieces(size_t length) {
  std::vector<int64_t> window(length);
  for (size_t i = 0; i < length; ++i) window[i] = static_cast<int64_t>(i * i + 5 * i) % 65;
  return window;
}

std::vector<int64_t> withSpecials(size_t length) {
  std::vector<int64_t> window = pieces(length - 2);
  window.insert(window.begin(), kIds.cls());
  window.push_back(kIds.sep());
  return window;
}

Example drawn(const std::vector<int64_t>& window, const MaskedLmSettings& settings, uint64_t draw,
              const WordMarks& words = kAlone) {
  return maskedLmExample(window, settings, kIds, words,
                         RandomStream(1337, Purpose::corruption, 0, draw));
}

size_t chosenCount(const Example& example) {
  size_t count = 0;
  for (const int64_t label : example.labels) count += label != kNoLoss;
  return count;
}

MaskedLmSettings exact() {
  MaskedLmSettings settings;
  settings.algorithm = "bert-exact";
  return settings;
}

bool within(double count, double trials, double p) {  // 5 sigma, recipes.md 0.7
  return std::abs(count - trials * p) <= 5 * std::sqrt(trials * p * (1 - p));
}

}  // namespace

class MaskedLmTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void labelsAreTheOriginalsWhereChosenOnly_data() {
    QTest::addColumn<QString>("algorithm");
    QTest::addColumn<bool>("wholeWord");
    for (const char* algorithm : {"hf-dynamic", "bert-exact"})
      for (const bool wholeWord : {false, true})
        QTest::addRow("%s%s", algorithm, wholeWord ? ", whole words" : "")
            << algorithm << wholeWord;
  }
  void labelsAreTheOriginalsWhereChosenOnly() {
    QFETCH(QString, algorithm);
    QFETCH(bool, wholeWord);
    MaskedLmSettings settings;
    settings.algorithm = algorithm.toStdString();
    settings.wholeWord = wholeWord;
    const std::vector<int64_t> window = withSpecials(64);
    for (uint64_t draw = 0; draw < 2000; ++draw) {
      const Example example = drawn(window, settings, draw, kThirds);
      QCOMPARE(example.pieces, window);
      QVERIFY(chosenCount(example) >= 1);
      for (size_t i = 0; i < window.size(); ++i) {
        const Decision decision = example.trace[i].decision;
        const bool chosen = example.labels[i] != kNoLoss;
        QCOMPARE(chosen, decision == Decision::masked || decision == Decision::random ||
                             decision == Decision::kept);
        if (chosen) QCOMPARE(example.labels[i], window[i]);
        if (!chosen || decision == Decision::kept) QCOMPARE(example.inputIds[i], window[i]);
        if (decision == Decision::masked) QCOMPARE(example.inputIds[i], kIds.mask());
        if (decision == Decision::random)
          QVERIFY(example.inputIds[i] >= 0 && example.inputIds[i] < kIds.pieces);
        QCOMPARE(decision == Decision::special, kIds.reserved(window[i]));
        if (kIds.reserved(window[i])) QVERIFY(!chosen);
      }
    }
  }

  // .15 chosen; .8 of them [MASK]; unchanged .1 + .1/V, since a random piece may hit the original;
  // independent choices: the count of a row varies as n * .15 * .85.
  void hfRatesAreAsAskedFor() {
    constexpr size_t kLength = 256;
    constexpr uint64_t kRows = 4000;
    const std::vector<int64_t> window = pieces(kLength);
    double chosen = 0, masked = 0, unchanged = 0, squares = 0;
    for (uint64_t draw = 0; draw < kRows; ++draw) {
      const Example example = drawn(window, {}, draw);
      const auto count = static_cast<double>(chosenCount(example));
      chosen += count;
      squares += count * count;
      for (size_t i = 0; i < kLength; ++i) {
        if (example.labels[i] == kNoLoss) continue;
        masked += example.inputIds[i] == kIds.mask();
        unchanged += example.inputIds[i] == window[i];
      }
    }
    QVERIFY(within(chosen, kRows * kLength, 0.15));
    QVERIFY(within(masked, chosen, 0.8));
    QVERIFY(within(unchanged, chosen, 0.1 + 0.1 / 65));
    const double mean = chosen / kRows;
    const double variance = squares / kRows - mean * mean;
    const double expected = kLength * 0.15 * 0.85;
    QVERIFY(std::abs(variance - expected) < 5 * expected * std::sqrt(2. / kRows));
  }

  // Chi-square with 64 degrees of freedom; 144 is exceeded with probability 4e-8.
  void randomPiecesAreUniform() {
    MaskedLmSettings settings;
    settings.mask = 0;
    settings.random = 1;
    const std::vector<int64_t> window = pieces(256);
    std::vector<double> counts(65);
    double total = 0;
    for (uint64_t draw = 0; draw < 1500; ++draw) {
      const Example example = drawn(window, settings, draw);
      for (size_t i = 0; i < window.size(); ++i)
        if (example.trace[i].decision == Decision::random) {
          ++counts[static_cast<size_t>(example.inputIds[i])];
          ++total;
        }
    }
    double chiSquare = 0;
    for (const double count : counts)
      chiSquare += (count - total / 65) * (count - total / 65) / (total / 65);
    QVERIFY2(chiSquare < 144, qPrintable(QString::number(chiSquare)));
    QVERIFY2(chiSquare > 20, qPrintable(QString::number(chiSquare)));
  }

  // recipes.md 2.1 A: k for lengths 8 to 512, and half to even (10 * .15 = 1.5 -> 2, 30 -> 4).
  void exactCountsAreTheTable() {
    const std::vector<std::pair<int64_t, int64_t>> table{{8, 1},    {16, 2},   {32, 5},  {64, 10},
                                                         {128, 19}, {256, 38}, {512, 77}};
    for (const auto& [length, count] : table) {
      QCOMPARE(exactCount(length, exact()), count);
      for (uint64_t draw = 0; draw < 50; ++draw)
        QCOMPARE(chosenCount(drawn(withSpecials(static_cast<size_t>(length)), exact(), draw)),
                 static_cast<size_t>(count));
    }
    MaskedLmSettings half = exact();
    half.chosen = 0.5;
    QCOMPARE(exactCount(5, half), int64_t{2});
    QCOMPARE(exactCount(7, half), int64_t{4});
    QCOMPARE(exactCount(1, exact()), int64_t{1});
    MaskedLmSettings capped = exact();
    capped.maxPredictions = 20;
    QCOMPARE(exactCount(512, capped), int64_t{20});
  }

  void exactChoicesAreUniformAndSplitAsAskedFor() {
    constexpr uint64_t kRows = 20000;
    const std::vector<int64_t> window = withSpecials(32);
    std::vector<double> byPosition(window.size());
    double masked = 0, unchanged = 0, chosen = 0;
    for (uint64_t draw = 0; draw < kRows; ++draw) {
      const Example example = drawn(window, exact(), draw);
      for (size_t i = 0; i < window.size(); ++i) {
        if (example.labels[i] == kNoLoss) continue;
        ++byPosition[i];
        ++chosen;
        masked += example.inputIds[i] == kIds.mask();
        unchanged += example.inputIds[i] == window[i];
      }
    }
    for (size_t i = 1; i + 1 < window.size(); ++i) QVERIFY(within(byPosition[i], kRows, 5. / 30));
    QVERIFY(within(masked, chosen, 0.8));
    QVERIFY(within(unchanged, chosen, 0.1 + 0.1 / 65));
  }

  // A word is chosen wholly or not at all; Hugging Face's variant masks every chosen piece.
  void wholeWordsStayTogether() {
    const std::vector<int64_t> window = pieces(96);
    std::vector<size_t> word(window.size());
    for (size_t i = 1; i < window.size(); ++i)
      word[i] = word[i - 1] + kThirds.starts[static_cast<size_t>(window[i])];
    for (const char* algorithm : {"hf-dynamic", "bert-exact"}) {
      MaskedLmSettings settings;
      settings.algorithm = algorithm;
      settings.wholeWord = true;
      std::set<Decision> decisions;
      for (uint64_t draw = 0; draw < 500; ++draw) {
        const Example example = drawn(window, settings, draw, kThirds);
        for (size_t i = 1; i < window.size(); ++i)
          if (word[i] == word[i - 1])
            QCOMPARE(example.labels[i] == kNoLoss, example.labels[i - 1] == kNoLoss);
        for (size_t i = 0; i < window.size(); ++i)
          if (example.labels[i] != kNoLoss) decisions.insert(example.trace[i].decision);
        if (algorithm == std::string("bert-exact"))
          QVERIFY(chosenCount(example) <= static_cast<size_t>(exactCount(96, settings)));
      }
      QCOMPARE(decisions.size(), algorithm == std::string("hf-dynamic") ? size_t{1} : size_t{3});
    }
  }

  // Even where the rate is tiny, or every word is larger than the exact count (recipes.md 0.2).
  void somethingIsAlwaysChosen() {
    MaskedLmSettings rare;
    rare.chosen = 1e-9;
    MaskedLmSettings words = exact();
    words.wholeWord = true;
    const WordMarks never = startingAt(65, [](int64_t) { return false; });
    std::vector<double> byPosition(4);
    for (uint64_t draw = 0; draw < 4000; ++draw) {
      const Example one = drawn(pieces(4), rare, draw);
      QCOMPARE(chosenCount(one), size_t{1});
      for (size_t i = 0; i < 4; ++i) byPosition[i] += one.labels[i] != kNoLoss;
      QCOMPARE(chosenCount(drawn(withSpecials(6), words, draw, never)), size_t{4});
    }
    for (const double count : byPosition) QVERIFY(within(count, 4000, 0.25));
    const std::vector<int64_t> onlySpecials{kIds.cls(), kIds.sep()};
    QCOMPARE(chosenCount(drawn(onlySpecials, {}, 0)), size_t{0});
    QVERIFY(drawn({}, {}, 0).labels.empty());
  }

  void tracesHoldTheDrawsThatDecided() {
    const std::vector<int64_t> window = pieces(64);
    for (uint64_t draw = 0; draw < 200; ++draw) {
      const Example example = drawn(window, {}, draw);
      for (const PositionTrace& trace : example.trace) {
        QCOMPARE(trace.chooseDraw < 0.15, trace.decision != Decision::none);
        if (trace.decision == Decision::none) continue;
        QCOMPARE(trace.replaceDraw < 0.8, trace.decision == Decision::masked);
        QCOMPARE(trace.replaceDraw >= 0.9, trace.decision == Decision::kept);
      }
    }
  }

  void countsTheWays() {
    QCOMPARE(maskedLmWays(0), 0.);
    QCOMPARE(maskedLmWays(6), 63.);
    // n = 6, p = .15: P(1) = 6 * .15 * .85^5 = .399334; at least one: 1 - .85^6 = .622850.
    const LikeliestCount six = likeliestHidden(6, 0.15);
    QCOMPARE(six.count, int64_t{1});
    QVERIFY(std::abs(six.probability - 0.3993347 / 0.6228505) < 1e-6);
    QCOMPARE(likeliestHidden(100, 0.15).count, int64_t{15});
    QCOMPARE(likeliestHidden(3, 1).count, int64_t{3});
    QCOMPARE(likeliestHidden(0, 0.15).count, int64_t{0});
  }
};

QTEST_GUILESS_MAIN(MaskedLmTest)
#include "masked_lm_test.moc"
