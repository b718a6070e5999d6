// A session without a worker: what it starts and does not start, and what it says when nobody is
// there. The sessions with real workers are in tests/worker.
#include "core/runs/training_session.h"

#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>

#include "core/base/files.h"
#include "core/base/platform.h"
#include "core/runs/run_folder.h"
#include "core/runs/run_store.h"
#include "core/runs/serving_client.h"

using namespace unmask;

class TrainingSessionTest : public QObject {
  Q_OBJECT
  QTemporaryDir temporary_;
  fs::path here() const { return temporary_.path().toStdString(); }
  fs::path started() const { return here() / "started"; }

  fs::path newRun(const std::vector<const char*>& kinds = {}) {
    RunSpec spec = *defaultSpec("next-token");
    spec.corpus = {"small", "0"};
    spec.tokenizer = {"letters", "0"};
    spec.pieces = 30;
    const auto workspace = Workspace::open(here() / "w");
    if (!workspace) qFatal("%s", inEnglish(workspace.error()).c_str());
    const fs::path run = *prepareRun(*workspace, spec, "");
    if (kinds.empty()) return run;
    auto store = RunStoreWriter::open(run, [](bool) {});
    for (const char* kind : kinds) {
      RecordBatch records;
      records.events.push_back({0, 0, 3, 1000, kind, "Text.", {}, "", {}});
      (*store)->append(std::move(records));
    }
    return run;
  }

 private Q_SLOTS:
  void initTestCase() {
    qputenv("XDG_RUNTIME_DIR", temporary_.path().toUtf8());
    // A worker that only leaves a trace.
    const fs::path script = here() / "worker";
    std::ofstream(script) << "#!/bin/sh\necho $1 >> " << started().string() << "\n";
    fs::permissions(script, fs::perms::owner_all);
    qputenv("UNMASK_WORKER_PROGRAM", QByteArray::fromStdString(script.string()));
  }

  void whereTheLockCannotBeSeenNothingIsStarted() {
    const fs::path run = newRun({"started"});
    fs::create_symlink("lock", run / "lock");  // a loop: the disk answers with an error
    TrainingSession session;
    QSignalSpy settled(&session, &TrainingSession::settled);
    session.start(run);
    QVERIFY(settled.wait(10'000));
    QCOMPARE(session.state(), RunState::unknown);
    QVERIFY2(session.detail().contains("cannot be seen"), qPrintable(session.detail()));
    QVERIFY(!fs::exists(run / "worker.log"));
    QVERIFY(!fs::exists(started()));
  }

  void whereTheServersLockCannotBeSeenNoneIsStarted() {
    const fs::path run = newRun({"started", "finished"});
    const auto files = servingFiles(run);
    QVERIFY(files.has_value());
    fs::create_symlink(files->lock.filename(), files->lock);
    ServingClient client(run, nullptr);
    QSignalSpy failed(&client, &ServingClient::failed);
    client.ask(1, {QStringLiteral("The")}, -1);
    QVERIFY(!failed.isEmpty() || failed.wait(10'000));
    QVERIFY2(failed[0][1].toString().contains("cannot be seen"),
             qPrintable(failed[0][1].toString()));
    QVERIFY(!fs::exists(started()));
  }

  void onRecordsThatCannotBeReadNothingIsStarted() {
    const fs::path run = newRun();
    std::ofstream(run / "run.db") << std::string(5000, 'x');
    TrainingSession session;
    QSignalSpy settled(&session, &TrainingSession::settled);
    session.start(run);
    QVERIFY(settled.wait(10'000));
    QCOMPARE(session.state(), RunState::failed);
    QVERIFY2(session.detail().contains("run.db"), qPrintable(session.detail()));
    QVERIFY(!fs::exists(started()));
  }

  void aCommandAfterTheEndIsToldWhatHappened_data() {
    QTest::addColumn<QByteArray>("end");
    QTest::addColumn<QString>("told");
    QTest::newRow("finished") << QByteArray("finished") << QStringLiteral("had finished before");
    QTest::newRow("stopped") << QByteArray("stopped") << QStringLiteral("stopped before");
    QTest::newRow("failed") << QByteArray("failed") << QStringLiteral("had failed before");
    QTest::newRow("killed") << QByteArray("evaluated") << QStringLiteral("worker is gone");
  }
  void aCommandAfterTheEndIsToldWhatHappened() {
    QFETCH(QByteArray, end);
    QFETCH(QString, told);
    TrainingSession session;
    QSignalSpy settled(&session, &TrainingSession::settled);
    QSignalSpy refused(&session, &TrainingSession::commandFailed);
    session.attach(newRun({"started", end.constData()}));
    QVERIFY(settled.wait(10'000));
    session.setLearningRate(0.1);
    QVERIFY(refused.wait(10'000));
    QVERIFY2(refused[0][0].toString().contains(told), qPrintable(refused[0][0].toString()));
  }

  void theLogSaysWhenWithItsZone() {
    const fs::path run = newRun();
    QVERIFY(launchWorker(run).has_value());
    const QString line =
        QString::fromStdString(*readFile(run / "worker.log")).section('\n', 0, 0);
    static const QRegularExpression form(
        "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(Z|[+-]\\d\\d:\\d\\d) worker train ");
    QVERIFY2(form.match(line).hasMatch(), qPrintable(line));
  }
};

QTEST_GUILESS_MAIN(TrainingSessionTest)
#include "training_session_test.moc"
