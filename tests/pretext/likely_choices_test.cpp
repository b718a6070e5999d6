// Choices of positions: counted, in order, each once.
#include "core/pretext/likely_choices.h"

#include <QtTest>
#include <cmath>
#include <set>

using namespace unmask;

class LikelyChoicesTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void binomialsFollowPascal() {
    for (uint64_t n = 1; n <= 60; ++n)
      for (uint64_t k = 1; k <= n; ++k)
        QCOMPARE(binomial(n, k), binomial(n - 1, k - 1) + binomial(n - 1, k));
    QCOMPARE(binomial(3, 4), uint64_t{0});
    QCOMPARE(binomial(1000, 500), ~uint64_t{0});
  }

  // Against the plain definition: every non-empty subset, its probability given that none is empty.
  void everyChoiceOnceLikeliestFirst_data() {
    QTest::addColumn<double>("chosen");
    for (const double chosen : {0.15, 0.5, 0.85}) QTest::addRow("%g", chosen) << chosen;
  }
  void everyChoiceOnceLikeliestFirst() {
    QFETCH(double, chosen);
    constexpr uint64_t n = 7;
    const LikelyChoices choices = LikelyChoices::atLeastOne(n, chosen);
    QCOMPARE(choices.ways(), 127.0);
    QCOMPARE(choices.waysUpTo(1000), uint64_t{127});
    QCOMPARE(choices.waysUpTo(100), uint64_t{100});
    std::set<std::vector<uint64_t>> seen;
    double before = 1, sum = 0;
    for (uint64_t i = 0; i < 127; ++i) {
      const std::vector<uint64_t> units = choices.at(i);
      QVERIFY(!units.empty() && std::ranges::is_sorted(units) && units.back() < n);
      QVERIFY(seen.insert(units).second);
      const auto k = static_cast<double>(units.size());
      const double expected =
          std::pow(chosen, k) * std::pow(1 - chosen, n - k) / (1 - std::pow(1 - chosen, n));
      const double probability = choices.probability(units.size());
      QVERIFY(std::abs(probability - expected) < 1e-12);
      QVERIFY(probability <= before + 1e-15);
      before = probability;
      sum += probability;
    }
    QVERIFY(std::abs(sum - 1) < 1e-12);
  }

  void exactCounts() {
    const LikelyChoices choices = LikelyChoices::exactly(6, 2);
    QCOMPARE(choices.ways(), 15.0);
    QCOMPARE(choices.at(0), (std::vector<uint64_t>{0, 1}));
    QCOMPARE(choices.at(14), (std::vector<uint64_t>{4, 5}));
    QCOMPARE(choices.probability(2), 1.0 / 15);
    QCOMPARE(choices.probability(1), 0.0);
  }

  void hugeAndEmptyItems() {
    const LikelyChoices huge = LikelyChoices::atLeastOne(131'072, 0.15);
    QVERIFY(std::isinf(huge.ways()));
    QCOMPARE(huge.waysUpTo(100'000), uint64_t{100'000});
    QCOMPARE(huge.at(99'999), (std::vector<uint64_t>{99'999}));
    QCOMPARE(huge.at(131'072), (std::vector<uint64_t>{0, 1}));
    QCOMPARE(LikelyChoices::atLeastOne(0, 0.15).ways(), 0.0);
    QCOMPARE(LikelyChoices::atLeastOne(0, 0.15).waysUpTo(9), uint64_t{0});
    QCOMPARE(LikelyChoices::exactly(1000, 150).waysUpTo(100), uint64_t{100});
    QCOMPARE(LikelyChoices::atLeastOne(3, 1).at(0), (std::vector<uint64_t>{0, 1, 2}));
    QCOMPARE(LikelyChoices::atLeastOne(3, 1).probability(3), 1.0);
    QCOMPARE(LikelyChoices::atLeastOne(4, 0).probability(1), 0.25);
  }
};

QTEST_GUILESS_MAIN(LikelyChoicesTest)
#include "likely_choices_test.moc"
