// The worker's server without a worker: a slow client neither holds it up nor misses anything.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <QJsonObject>
#include <QLocalSocket>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/files.h"
#include "core/runs/run_folder.h"
#include "core/runs/worker_link.h"
#include "core/runs/worker_server.h"

using namespace unmask;

namespace {

// A client below Qt: says `bytes` and hangs up in the same breath.
bool sayAndVanish(const QString& path, const QByteArray& bytes) {
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const QByteArray name = path.toUtf8();
  std::copy(name.begin(), name.end(), address.sun_path);
  const bool connected =
      ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  const bool said = connected && ::send(socket, bytes.data(), static_cast<size_t>(bytes.size()),
                                        MSG_NOSIGNAL) == bytes.size();
  ::close(socket);
  return said;
}

QByteArray hello(const QString& nonce) {
  return frame(
      {{QStringLiteral("type"), QStringLiteral("hello")}, {QStringLiteral("nonce"), nonce}});
}

}  // namespace

class WorkerServerTest : public QObject {
  Q_OBJECT
  QTemporaryDir temporary_;
  fs::path run_;
  std::unique_ptr<WorkerServer> server_;
  std::unique_ptr<RunStoreWriter> store_;

  void write(int64_t steps) {
    for (int64_t step = 0; step < steps; ++step) {
      RecordBatch records;
      for (const char* series : {"loss/train", "gradient_norm", "learning_rate"}) {
        records.points.push_back({0, 0, series, step, 1.0});
      }
      store_->append(std::move(records));
    }
    QVERIFY(store_->flush(30000).has_value());
  }

 private Q_SLOTS:
  void initTestCase() { qputenv("XDG_RUNTIME_DIR", temporary_.path().toUtf8()); }

  void init() {
    run_ = fs::path(temporary_.path().toStdString()) / QTest::currentTestFunction();
    fs::create_directories(run_);
    store_ = std::move(*RunStoreWriter::open(
        run_, [](bool) {},
        [this](const RecordBatch& records) {
          QMetaObject::invokeMethod(
              this,
              [this, records] {
                if (server_) server_->addCommitted(records);
              },
              Qt::QueuedConnection);
        }));
    auto listening = WorkerServer::listen(QStringLiteral("train"), run_, run_ / "worker.json");
    QVERIFY2(listening.has_value(), listening ? "" : inEnglish(listening.error()).c_str());
    server_ = std::move(*listening);
  }
  void cleanup() {
    store_.reset();
    server_.reset();
  }

  void aClientThatDoesNotReadIsFilledUpLater() {
    const Contact contact = *readContact(run_ / "worker.json");
    QLocalSocket slow;
    slow.setReadBufferSize(1024);  // the rest stays in the system's small buffer
    slow.connectToServer(contact.socket);
    QVERIFY(slow.waitForConnected(5000));
    slow.write(frame({{QStringLiteral("type"), QStringLiteral("hello")},
                      {QStringLiteral("nonce"), contact.nonce}}));
    slow.write(frame(
        {{QStringLiteral("type"), QStringLiteral("subscribe")}, {QStringLiteral("after"), 0}}));
    WorkerLink quick;
    int64_t quickSeq = 0;
    connect(&quick, &WorkerLink::welcomed, this, [&] {
      quick.send(
          {{QStringLiteral("type"), QStringLiteral("subscribe")}, {QStringLiteral("after"), 0}});
    });
    connect(&quick, &WorkerLink::arrived, this, [&](const QCborMap& message) {
      if (typeOf(message) == QLatin1String("records")) quickSeq = recordsFrom(message)->lastSeq;
    });
    quick.open(contact.socket, contact.nonce);
    for (int round = 0; round < 20; ++round) {
      write(20000);
      QVERIFY(QTest::qWaitFor([&] { return quickSeq == store_->lastSeq(); }, 30000));
    }
    QCOMPARE(quickSeq, 1200000);

    // 29 MB are waiting for the slow one; it gets all of them, in order, each once.
    slow.setReadBufferSize(0);
    FrameReader frames(kMaximumFrame);
    int64_t expected = 1;
    bool ordered = true;
    const bool all = QTest::qWaitFor(
        [&] {
          frames.add(slow.readAll());
          while (true) {
            const auto next = frames.next();
            if (!next || !*next) break;
            if (typeOf(**next) != QLatin1String("records")) continue;
            auto records = recordsFrom(**next);
            std::vector<int64_t> seqs;
            for (const Point& point : records->points) seqs.push_back(point.seq);
            std::sort(seqs.begin(), seqs.end());
            for (const int64_t seq : seqs) ordered &= seq == expected++;
          }
          return expected == 1200001;
        },
        60000);
    QVERIFY2(all, qPrintable(QString::number(expected)));
    QVERIFY(ordered);
  }

