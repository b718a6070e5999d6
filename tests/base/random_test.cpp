// Random streams: Random123's known answers, unbiased bounded integers, permutations.
#include "core/base/random.h"

#include <Random123/philox.h>

#include <QtTest>
#include <cmath>
#include <set>

using namespace unmask;

class RandomTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  // Random123's kat_vectors, "philox4x64 10": counter and key all zero, all ones, digits of pi.
  void givesThePublishedAnswers() {
    RandomStream zero(0, static_cast<Purpose>(0), 0, 0);
    QCOMPARE(zero.next(), uint64_t{0x16554d9eca36314c});
    QCOMPARE(zero.next(), uint64_t{0xdb20fe9d672d0fdc});
    QCOMPARE(zero.next(), uint64_t{0xd7e772cee186176b});
    QCOMPARE(zero.next(), uint64_t{0x7e68b68aec7ba23b});

    constexpr uint64_t kOnes = ~uint64_t{0};
    const auto ones = r123::Philox4x64{}({{kOnes, kOnes, kOnes, kOnes}}, {{kOnes, kOnes}});
    QCOMPARE(ones[0], uint64_t{0x87b092c3013fe90b});
    QCOMPARE(ones[1], uint64_t{0x438c3c67be8d0224});
    QCOMPARE(ones[2], uint64_t{0x9cc7d7c69cd777b6});
    QCOMPARE(ones[3], uint64_t{0xa09caebf594f0ba0});
    const auto pi = r123::Philox4x64{}(
        {{0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89}},
        {{0x452821e638d01377, 0xbe5466cf34e90c6c}});
    QCOMPARE(pi[0], uint64_t{0xa528f45403e61d95});
    QCOMPARE(pi[1], uint64_t{0x38c72dbd566e9788});
    QCOMPARE(pi[2], uint64_t{0xa5a1610e72fd18b5});
    QCOMPARE(pi[3], uint64_t{0x57bd43b5e52b7fe6});
  }

  // key = (seed, purpose), counter = (block, 0, step, example).
  void mapsItsNameToKeyAndCounter() {
    RandomStream stream(1337, Purpose::corruption, 12, 34);
    for (uint64_t block = 0; block < 3; ++block) {
      const auto expected =
          r123::Philox4x64{}({{block, 0, 12, 34}}, {{1337, uint64_t(Purpose::corruption)}});
      for (int i = 0; i < 4; ++i) QCOMPARE(stream.next(), expected[i]);
    }
  }

  // The bound 3 * 2^62 is where plain multiplication is worst: without rejection one residue in
  // three would come twice as often as the others.
  void boundedIntegersAreUnbiased() {
    constexpr uint64_t kBound = uint64_t{3} << 62;
    constexpr int kDraws = 200000;
    RandomStream stream(1, Purpose::windows, 0, 0);
    std::array<int, 3> byResidue{}, byThird{};
    for (int i = 0; i < kDraws; ++i) {
      const uint64_t value = stream.below(kBound);
      QVERIFY(value < kBound);
      ++byResidue[value % 3];
      ++byThird[value >> 62];
    }
    const double tolerance = 5 * std::sqrt(kDraws * (1. / 3) * (2. / 3));
    for (int i = 0; i < 3; ++i) {
      QVERIFY(std::abs(byResidue[i] - kDraws / 3.) < tolerance);
      QVERIFY(std::abs(byThird[i] - kDraws / 3.) < tolerance);
    }
    QCOMPARE(stream.below(1), uint64_t{0});
  }

  void uniformsFillTheUnitInterval() {
    constexpr int kDraws = 200000;
    RandomStream stream(2, Purpose::windows, 0, 0);
    double sum = 0, squares = 0;
    for (int i = 0; i < kDraws; ++i) {
      const double u = stream.uniform();
      QVERIFY(u >= 0 && u < 1);
      sum += u;
      squares += u * u;
    }
    // Standard errors: sqrt(1/12) and sqrt(1/5 - 1/9), over sqrt(n).
    QVERIFY(std::abs(sum / kDraws - 0.5) < 5 * std::sqrt(1. / 12 / kDraws));
    QVERIFY(std::abs(squares / kDraws - 1. / 3) < 5 * std::sqrt((1. / 5 - 1. / 9) / kDraws));
  }

  void permutationsAreBijections_data() {
    QTest::addColumn<qulonglong>("size");
    for (qulonglong size : {1, 2, 3, 4, 5, 7, 16, 17, 100, 255, 256, 257, 4097, 65537})
      QTest::addRow("%llu", size) << size;
  }
  void permutationsAreBijections() {
    QFETCH(qulonglong, size);
    for (uint64_t epoch = 0; epoch < 3; ++epoch) {
      std::vector<bool> seen(size);
      for (uint64_t i = 0; i < size; ++i) {
        const uint64_t image = permuted(i, size, 1337, Purpose::order, epoch);
        QVERIFY(image < size);
        QVERIFY(!seen[image]);
        seen[image] = true;
      }
    }
  }

  // Where the first index goes is uniform over the epochs, and epochs differ.
  void permutationsDifferByEpoch() {
    constexpr uint64_t kSize = 10;
    constexpr int kEpochs = 20000;
    std::array<int, kSize> counts{};
    for (int epoch = 0; epoch < kEpochs; ++epoch)
      ++counts[permuted(0, kSize, 7, Purpose::order, epoch)];
    for (const int count : counts)
      QVERIFY(std::abs(count - kEpochs * 0.1) < 5 * std::sqrt(kEpochs * 0.1 * 0.9));
    std::set<uint64_t> bySeed;
    for (uint64_t seed = 0; seed < 20; ++seed)
      bySeed.insert(permuted(0, 1000003, seed, Purpose::order, 0));
    QVERIFY(bySeed.size() > 15);
  }
};

QTEST_GUILESS_MAIN(RandomTest)
#include "random_test.moc"
