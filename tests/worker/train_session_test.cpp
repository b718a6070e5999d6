// Real workers seen through TrainingSession: from start to end, commands, questions, crashes.
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>

#include "tests/worker/worker_fixture.h"

using namespace unmask;

class TrainSessionTest : public QObject {
  Q_OBJECT
  std::unique_ptr<WorkerFixture> fixture_;

 private Q_SLOTS:
  void initTestCase() { fixture_ = std::make_unique<WorkerFixture>(); }
  void cleanupTestCase() { fixture_.reset(); }

  void aRunFromStartToEnd() {
    const fs::path run = fixture_->prepare(fixture_->spec(120));
    WatchedSession session;
    QSignalSpy history(&session, &TrainingSession::historyComplete);
    session.start(run);
    QVERIFY(session.untilSettled());
    QCOMPARE(session.detail(), QString());
    QCOMPARE(session.state(), RunState::finished);
    QCOMPARE(history.size(), 1);
    QVERIFY(session.unbroken());
    QCOMPARE(session.step(), 120);
    QCOMPARE(session.totalSteps(), 120);

    const std::vector<Point> losses = session.series("loss/train");
    QCOMPARE(losses.size(), size_t{120});
    for (size_t i = 0; i < losses.size(); ++i) QCOMPARE(losses[i].step, static_cast<int64_t>(i));
    QVERIFY(losses.back().value < 0.8 * losses.front().value);
    for (const char* series : {"gradient_norm", "learning_rate", "tokens_per_second"}) {
      QCOMPARE(session.series(series).size(), size_t{120});
    }
    QCOMPARE(session.all.hashes.size(), size_t{120});
    std::vector<int64_t> evaluated, sampled, kept;
    for (const Point& point : session.series("loss/validation")) evaluated.push_back(point.step);
    for (const SampleRecord& sample : session.all.samples) sampled.push_back(sample.step);
    QCOMPARE(evaluated, (std::vector<int64_t>{0, 50, 100, 120}));
    QCOMPARE(sampled, evaluated);
    const QByteArray json = QByteArray::fromStdString(session.all.samples[0].json);
    QVERIFY(
        !QJsonDocument::fromJson(json).object().value(QStringLiteral("text")).toString().isEmpty());

    // Kept: the last two; the best is among them, as the loss still falls.
    for (const auto& entry : fs::directory_iterator(run / "checkpoints")) {
      kept.push_back(std::stoll(entry.path().filename().string().substr(5)));
    }
    std::sort(kept.begin(), kept.end());
    QCOMPARE(kept, (std::vector<int64_t>{100, 120}));

    // Somebody who comes later sees the same.
    WatchedSession later;
    later.attach(run);
    QVERIFY(later.untilSettled());
    QCOMPARE(later.state(), RunState::finished);
    QVERIFY(later.unbroken());
    QCOMPARE(later.seqs, session.seqs);
    QCOMPARE(need(summarise(run)).step, 120);
    QCOMPARE(need(summarise(run)).name, std::string("test"));
  }
};

QTEST_GUILESS_MAIN(TrainSessionTest)
#include "train_session_test.moc"