  void everyRequestArrivesAndIsAnswered() {
    const Contact contact = *readContact(run_ / "worker.json");
    QSignalSpy requests(server_.get(), &WorkerServer::requested);
    connect(server_.get(), &WorkerServer::requested, this, [this](const Request& request) {
      if (request.name == QLatin1String("ask")) {
        server_->answer(request,
                        {{QStringLiteral("text"), request.question.text + QLatin1Char('!')}});
      } else if (request.name == QLatin1String("pause")) {
        server_->done(request);
      } else {
        server_->refuse(request, {message("No %1.", request.name.toStdString()), message("Go.")});
      }
    });
    server_->setStatus({RunState::paused, 5, 10, 3.5, QStringLiteral("why")});
    WorkerLink link;
    QSignalSpy welcomed(&link, &WorkerLink::welcomed);
    QSignalSpy arrived(&link, &WorkerLink::arrived);
    link.open(contact.socket, contact.nonce);
    QVERIFY(welcomed.wait(5000));
    const auto welcome = welcomed[0][0].value<QCborMap>();
    QCOMPARE(welcome.value(QStringLiteral("state")).toString(), QStringLiteral("paused"));
    QCOMPARE(welcome.value(QStringLiteral("total")).toInteger(), 10);
    link.send({{QStringLiteral("type"), QStringLiteral("ask")},
               {QStringLiteral("id"), 1},
               {QStringLiteral("text"), QStringLiteral("a")}});
    link.send({{QStringLiteral("type"), QStringLiteral("command")},
               {QStringLiteral("id"), 2},
               {QStringLiteral("name"), QStringLiteral("pause")}});
    link.send({{QStringLiteral("type"), QStringLiteral("command")},
               {QStringLiteral("id"), 3},
               {QStringLiteral("name"), QStringLiteral("dance")}});
    link.send({{QStringLiteral("type"), QStringLiteral("of a later version")}});
    QVERIFY(QTest::qWaitFor([&] { return arrived.size() == 3; }));
    QCOMPARE(requests.size(), 3);
    QCOMPARE(typeOf(arrived[0][0].value<QCborMap>()), QStringLiteral("answer"));
    QCOMPARE(typeOf(arrived[1][0].value<QCborMap>()), QStringLiteral("done"));
    const auto refused = arrived[2][0].value<QCborMap>();
    QCOMPARE(inEnglish(messageFrom(refused.value(QStringLiteral("reason")))),
             std::string("No dance."));
  }

