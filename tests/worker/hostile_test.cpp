// What can go wrong around a real worker: wrong peers, broken runs, missing data, full disks.
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocalServer>
#include <QLocalSocket>
#include <QProcess>

#include "core/runs/protocol.h"
#include "core/runs/worker_link.h"
#include "tests/base/sanitizers.h"
#include "tests/worker/worker_fixture.h"

using namespace unmask;

namespace {

// Passes bytes on between two sockets, as `ssh -L` does.
class Relay : public QObject {
 public:
  Relay(const QString& path, const QString& target) {
    server_.listen(path);
    connect(&server_, &QLocalServer::newConnection, this, [this, target] {
      QLocalSocket* near = server_.nextPendingConnection();
      auto* far = new QLocalSocket(near);
      far->connectToServer(target);
      connect(near, &QLocalSocket::readyRead, far, [=] { far->write(near->readAll()); });
      connect(far, &QLocalSocket::readyRead, near, [=] { near->write(far->readAll()); });
      connect(far, &QLocalSocket::disconnected, near, &QLocalSocket::disconnectFromServer);
      connect(near, &QLocalSocket::disconnected, far, &QLocalSocket::disconnectFromServer);
    });
  }

 private:
  QLocalServer server_;
};

QString refusal(WorkerLink& link, const QString& socket, const QString& nonce) {
  QSignalSpy closed(&link, &WorkerLink::closed);
  link.open(socket, nonce);
  if (closed.isEmpty()) closed.wait(20000);
  return closed.isEmpty() ? QString() : closed[0][0].toString();
}

}  // namespace

class HostileTest : public QObject {
  Q_OBJECT
  std::unique_ptr<WorkerFixture> fixture_;
  fs::path longRun() {
    RunSpec spec = fixture_->spec(1000000);
    spec.train.evalEvery = spec.train.checkpointEvery = 1000000;
    return fixture_->prepare(spec);
  }

 private Q_SLOTS:
  void initTestCase() { fixture_ = std::make_unique<WorkerFixture>(); }
  void cleanupTestCase() { fixture_.reset(); }

  void aRunGoesOnWithoutItsClientAndIsFoundAgain() {
    const fs::path run = longRun();
    std::set<int64_t> before;
    {
      WatchedSession session;
      session.start(run);
      QVERIFY(session.untilStep(20));
      before = session.seqs;
    }
    {
      // A client that vanishes in the middle of a frame.
      const Contact contact = need(readContact(run / "worker.json"));
      QLocalSocket socket;
      socket.connectToServer(contact.socket);
      QVERIFY(socket.waitForConnected(5000));
      socket.write(frame({{QStringLiteral("type"), QStringLiteral("hello")},
                          {QStringLiteral("nonce"), contact.nonce}})
                       .left(20));
      socket.flush();
      socket.abort();
    }
    WatchedSession next;
    next.attach(run);
    QVERIFY(next.untilState(RunState::running));
    const int64_t seen = *before.rbegin();
    QVERIFY(next.until([&] { return next.all.lastSeq > seen + 100; }));
    QVERIFY(next.unbroken());
    next.stop();
    QVERIFY(next.untilSettled());
    QVERIFY(next.unbroken());
    QCOMPARE(next.state(), RunState::stopped);
  }

  void aWorkerOnAnotherMachineIsFollowedByItsFiles() {
    const fs::path run = longRun();
    WatchedSession session;
    session.start(run);
    QVERIFY(session.untilStep(5));
    Contact contact = need(readContact(run / "worker.json"));
    contact.host = QStringLiteral("another machine");
    need(writeContact(run / "worker.json", contact));
    WatchedSession far;
    far.attach(run);
    QVERIFY(far.untilState(RunState::running));
    for (int i = 0; i < 3; ++i) {
      const int64_t seen = far.all.lastSeq;
      QVERIFY(far.until([&] { return far.all.lastSeq > seen; }));
    }
    session.stop();
    QVERIFY(far.untilSettled());
    QCOMPARE(far.state(), RunState::stopped);
    QVERIFY(far.unbroken());
  }

  void aTerminationSignalStopsTheRunWithACheckpoint() {
    const fs::path run = longRun();
    WatchedSession session;
    session.start(run);
    QVERIFY(session.untilStep(5));
    ::kill(static_cast<pid_t>(need(readContact(run / "worker.json")).pid), SIGTERM);
    QVERIFY(session.untilSettled());
    QCOMPARE(session.state(), RunState::stopped);
    QCOMPARE(session.all.checkpoints.back().step, session.step());
  }

