// Next-token examples: labels are the inputs moved on by one.
#include "core/pretext/next_token.h"

#include <QtTest>

#include "core/spec/token_ids.h"

using namespace unmask;

class NextTokenTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void movesOnByOne() {
    const std::vector<int64_t> window{18, 47, 56, 57, 58};
    const Example example = nextTokenExample(window);
    QCOMPARE(example.inputIds, (std::vector<int64_t>{18, 47, 56, 57}));
    QCOMPARE(example.labels, (std::vector<int64_t>{47, 56, 57, 58}));
    QCOMPARE(example.pieces, example.inputIds);
    QCOMPARE(example.trace.size(), size_t{4});
    for (const PositionTrace& trace : example.trace) {
      QCOMPARE(trace.decision, Decision::target);
      QCOMPARE(trace.chooseDraw, -1.);
    }
  }
  void tooShortMakesNone() {
    QVERIFY(nextTokenExample({}).inputIds.empty());
    const std::vector<int64_t> one{3};
    QVERIFY(nextTokenExample(one).inputIds.empty());
  }
  void countsOneForEachPrefix() {
    QCOMPARE(nextTokenExampleCount(0), uint64_t{0});
    QCOMPARE(nextTokenExampleCount(1), uint64_t{0});
    QCOMPARE(nextTokenExampleCount(6), uint64_t{5});
  }
};

QTEST_GUILESS_MAIN(NextTokenTest)
#include "next_token_test.moc"
