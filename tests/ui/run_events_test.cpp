// A run's events read the same while it trains and when it is opened again.
#include "ui/train/run_events.h"

#include <QListWidget>
#include <QtTest>

using namespace unmask;

namespace {

QStringList wordsIn(const RunEvents& events) {
  QStringList words;
  const auto* list = events.findChild<QListWidget*>("runEvents");
  for (int row = 0; row < list->count(); ++row)
    words += list->item(row)->text() + " / " + list->item(row)->toolTip();
  return words;
}

RecordBatch eventOf(int64_t seq, int64_t step, const char* kind, const char* text,
                  std::vector<std::string> values = {}) {
  RecordBatch batch;
  batch.events.push_back({seq, 1, step, 0, kind, text, std::move(values), "", {}});
  return batch;
}

RecordBatch evaluation(int64_t seq, int64_t step, double loss) {
  RecordBatch batch;
  batch.points.push_back({seq, 1, "loss/validation", step, loss});
  return batch;
}

RecordBatch checkpoint(int64_t seq, int64_t step, bool removed) {
  RecordBatch batch;
  batch.checkpoints.push_back({seq, 1, step, removed ? 0u : 1'000'000u, 2.0, false, removed});
  return batch;
}

}  // namespace

class RunEventsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void theSameLiveAndReopened() {
    // In the order in which a worker writes them; the word of an evaluation may come before its
    // figure, and a checkpoint goes when a newer one is sound.
    const std::vector<RecordBatch> batches{
        eventOf(1, 0, "started", "Started."),
        eventOf(3, 0, "evaluated", "Evaluated on %1 windows.", {"2"}),
        evaluation(2, 0, 4.0),
        evaluation(4, 50, 3.0),
        eventOf(5, 50, "evaluated", "Evaluated on %1 windows.", {"2"}),
        checkpoint(6, 50, false),
        eventOf(7, 50, "checkpoint", "Checkpoint of step %1.", {"50"}),
        evaluation(8, 100, 2.0),
        eventOf(9, 100, "evaluated", "Evaluated on %1 windows.", {"2"}),
        checkpoint(10, 100, false),
        eventOf(11, 100, "checkpoint", "Checkpoint of step %1.", {"100"}),
        checkpoint(12, 50, true),
        eventOf(13, 110, "learning_rate", "Learning rate set to %1.", {"0.003"}),
    };
    RunEvents live, reopened;
    RunRecord growing, whole;
    for (const RecordBatch& batch : batches) {
      growing.take(batch);
      live.show(growing);
      whole.take(batch);
    }
    reopened.show(whole);
    QCOMPARE(wordsIn(live), wordsIn(reopened));
    QCOMPARE(wordsIn(live).filter("best").size(), 1);
    QVERIFY(wordsIn(live).filter("best").front().startsWith("100"));
    QCOMPARE(wordsIn(live).filter("removed").size(), 1);
    // Another run in the same view.
    live.begin();
    QVERIFY(wordsIn(live).isEmpty());
  }
};

QTEST_MAIN(RunEventsTest)
#include "run_events_test.moc"
