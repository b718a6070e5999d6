// BEiT's blocks: never above the target, never from edge to edge, and the measured table of
// recipes.md 7.1.
#include "core/pretext/block_mask.h"

#include <QTest>
#include <cmath>
#include <numeric>

using namespace unmask;

class BlockMaskTest : public QObject {
  Q_OBJECT

  static BlockMask drawn(int64_t grid, int64_t target, int64_t least, uint64_t example) {
    return drawBlockMask(grid, target, least, 0.3, RandomStream(7, Purpose::patches, 1, example));
  }

 private Q_SLOTS:
  void everyDrawKeepsTheRules() {
    for (uint64_t example = 0; example < 2000; ++example) {
      const int64_t grid = 4 + static_cast<int64_t>(example % 11);
      const int64_t target = grid * grid * 2 / 5;
      const BlockMask mask = drawn(grid, target, 1 + static_cast<int64_t>(example % 5), example);
      QCOMPARE(std::accumulate(mask.mask.begin(), mask.mask.end(), int64_t{0}), mask.hidden);
      QVERIFY(mask.hidden <= target);
      int64_t added = 0;
      std::vector<uint8_t> covered(mask.mask.size(), 0);
      for (const MaskBlock& block : mask.blocks) {
        QVERIFY(block.height > 0 && block.height < grid && block.width > 0 && block.width < grid);
        QVERIFY(block.top >= 0 && block.top + block.height <= grid);
        QVERIFY(block.left >= 0 && block.left + block.width <= grid);
        QVERIFY(block.attempts >= 1 && block.attempts <= 10);
        int64_t fresh = 0;
        for (int64_t row = block.top; row < block.top + block.height; ++row)
          for (int64_t column = block.left; column < block.left + block.width; ++column)
            if (uint8_t& cell = covered[static_cast<size_t>(row * grid + column)]; !cell) {
              cell = 1;
              ++fresh;
            }
        QCOMPARE(block.added, fresh);
        QVERIFY(fresh > 0);
        added += fresh;
      }
      QCOMPARE(added, mask.hidden);
      QCOMPARE(covered, mask.mask);
    }
  }

  // Both sides are estimates from 20,000 draws: 5 standard errors of their difference, and half of
  // the table's last digit.
  void frequenciesAreThoseOfTheTable_data() {
    QTest::addColumn<int>("grid");
    QTest::addColumn<int>("target");
    QTest::addColumn<int>("least");
    QTest::addColumn<double>("mean");
    QTest::addColumn<double>("exact");
    QTest::addColumn<double>("corner");
    QTest::addColumn<double>("edge");
    QTest::addColumn<double>("centre");
    const auto row = [](int grid, int target, int least, double mean, double exact, double corner,
                        double edge, double centre) {
      QTest::addRow("%d,%d,%d", grid, target, least)
          << grid << target << least << mean << exact << corner << edge << centre;
    };
    row(14, 75, 16, 74.47, .666, .040, .189, .716);
    row(14, 75, 4, 74.92, .926, .057, .195, .677);
    row(16, 102, 16, 101.46, .671, .034, .187, .734);
    row(8, 26, 16, 25.58, .718, .090, .278, .776);
    row(8, 26, 4, 25.96, .960, .122, .289, .687);
    row(8, 26, 1, 26.00, .999, .138, .301, .663);
    row(7, 20, 4, 19.97, .970, .137, .318, .700);
    row(4, 6, 1, 6.00, 1.000, .253, .365, .522);
  }

  void frequenciesAreThoseOfTheTable() {
    QFETCH(int, grid);
    QFETCH(int, target);
    QFETCH(int, least);
    QFETCH(double, mean);
    QFETCH(double, exact);
    QFETCH(double, corner);
    QFETCH(double, edge);
    QFETCH(double, centre);
    constexpr int kDraws = 20000;
    double sum = 0, squares = 0, exactly = 0;
    std::vector<double> hidden(static_cast<size_t>(grid * grid), 0);
    for (uint64_t draw = 0; draw < kDraws; ++draw) {
      const BlockMask mask = drawn(grid, target, least, draw);
      const auto count = static_cast<double>(mask.hidden);
      sum += count;
      squares += count * count;
      exactly += mask.hidden == target;
      for (size_t i = 0; i < hidden.size(); ++i) hidden[i] += mask.mask[i];
    }
    const auto check = [&](const char* what, double measured, double table, double variance,
                           double lastDigit) {
      const double allowed = 5 * std::sqrt(2 * variance / kDraws) + lastDigit / 2;
      QVERIFY2(std::abs(measured - table) <= allowed,
               qPrintable(QString("%1: %2, the table has %3 +- %4")
                              .arg(what)
                              .arg(measured)
                              .arg(table)
                              .arg(allowed)));
    };
    const auto share = [&](const char* what, double measured, double table) {
      check(what, measured, table, std::max(table * (1 - table), .0005), .001);
    };
    const auto at = [&](int row, int column) {
      return hidden[static_cast<size_t>(row * grid + column)] / kDraws;
    };
    check("mean", sum / kDraws, mean, squares / kDraws - sum / kDraws * sum / kDraws, .01);
    share("exact", exactly / kDraws, exact);
    share("corner", at(0, 0), corner);
    share("edge", at(0, grid / 2), edge);
    share("centre", at(grid / 2, grid / 2), centre);
  }

  void drawsComeAgain() {
    QCOMPARE(drawn(14, 75, 16, 3).mask, drawn(14, 75, 16, 3).mask);
    QVERIFY(drawn(14, 75, 16, 3).mask != drawn(14, 75, 16, 4).mask);
  }
};

QTEST_GUILESS_MAIN(BlockMaskTest)
#include "block_mask_test.moc"