  void aForwardedSocketGivesTheHistoryToo() {
    const fs::path run = longRun();
    WatchedSession session;
    session.start(run);
    QVERIFY(session.untilStep(50));
    const Contact contact = need(readContact(run / "worker.json"));
    QTemporaryDir elsewhere;
    const QString path = elsewhere.filePath(QStringLiteral("s"));
    Relay relay(path, contact.socket);
    WatchedSession remote;
    QSignalSpy history(&remote, &TrainingSession::historyComplete);
    remote.attachToSocket(path, contact.nonce);
    QVERIFY(history.wait(20000));
    QVERIFY(remote.all.lastSeq >= 50);
    QVERIFY(remote.unbroken());
    QCOMPARE(remote.state(), RunState::running);
    QVERIFY(runSpecFromJson(remote.specJson().toStdString(), "spec").has_value());
    QSignalSpy answers(&remote, &TrainingSession::answered);
    remote.ask(QStringLiteral("The"));
    QVERIFY(answers.wait(20000));
    const int64_t then = remote.all.lastSeq;
    QVERIFY(remote.until([&] { return remote.all.lastSeq > then + 50; }));
    remote.stop();
    QVERIFY(session.untilSettled());
    QVERIFY(remote.until([&] { return remote.all.lastSeq == session.all.lastSeq; }));
    QVERIFY(remote.unbroken());
    QCOMPARE(remote.seqs, session.seqs);
    QCOMPARE(remote.state(), RunState::stopped);
  }

  void strangersAreRefusedAndTheRunGoesOn() {
    const fs::path run = longRun();
    WatchedSession session;
    session.start(run);
    QVERIFY(session.untilStep(5));
    const Contact contact = need(readContact(run / "worker.json"));
    QCOMPARE(fs::status(run / "worker.json").permissions() & fs::perms(077), fs::perms::none);
    QVERIFY(!contact.socket.startsWith(QString::fromStdString(run.string())));
    {
      WorkerLink link;
      QVERIFY(
          refusal(link, contact.socket, QStringLiteral("guessed")).contains(QStringLiteral("key")));
    }
    for (const QByteArray& garbage :
         {QByteArray("GET / HTTP/1.1\r\n\r\n"), QByteArray(100000, '\xff'), QByteArray(5, '\0'),
          frame({{QStringLiteral("type"), QStringLiteral("subscribe")}}),
          frame({{QStringLiteral("type"), QStringLiteral("hello")},
                 {QStringLiteral("nonce"), QByteArray(70000, 'x')}})}) {
      QLocalSocket socket;
      QSignalSpy gone(&socket, &QLocalSocket::disconnected);
      socket.connectToServer(contact.socket);
      QVERIFY(socket.waitForConnected(5000));
      socket.write(garbage);
      QVERIFY(!gone.isEmpty() || gone.wait(10000));
    }
    // Sixteen clients, the session among them; the next one is told that there are enough.
    std::vector<std::unique_ptr<WorkerLink>> clients;
    for (int i = 0; i < 15; ++i) {
      clients.push_back(std::make_unique<WorkerLink>());
      QSignalSpy welcomed(clients.back().get(), &WorkerLink::welcomed);
      clients.back()->open(contact.socket, contact.nonce);
      QVERIFY(welcomed.wait(10000));
    }
    {
      WorkerLink link;
      QVERIFY(refusal(link, contact.socket, contact.nonce).contains(QStringLiteral("16")));
    }
    clients.pop_back();
    {
      WorkerLink link;
      QSignalSpy welcomed(&link, &WorkerLink::welcomed);
      QVERIFY(QTest::qWaitFor([&] {
        if (!link.isOpen()) link.open(contact.socket, contact.nonce);
        return welcomed.wait(500);
      }));
    }
    clients.clear();
    QCOMPARE(session.state(), RunState::running);
    QVERIFY(session.unbroken());
    session.stop();
    QVERIFY(session.untilSettled());
  }

