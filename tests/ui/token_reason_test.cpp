// Reasons in words, of examples that the objectives themselves made.
#include "ui/widgets/token_reason.h"

#include <QRegularExpression>
#include <QtTest>
#include <set>

#include "core/pretext/masked_lm.h"
#include "core/pretext/next_token.h"

using namespace unmask;

class TokenReasonTest : public QObject {
  Q_OBJECT

  static Example drawn(const MaskedLmSettings& settings, uint64_t draw, size_t length = 40) {
    std::vector<int64_t> window(length);
    for (size_t i = 0; i < length; ++i) window[i] = static_cast<int64_t>(i % 60);
    WordMarks words;
    for (int64_t id = 0; id < 60; ++id) words.starts.push_back(id % 3 == 0);
    return maskedLmExample(window, settings, TokenIds{60}, words,
                           RandomStream(7, Purpose::corruption, draw, 0));
  }

  // Every number of a sentence like "draw 0.083 < 0.15" on the side that it says.
  static bool holds(const QString& reason) {
    static const QRegularExpression pattern("draw ([0-9.]+) ([<≥]) ([0-9.]+)");
    for (auto it = pattern.globalMatch(reason); it.hasNext();) {
      const auto match = it.next();
      const bool less = match.captured(1).toDouble() < match.captured(3).toDouble();
      if (less != (match.captured(2) == "<")) return false;
    }
    return true;
  }

 private Q_SLOTS:
  void drawsAreShownOnTheirSideOfTheBorder() {
    QCOMPARE(drawText(0.0832, {0.15}), QString("0.083"));
    QCOMPARE(drawText(0.14996, {0.15}), QString("0.14996"));
    QCOMPARE(drawText(0.15004, {0.15}), QString("0.15004"));
    QVERIFY(drawText(0.8, {0.8}).toDouble() >= 0.8);
  }

  void everyDecisionNamesItsDraw() {
    for (const char* algorithm : {"hf-dynamic", "bert-exact"})
      for (const bool words : {false, true}) {
        MaskedLmSettings settings;
        settings.algorithm = algorithm;
        settings.wholeWord = words;
        int masked = 0, others = 0;
        for (uint64_t draw = 0; draw < 60; ++draw) {
          const Example example = drawn(settings, draw);
          for (size_t i = 0; i < example.trace.size(); ++i) {
            const QStringList reasons = reasonOf(example, i, settings);
            const Decision decision = example.trace[i].decision;
            const bool chosen = decision != Decision::none;
            QCOMPARE(reasons.size(), chosen ? 2 : 1);
            QVERIFY2(reasons[0].startsWith(chosen ? "chosen" : "not chosen"),
                     qPrintable(reasons[0]));
            for (const QString& reason : reasons) QVERIFY2(holds(reason), qPrintable(reason));
            QVERIFY(reasons[0].contains(settings.algorithm == "bert-exact" ? "shuffled" : "draw"));
            masked += decision == Decision::masked;
            others += decision == Decision::random || decision == Decision::kept;
            if (decision == Decision::masked)
              QVERIFY(reasons[1].contains(
                  words && settings.algorithm == "hf-dynamic" ? "whole words" : "draw"));
            if (decision == Decision::random) QVERIFY(reasons[1].contains("0.8 ≤ draw"));
            if (decision == Decision::kept) QVERIFY(reasons[1].contains("≥ 0.9"));
          }
        }
        QVERIFY(masked > 0);
        QCOMPARE(others > 0, !(words && settings.algorithm == "hf-dynamic"));
      }
  }

  // BERT exact: the ranks of the chosen are the first ones.
  void ranksCountFromOne() {
    MaskedLmSettings settings;
    settings.algorithm = "bert-exact";
    const Example example = drawn(settings, 3, 20);  // 3 of 20
    std::set<int> ranks;
    static const QRegularExpression pattern("place (\\d+) of 20 .* 3 positions");
    for (size_t i = 0; i < example.trace.size(); ++i) {
      const auto match = pattern.match(reasonOf(example, i, settings)[0]);
      QVERIFY(match.hasMatch());
      ranks.insert(match.captured(1).toInt());
      QCOMPARE(example.trace[i].decision != Decision::none, match.captured(1).toInt() <= 3);
    }
    QCOMPARE(ranks.size(), size_t{20});
    QCOMPARE(*ranks.begin(), 1);
  }

  // So small a rate that the one target was taken by lot.
  void theOneThatEveryExampleHasIsExplained() {
    MaskedLmSettings settings;
    settings.chosen = 1e-9;
    const Example example = drawn(settings, 1, 5);
    for (size_t i = 0; i < example.trace.size(); ++i)
      if (example.trace[i].decision != Decision::none)
        QVERIFY(reasonOf(example, i, settings)[0].contains("at least one target"));
  }

  void otherPositions() {
    const std::vector<int64_t> window{1, 2, 3};
    QCOMPARE(reasonOf(nextTokenExample(window), 0, NextTokenSettings{}).size(), 1);
    MaskedLmSettings settings;
    const std::vector<int64_t> reserved{TokenIds{60}.cls(), 3, TokenIds{60}.sep()};
    const Example example =
        maskedLmExample(reserved, settings, TokenIds{60}, {std::vector<bool>(60, true), {}, {}},
                        RandomStream(1, Purpose::corruption, 0, 0));
    QVERIFY(reasonOf(example, 0, settings)[0].contains("reserved"));
  }
};

QTEST_GUILESS_MAIN(TokenReasonTest)
#include "token_reason_test.moc"
