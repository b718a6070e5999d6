// What a session has told about a run, kept for its charts: the newest segment of each step, and
// little memory.
#include "ui/train/run_record.h"

#include <malloc.h>

#include <QtTest>
#include <cmath>
#include <map>
#include <random>

using namespace unmask;

class RunRecordTest : public QObject {
  Q_OBJECT

  static void give(RunRecord& record, int64_t segment, int64_t step, double value) {
    RecordBatch batch;
    batch.points.push_back({0, segment, "loss/train", step, value});
    record.take(batch);
  }

 private Q_SLOTS:
  void aResumedRunsPointsReplaceWhatItRepeats() {
    RunRecord record;
    for (int64_t step = 0; step < 100; ++step) give(record, 1, step, 1);
    for (int64_t step = 60; step < 80; ++step) give(record, 2, step, 2);
    for (int64_t step = 70; step < 75; ++step) give(record, 1, step, 9);  // a straggler
    for (int64_t step = 90; step < 120; ++step) give(record, 3, step, 3);
    const CurvePoints curve = record.series("loss/train");
    QCOMPARE(curve->size(), size_t{120});
    for (size_t i = 0; i < curve->size(); ++i)
      QCOMPARE((*curve)[i].y(), i >= 90 ? 3.0 : i >= 60 && i < 80 ? 2.0 : 1.0);
  }

  // What a resumed run repeats is trained once: its seconds are not counted on top of the first's.
  void secondsAreThoseOfTheStepsThatCount() {
    RunRecord record;
    const auto give = [&](int64_t segment, int64_t step, double seconds) {
      RecordBatch batch;
      batch.points.push_back({0, segment, "step_seconds", step, seconds});
      record.take(batch);
    };
    for (int64_t step = 0; step < 10; ++step) give(1, step, 1);
    QCOMPARE(record.trainingSeconds()->back().y(), 10.0);
    for (int64_t step = 6; step < 12; ++step) give(2, step, 3);
    const CurvePoints seconds = record.trainingSeconds();
    QCOMPARE(seconds->size(), size_t{12});
    QCOMPARE((*seconds)[5].y(), 6.0);
    QCOMPARE(seconds->back().y(), 6.0 + 6 * 3);
  }

  // In any order, the highest segment of each step, as a plain table would have it.
  void anyOrderGivesTheHighestSegmentOfEachStep() {
    std::mt19937 random(7);
    for (int round = 0; round < 20; ++round) {
      RunRecord record;
      std::map<int64_t, std::pair<int64_t, double>> wanted;  // step: segment, value
      for (int i = 0; i < 400; ++i) {
        const auto step = static_cast<int64_t>(random() % 60);
        const auto segment = static_cast<int64_t>(random() % 5);
        const double value = i;
        give(record, segment, step, value);
        const auto found = wanted.find(step);
        if (found == wanted.end() || segment >= found->second.first)
          wanted[step] = {segment, value};
      }
      const CurvePoints curve = record.series("loss/train");
      QCOMPARE(curve->size(), wanted.size());
      size_t at = 0;
      for (const auto& [step, newest] : wanted) {
        QCOMPARE((*curve)[at].x(), static_cast<double>(step));
        QCOMPARE((*curve)[at].y(), newest.second);
        ++at;
      }
    }
  }

  void aPointTakesAtMost24Bytes() {
    constexpr int64_t kSteps = 400'000;
    const auto used = [] { return mallinfo2().uordblks + mallinfo2().hblkhd; };
    const size_t before = used();
    RunRecord record;
    for (int64_t begin = 0; begin < kSteps; begin += 1000) {
      RecordBatch batch;
      for (int64_t step = begin; step < begin + 1000; ++step)
        batch.points.push_back({0, step < kSteps / 2, "loss/train", step, std::sin(step * 1e-3)});
      record.take(batch);
    }
    QCOMPARE(record.series("loss/train")->size(), static_cast<size_t>(kSteps));
    const double each = static_cast<double>(used() - before) / static_cast<double>(kSteps);
    QVERIFY2(each <= 24, qPrintable(QString::number(each)));
  }
};

QTEST_APPLESS_MAIN(RunRecordTest)
#include "run_record_test.moc"