  void whoHangsUpWhileBeingRefusedHarmsNobody_data() {
    QTest::addColumn<QByteArray>("said");  // NONCE stands for the right one
    QTest::addColumn<bool>("full");
    QTest::newRow("of another version") << QByteArray("\x0a\0\0\0\x09xxxxxxxxxx", 15) << false;
    QTest::newRow("with a wrong nonce") << hello(QStringLiteral("guessed")) << false;
    QTest::newRow("with the right one") << QByteArray("NONCE") << false;
    QTest::newRow("with half a frame") << hello(QStringLiteral("guessed")).left(20) << false;
    QTest::newRow("without a word") << QByteArray() << false;
    QTest::newRow("one too many") << QByteArray("NONCE") << true;
    QTest::newRow("right, then nonsense") << QByteArray("NONCE\xff\xff\xff\xff\xff") << false;
    QTest::newRow("too large a frame") << QByteArray(100000, '\x01') << false;
  }
  void whoHangsUpWhileBeingRefusedHarmsNobody() {
    QFETCH(QByteArray, said);
    QFETCH(bool, full);
    const Contact contact = *readContact(run_ / "worker.json");
    said.replace("NONCE", hello(contact.nonce));
    std::vector<std::unique_ptr<WorkerLink>> clients;
    for (int i = 0; i < (full ? 16 : 1); ++i) {
      clients.push_back(std::make_unique<WorkerLink>());
      QSignalSpy welcomed(clients.back().get(), &WorkerLink::welcomed);
      clients.back()->open(contact.socket, contact.nonce);
      QVERIFY(welcomed.wait(10000));
    }
    for (int i = 0; i < 300; ++i) {
      QVERIFY(sayAndVanish(contact.socket, said));
      QCoreApplication::processEvents();  // takes one connection at most
    }
    const auto expected = static_cast<qsizetype>(clients.size());
    QVERIFY(QTest::qWaitFor([&] { return server_->clientCount() == expected; }, 10000));
    for (const auto& client : clients) QVERIFY(client->isOpen());
    QSignalSpy told(clients.front().get(), &WorkerLink::arrived);
    server_->setStatus({RunState::running, 7, 10, 1, {}});
    QVERIFY(told.wait(5000));
  }

  void theLastWordsAreSaidToWhoIsLeft() {
    const Contact contact = *readContact(run_ / "worker.json");
    QLocalSocket socket;
    QSignalSpy gone(&socket, &QLocalSocket::disconnected);
    socket.connectToServer(contact.socket);
    QVERIFY(socket.waitForConnected(5000));
    socket.write(hello(contact.nonce));
    QVERIFY(QTest::qWaitFor([&] { return server_->clientCount() == 1; }));
    for (int i = 0; i < 10; ++i) QVERIFY(sayAndVanish(contact.socket, hello(contact.nonce)));
    QVERIFY(QTest::qWaitFor([&] { return server_->clientCount() > 1; }));
    server_->setStatus({RunState::finished, 10, 10, 0, QStringLiteral("the last word")});
    server_->flush(1000);
    QVERIFY(QTest::qWaitFor([&] { return socket.peek(1 << 16).contains("the last word"); }));
  }

  void connectionsWithoutAWordTakeNobodysSeat() {
    const Contact contact = *readContact(run_ / "worker.json");
    std::vector<std::unique_ptr<QLocalSocket>> silent;
    for (int i = 0; i < 60; ++i) {
      silent.push_back(std::make_unique<QLocalSocket>());
      silent.back()->connectToServer(contact.socket);
      QVERIFY(silent.back()->waitForConnected(5000));
      QCoreApplication::processEvents();
    }
    WorkerLink link;
    QSignalSpy welcomed(&link, &WorkerLink::welcomed);
    link.open(contact.socket, contact.nonce);
    QVERIFY(welcomed.wait(2000));
  }

  void aSilentClientIsSentAway() {
    const Contact contact = *readContact(run_ / "worker.json");
    QLocalSocket socket;
    QSignalSpy gone(&socket, &QLocalSocket::disconnected);
    socket.connectToServer(contact.socket);
    QVERIFY(socket.waitForConnected(5000));
    QVERIFY(gone.wait(20000));
    QCOMPARE(server_->clientCount(), qsizetype{0});
  }
};

QTEST_GUILESS_MAIN(WorkerServerTest)
#include "worker_server_test.moc"
