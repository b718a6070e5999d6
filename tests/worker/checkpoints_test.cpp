// Which checkpoints are kept.
#include "core/worker/checkpoints.h"

#include <QTest>
#include <cmath>
#include <limits>

using namespace unmask;

class CheckpointsTest : public QObject {
  Q_OBJECT
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

 private Q_SLOTS:
  void theBestIsTheLowestThatIsKnown() {
    QCOMPARE(bestOf({}), int64_t{-1});
    QCOMPARE(bestOf({{10, kNone}}), int64_t{-1});
    QCOMPARE(bestOf({{10, kNone}, {20, 3}, {30, 1}, {40, kNone}, {50, 2}}), int64_t{30});
    QCOMPARE(bestOf({{10, std::numeric_limits<double>::infinity()}, {20, 3}}), int64_t{20});
    QCOMPARE(bestOf({{10, 1}, {20, 1}}), int64_t{10});  // of equal ones the first
  }

  void theNewestAndTheBestStay() {
    const std::map<int64_t, double> kept = {{10, 1}, {20, 3}, {30, 2}, {40, kNone}};
    QCOMPARE(expendable(kept, 1, true), (std::set<int64_t>{20, 30}));
    QCOMPARE(expendable(kept, 1, false), (std::set<int64_t>{10, 20, 30}));
    QCOMPARE(expendable(kept, 2, true), (std::set<int64_t>{20}));
    QCOMPARE(expendable(kept, 0, false), (std::set<int64_t>{10, 20, 30}));  // one always stays
    QVERIFY(expendable(kept, 9, true).empty());
    QVERIFY(expendable({}, 1, true).empty());
  }
};

QTEST_GUILESS_MAIN(CheckpointsTest)
#include "checkpoints_test.moc"