  // Clients that hang up before they can be told why they are refused.
  void hastyStrangersDoNotEndTheRun() {
    const fs::path run = longRun();
    WatchedSession session;
    session.start(run);
    QVERIFY(session.untilStep(5));
    const Contact contact = need(readContact(run / "worker.json"));
    for (int i = 0; i < 1000; ++i) {
      const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
      sockaddr_un address{};
      address.sun_family = AF_UNIX;
      const QByteArray path = contact.socket.toUtf8();
      std::copy(path.begin(), path.end(), address.sun_path);
      QCOMPARE(::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
      const QByteArray other("\x0a\0\0\0\x09xxxxxxxxxx", 15);  // of another version
      ::send(socket, other.data(), static_cast<size_t>(other.size()), MSG_NOSIGNAL);
      ::close(socket);
    }
    QVERIFY(*FileLock::held(run / "lock"));
    QVERIFY(session.untilStep(session.step() + 20));
    QVERIFY(session.unbroken());
    session.stop();
    QVERIFY(session.untilSettled());
    QCOMPARE(session.state(), RunState::stopped);
  }

  // All seats taken: whoever comes with a command is told so, and does not wait.
  void aCommandWithoutASeatIsAnswered() {
    const fs::path run = longRun();
    WatchedSession session;
    session.start(run);
    QVERIFY(session.untilStep(5));
    const Contact contact = need(readContact(run / "worker.json"));
    std::vector<std::unique_ptr<WorkerLink>> clients;
    for (int i = 0; i < 15; ++i) {
      clients.push_back(std::make_unique<WorkerLink>());
      QSignalSpy welcomed(clients.back().get(), &WorkerLink::welcomed);
      clients.back()->open(contact.socket, contact.nonce);
      QVERIFY(welcomed.wait(10000));
    }
    WatchedSession late;
    late.attach(run);
    QVERIFY(late.untilState(RunState::running));
    late.stop();
    QVERIFY(late.until([&] { return !late.refusals.isEmpty(); }, 5000));
    QVERIFY2(late.refusals[0].contains(QStringLiteral("16")), qPrintable(late.refusals[0]));
    clients.clear();
    session.stop();
    QVERIFY(session.untilSettled());
    // The dialog was open while the run ended.
    session.setLearningRate(0.1);
    QVERIFY(session.until([&] { return session.refusals.size() == 1; }));
    QVERIFY2(session.refusals[0].contains(QStringLiteral("stopped before")),
             qPrintable(session.refusals[0]));
  }

  void aChangedSpecIsNotFollowed() {
    const fs::path run = fixture_->prepare(fixture_->spec(20));
    WatchedSession session;
    session.start(run);
    QVERIFY(session.untilSettled());
    QCOMPARE(session.state(), RunState::finished);
    std::string text = need(readFile(run / "spec.json"));
    const std::string before = "\"train.batch_size\": 4";
    const size_t at = text.find(before);
    QVERIFY(at != std::string::npos);
    std::ofstream(run / "spec.json") << text.replace(at, before.size(), "\"train.batch_size\": 6");
    QCOMPARE(need(summarise(run)).problems.size(), size_t{1});
    session.extend(30);
    QVERIFY(session.untilSettled());
    QCOMPARE(session.state(), RunState::failed);
    QVERIFY2(session.detail().contains(QStringLiteral("spec.json")), qPrintable(session.detail()));
    QCOMPARE(session.series("loss/train").size(), size_t{20});
    // The rest can be used.
    QCOMPARE(need(need(RunStoreReader::open(run)).points("loss/train")).size(), size_t{20});
  }

  void aRunWhoseRecordsWereLostSaysSo() {
    RunSpec spec = fixture_->spec(1000000);
    spec.train.checkpointEvery = 20;
    spec.train.evalEvery = 1000000;
    const fs::path run = fixture_->prepare(spec);
    int64_t kept = 0;
    {
      WatchedSession session;
      session.start(run);
      QVERIFY(session.until([&] { return session.all.checkpoints.size() >= 2; }));
      kept = session.all.checkpoints.back().step;
    }
    killWorker(run);
    QVERIFY(QTest::qWaitFor([&] { return !*FileLock::held(run / "lock"); }, 10000));
    // What still lies in the log comes to nothing, before anybody has taken it over.
    QVERIFY(fs::exists(run / "run.db-wal"));
    fs::resize_file(run / "run.db-wal", 0);
    const auto summary = summarise(run);
    QVERIFY(!summary || !summary->problems.empty());
    WatchedSession again;
    again.start(run);
    if (!summary) {  // not even its tables are left
      QVERIFY(again.untilSettled());
      QCOMPARE(again.state(), RunState::failed);
      QVERIFY2(again.detail().contains(QStringLiteral("run.db")), qPrintable(again.detail()));
      return;
    }
    QVERIFY(again.untilStep(kept + 1));
    QVERIFY(again.has("warning"));
    QVERIFY(again.find("warning")->text.find("are lost") != std::string::npos);
    again.stop();
    QVERIFY(again.untilSettled());
  }

  void withoutAWholeCheckpointNobodyIsAdvisedToResume() {
    const fs::path run = fixture_->prepare(fixture_->spec(20));
    WatchedSession session;
    session.start(run);
    QVERIFY(session.untilSettled());
    for (const auto& entry : fs::directory_iterator(run / "checkpoints"))
      fs::resize_file(entry.path() / "model.safetensors", 100);
    session.extend(30);
    QVERIFY(session.untilSettled());
    QCOMPARE(session.state(), RunState::failed);
    QVERIFY2(session.detail().contains(QStringLiteral("Start a new run")),
             qPrintable(session.detail()));
    QVERIFY2(!session.detail().contains(QStringLiteral("another checkpoint")),
             qPrintable(session.detail()));
  }

  void aFolderThatIsRemovedIsNotMadeAgain() {
    RunSpec spec = fixture_->spec(1000000);
    spec.train.checkpointEvery = 20;
    spec.train.evalEvery = 1000000;
    const fs::path run = fixture_->prepare(spec);
    WatchedSession session;
    session.start(run);
    QVERIFY(session.untilStep(5));
    const fs::path away = run.parent_path() / ".removed";
    fs::rename(run, away);
    QVERIFY(QTest::qWaitFor([&] { return !*FileLock::held(away / "lock"); }, 30000));
    QVERIFY(!fs::exists(run));
    fs::remove_all(away);
  }

  void whatIsLeftOfAnAddressIsRemoved() {
    const fs::path run = fixture_->prepare(fixture_->spec(5));
    std::ofstream(run / ".worker.json.partial") << "{";
    std::ofstream(run / ".worker.json.partial-1-2") << "{";
    WatchedSession session;
    session.start(run);
    QVERIFY(session.untilSettled());
    for (const auto& entry : fs::directory_iterator(run))
      QVERIFY2(!entry.path().filename().string().starts_with("."), entry.path().c_str());
  }

  void anAddressSpaceTooSmallIsSaid_data() {
    QTest::addColumn<int>("megabytes");
    for (const int megabytes : {300, 600, 900, 1200, 2000})
      QTest::addRow("%d MB", megabytes) << megabytes;
  }
  void anAddressSpaceTooSmallIsSaid() {
    UNMASK_NEEDS_A_LIMIT_ON_MEMORY();
    QFETCH(int, megabytes);
    const fs::path run = fixture_->prepare(fixture_->spec(5));
    QProcess worker;
    worker.setProcessChannelMode(QProcess::MergedChannels);
    worker.start(QStringLiteral("/bin/sh"),
                 {QStringLiteral("-c"),
                  QStringLiteral("ulimit -v %1; exec \"$0\" train \"$1\"").arg(megabytes * 1024),
                  QString::fromStdString(workerProgram().string()),
                  QString::fromStdString(run.string())});
    QVERIFY(worker.waitForFinished(120000));
    const QByteArray said = worker.readAll();
    QVERIFY2(!said.contains("terminate called"), said.constData());
    QCOMPARE(worker.exitStatus(), QProcess::NormalExit);
    if (worker.exitCode() != 0) QVERIFY(!said.trimmed().isEmpty());
  }

  void aBrokenLossStopsTheRunAndKeepsTheLastGoodCheckpoint() {
    RunSpec spec = fixture_->spec(1000);
    spec.train.learningRate = 1e-3;
    spec.train.checkpointEvery = 10;
    spec.train.keepLast = 100;
    const fs::path run = fixture_->prepare(spec);
    WatchedSession session;
    session.start(run);
    QVERIFY(session.until([&] { return !session.all.checkpoints.empty(); }));
    session.setLearningRate(1e30);
    QVERIFY(session.untilSettled());
    QCOMPARE(session.state(), RunState::failed);
    QVERIFY2(session.detail().contains(QStringLiteral("learning rate")),
             qPrintable(session.detail()));
    QVERIFY(session.unbroken());
    QVERIFY(session.has("failed"));
    QVERIFY(!std::isfinite(session.series("loss/train").back().value) ||
            !std::isfinite(session.series("gradient_norm").back().value) ||
            session.detail().contains(QStringLiteral("validation")));
    QCOMPARE(need(summarise(run)).state, RunState::failed);
    // The newest checkpoint that is left is sound, and what broke the run is not repeated.
    QSignalSpy answers(&session, &TrainingSession::answered);
    session.ask(QStringLiteral("The"));
    QVERIFY(answers.wait(30000));
    const int64_t good = answers[0][1].toJsonObject().value(QStringLiteral("step")).toInteger();
    QVERIFY(good <= session.find("learning_rate")->step);
    session.resume();
    QVERIFY2(session.untilStep(good + 20), qPrintable(session.detail()));
    QVERIFY2(session.until([&] { return session.all.points.back().segment == 2; }),
             qPrintable(session.detail()));
    QVERIFY2(session.untilStep(good + 20), qPrintable(session.detail()));
    QVERIFY(std::isfinite(session.series("loss/train").back().value));
    session.stop();
    QVERIFY(session.untilSettled());
    QCOMPARE(session.state(), RunState::stopped);
  }

  void whatIsMissingOrWrongIsNamed_data() {
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("named");
    QTest::newRow("no such GPU") << "cuda"
                                 << "cuda";
    QTest::newRow("spec.json is nonsense") << "nonsense"
                                           << "spec.json";
    QTest::newRow("spec.json out of range") << "range"
                                            << "model.width";
    QTest::newRow("no corpus") << "corpus"
                               << "elsewhere";
    QTest::newRow("another tokenizer") << "tokenizer"
                                       << "letters";
    QTest::newRow("context too long") << "context"
                                      << "context";
  }
  void whatIsMissingOrWrongIsNamed() {
    QFETCH(QString, what);
    QFETCH(QString, named);
    RunSpec spec = fixture_->spec(100);
    if (what == QLatin1String("cuda")) spec.device = "cuda:77";
    if (what == QLatin1String("corpus")) spec.corpus.slug = "elsewhere";
    if (what == QLatin1String("tokenizer")) spec.tokenizer.hash = std::string(64, '0');
    if (what == QLatin1String("context")) spec.model.context = 100000;
    const fs::path run = fixture_->prepare(spec);
    if (what == QLatin1String("nonsense")) std::ofstream(run / "spec.json") << "{\"version\": [1";
    if (what == QLatin1String("range")) {
      auto json = nlohmann::json::parse(need(readFile(run / "spec.json")));
      json["settings"]["model.width"] = -5;
      std::ofstream(run / "spec.json") << json.dump();
    }
    const std::string before = need(readFile(run / "spec.json"));
    WatchedSession session;
    session.start(run);
    QVERIFY(session.untilSettled());
    QCOMPARE(session.state(), RunState::failed);
    QVERIFY2(session.detail().contains(named), qPrintable(session.detail()));
    if (what != QLatin1String("cuda")) QCOMPARE(need(readFile(run / "spec.json")), before);
    const auto summary = summarise(run);
    QVERIFY(summary.has_value());
    QCOMPARE(summary->state, RunState::failed);
  }

  void aWorkerThatNeverLocksHasFailedToStart() {
    const fs::path run = longRun();
    qputenv("UNMASK_WORKER_PROGRAM", "/nowhere/unmask-worker");
    {
      WatchedSession session;
      session.start(run);
      QVERIFY(session.untilSettled());
      QCOMPARE(session.state(), RunState::failedToStart);
      QVERIFY(session.detail().contains(QStringLiteral("/nowhere/unmask-worker")));
    }
    const fs::path script = fixture_->root() / "broken-worker";
    std::ofstream(script) << "#!/bin/sh\necho cannot open shared object file\nexit 127\n";
    fs::permissions(script, fs::perms::owner_all);
    qputenv("UNMASK_WORKER_PROGRAM", QByteArray::fromStdString(script.string()));
    WatchedSession session;
    QElapsedTimer clock;
    clock.start();
    session.start(run);
    QVERIFY(session.untilSettled());
    qunsetenv("UNMASK_WORKER_PROGRAM");
    QVERIFY(clock.elapsed() >= 10000);
    QCOMPARE(session.state(), RunState::failedToStart);
    QVERIFY2(session.detail().contains(QStringLiteral("shared object")),
             qPrintable(session.detail()));
    // And once the program is mended, the same run starts.
    session.resume();
    QVERIFY(session.untilStep(1));
    session.stop();
    QVERIFY(session.untilSettled());
    QCOMPARE(session.state(), RunState::stopped);
  }

  void aSecondWorkerOnTheSameRunGivesUp() {
    const fs::path run = longRun();
    WatchedSession session;
    session.start(run);
    QVERIFY(session.untilStep(1));
    QProcess second;
    second.start(QString::fromStdString(workerProgram().string()),
                 {QStringLiteral("train"), QString::fromStdString(run.string())});
    QVERIFY(second.waitForFinished(30000));
    QCOMPARE(second.exitCode(), 1);
    QVERIFY(second.readAllStandardError().contains("locked"));
    QVERIFY(!fixture_->workspace().remove(run).has_value());
    QCOMPARE(session.state(), RunState::running);
    session.stop();
    QVERIFY(session.untilSettled());
    QVERIFY(session.unbroken());
    QVERIFY(fixture_->workspace().remove(run).has_value());
    QVERIFY(!fs::exists(run));
  }

  void aFullDiskPausesTheRunUntilThereIsRoom() {
    QTemporaryDir place;
    if (::mount("tmpfs", place.path().toUtf8().constData(), "tmpfs", 0, "size=6m") != 0) {
      QSKIP("a small file system cannot be mounted here; run as root to test a full disk");
    }
    const struct Unmount {
      QByteArray path;
      ~Unmount() { ::umount2(path.constData(), MNT_DETACH); }
    } unmount{place.path().toUtf8()};
    const WorkerFixture small(fs::path(place.path().toStdString()) / "w");
    RunSpec spec = small.spec(1000000);
    spec.train.checkpointEvery = 20;
    spec.train.evalEvery = 1000000;
    const fs::path run = small.prepare(spec);
    WatchedSession session;
    session.start(run);
    QVERIFY(session.until([&] { return session.all.checkpoints.size() >= 2; }));
    const fs::path filler = fs::path(place.path().toStdString()) / "filler";
    {
      std::ofstream file(filler, std::ios::binary);
      const std::string block(4096, 'x');
      while (file.write(block.data(), 4096) && file.flush()) {
      }
    }
    QVERIFY(session.untilState(RunState::waitingForDisk));
    const int64_t step = session.step();
    // Questions are answered while it waits.
    QSignalSpy answers(&session, &TrainingSession::answered);
    session.ask(QStringLiteral("The"));
    QVERIFY(answers.wait(20000));
    fs::remove(filler);
    QVERIFY(session.untilState(RunState::running));
    QVERIFY(session.untilStep(step + 30));
    QVERIFY(session.unbroken());
    session.stop();
    QVERIFY(session.untilSettled());
    QCOMPARE(session.state(), RunState::stopped);
    QVERIFY(session.unbroken());
    for (const auto& entry : fs::directory_iterator(run / "checkpoints")) {
      QVERIFY(entry.path().filename().string().starts_with("step-"));
    }
  }

  void evaluationAndDevicesInJson() {
    const fs::path run = fixture_->prepare(fixture_->spec(50));
    WatchedSession session;
    session.start(run);
    QVERIFY(session.untilSettled());
    const auto output = [&](const QStringList& arguments) {
      QProcess worker;
      worker.start(QString::fromStdString(workerProgram().string()), arguments);
      if (!worker.waitForFinished(60000) || worker.exitCode() != 0) return QJsonDocument();
      return QJsonDocument::fromJson(worker.readAllStandardOutput());
    };
    const QString folder = QString::fromStdString(run.string());
    const QJsonObject result =
        output({QStringLiteral("evaluate"), folder, QStringLiteral("--json")}).object();
    QCOMPARE(result.value(QStringLiteral("step")).toInt(), 50);
    for (const char* key : {"nats_per_token", "perplexity", "bits_per_byte", "accuracy"}) {
      QVERIFY2(result.value(QLatin1String(key)).isDouble(), key);
    }
    const double nats = result.value(QStringLiteral("nats_per_token")).toDouble();
    QVERIFY(std::abs(std::exp(nats) - result.value(QStringLiteral("perplexity")).toDouble()) <
            1e-6);
    const QJsonArray devices =
        output({QStringLiteral("devices"), QStringLiteral("--json")}).array();
    QVERIFY(!devices.isEmpty());
    QCOMPARE(devices[0].toObject().value(QStringLiteral("id")).toString(), QStringLiteral("cpu"));
  }
};

QTEST_GUILESS_MAIN(HostileTest)
#include "hostile_test.moc"
