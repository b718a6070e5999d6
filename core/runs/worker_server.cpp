// Serving clients: nonce, requests, records in order of seq.
#include "core/runs/worker_server.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <QCborValue>
#include <QJsonObject>
#include <QLocalSocket>
#include <QRandomGenerator>
#include <QTimer>
#include <algorithm>
#include <utility>

#include "core/base/digest.h"
#include "core/runs/run_folder.h"

namespace unmask {
namespace {

constexpr qsizetype kMaximumClients = 16;
constexpr qsizetype kMaximumUnproven = 32;  // who have not said hello: the next takes the first's
constexpr int kHelloTimeMs = 5000;          // also for taking the last words
constexpr qint64 kAhead = 1 << 20;          // bytes a client may be behind before it is read for
constexpr qint64 kTooFarBehind = 32 << 20;  // then it is dropped
constexpr int64_t kPage = 20000;            // records of one frame
constexpr qsizetype kLongestPath = 97;      // 107 less what listening needs for a moment

QString newNonce() {
  QByteArray bytes(32, Qt::Uninitialized);
  QRandomGenerator::system()->generate(reinterpret_cast<quint32*>(bytes.data()),
                                       reinterpret_cast<quint32*>(bytes.data() + bytes.size()));
  return QString::fromLatin1(bytes.toHex());
}

bool isThisUser(const QLocalSocket& socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(static_cast<int>(socket.socketDescriptor()), SOL_SOCKET, SO_PEERCRED, &peer,
                   &size) != 0) {
    return false;
  }
  return peer.uid == ::geteuid();
}

QCborMap reply(const char* type, const Request& request) {
  return {{QStringLiteral("type"), QLatin1String(type)}, {QStringLiteral("id"), request.id}};
}

}  // namespace

struct WorkerServer::Client {
  quint64 id = 0;
  QLocalSocket* socket = nullptr;
  FrameReader frames;
  bool accepted = false;  // with the right nonce, and not refused since
  bool refused = false;   // only waits for its last words to leave
  bool subscribed = false;
  bool caughtUp = false;
  int64_t sentSeq = 0;
  int64_t catchUpTo = 0;
};

Result<std::unique_ptr<WorkerServer>> WorkerServer::listen(
    const QString& mode, const std::filesystem::path& runFolder,
    const std::filesystem::path& contactFile) {
  UNMASK_ASSIGN(const std::filesystem::path folder, runtimeFolder());
  std::error_code error;
  const auto real = std::filesystem::weakly_canonical(runFolder, error);
  const std::string name = mode.toStdString() + "-" +
                           sha256((error ? runFolder : real).string()).substr(0, 16) + ".sock";
  const QString path = QString::fromStdString((folder / name).string());
  if (path.toUtf8().size() > kLongestPath) {
    return failure(
        message(UNMASK_TEXT("core", "The path %1 is too long for a socket."), path.toStdString()),
        message(UNMASK_TEXT("core", "Set XDG_RUNTIME_DIR to a folder with a shorter path.")));
  }
  std::unique_ptr<WorkerServer> server(new WorkerServer(mode, runFolder));
  // The run's lock is held: whatever lies there was left by an earlier worker. Its address goes
  // first, so that nobody comes to this one with the other's key.
  std::filesystem::remove(contactFile, error);
  QLocalServer::removeServer(path);
  server->server_.setSocketOptions(QLocalServer::UserAccessOption);
  if (!server->server_.listen(path)) {
    return failure(message(UNMASK_TEXT("core", "Cannot listen on %1: %2."), path.toStdString(),
                           server->server_.errorString().toStdString()));
  }
  server->stateFile_ = stateFile(path.toStdString());
  server->tellState();
  UNMASK_TRY(writeContact(contactFile, {::getpid(), thisHost(), path, server->nonce_}));
  return server;
}

WorkerServer::WorkerServer(QString mode, std::filesystem::path runFolder)
    : mode_(std::move(mode)), nonce_(newNonce()), runFolder_(std::move(runFolder)) {
  connect(&server_, &QLocalServer::newConnection, this, &WorkerServer::accept);
}

// For those who look without asking. In place and always as long, so that it works on a full disk.
void WorkerServer::tellState() {
  std::string text = id(status_.state);
  text.resize(32, ' ');
  const int fd = ::open(stateFile_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return;  // then it is as the run's records say
  [[maybe_unused]] const ssize_t written = ::pwrite(fd, text.data(), text.size(), 0);
  ::close(fd);
}

WorkerServer::~WorkerServer() {
  ::unlink(stateFile_.c_str());
  for (auto& [id, client] : clients_) client->socket->disconnect(this);
}

qsizetype WorkerServer::clientCount() const {
  return std::count_if(clients_.begin(), clients_.end(),
                       [](const auto& client) { return client.second->accepted; });
}

void WorkerServer::accept() {
  while (QLocalSocket* socket = server_.nextPendingConnection()) {
    dropFirstUnproven();
    auto added = std::make_unique<Client>();
    Client& client = *added;
    const quint64 id = client.id = ++lastClient_;
    client.socket = socket;
    clients_[id] = std::move(added);
    connect(socket, &QLocalSocket::disconnected, this, [this, id] { hangUp(id); });
    connect(socket, &QLocalSocket::readyRead, this, [this, id] { read(id); });
    connect(socket, &QLocalSocket::bytesWritten, this, [this, id] {
      if (const auto found = clients_.find(id); found != clients_.end()) pump(*found->second);
    });
    if (!isThisUser(*socket)) {
      refuseClient(id, message(UNMASK_TEXT("core", "This run belongs to another user.")));
      continue;
    }
    hangUpLater(id);
    read(id);
  }
}

// Connections that never say hello take the seats of nobody but one another.
void WorkerServer::dropFirstUnproven() {
  const auto unproven = [](const auto& client) { return !client.second->accepted; };
  if (std::count_if(clients_.begin(), clients_.end(), unproven) < kMaximumUnproven) return;
  hangUp(std::find_if(clients_.begin(), clients_.end(), unproven)->first);
}

void WorkerServer::hangUpLater(quint64 id) {
  QTimer::singleShot(kHelloTimeMs, clients_.at(id)->socket, [this, id] {
    const auto found = clients_.find(id);
    if (found != clients_.end() && !found->second->accepted) hangUp(id);
  });
}

void WorkerServer::hangUp(quint64 id) {
  const auto found = clients_.find(id);
  if (found == clients_.end()) return;
  const std::unique_ptr<Client> client = std::move(found->second);
  clients_.erase(found);
  client->socket->disconnect(this);
  client->socket->abort();
  client->socket->deleteLater();
  if (!client->accepted) return;
  Q_EMIT clientLeft(id);
  Q_EMIT clientCountChanged(clientCount());
}

// Qt emits `disconnected` out of calls that find the peer gone, and that ends the client. So the
// socket is left to itself here: it closes when the reason has left it, from the event loop.
void WorkerServer::refuseClient(quint64 id, const Message& reason) {
  Client& client = *clients_.at(id);
  const bool counted = std::exchange(client.accepted, false);
  client.refused = true;
  client.subscribed = false;
  send(client, frame({{QStringLiteral("type"), QStringLiteral("refused")},
                      {QStringLiteral("reason"), toCbor(reason)}}));
  hangUpLater(id);
  QLocalSocket* const socket = client.socket;
  QMetaObject::invokeMethod(socket, [socket] { socket->disconnectFromServer(); },
                            Qt::QueuedConnection);
  if (!counted) return;
  Q_EMIT clientLeft(id);
  Q_EMIT clientCountChanged(clientCount());
}

void WorkerServer::read(quint64 id) {
  if (const auto found = clients_.find(id); found != clients_.end()) {
    const QByteArray bytes = found->second->socket->readAll();
    if (!found->second->refused) found->second->frames.add(bytes);
  }
  while (true) {
    // A message may have ended the connection.
    const auto still = clients_.find(id);
    if (still == clients_.end() || still->second->refused ||
        still->second->socket->state() != QLocalSocket::ConnectedState) {
      return;
    }
    auto next = still->second->frames.next();
    if (!next) return refuseClient(id, next.error().what);
    if (!*next) return;
    handle(*still->second, **next);
  }
}

// Why the client that says hello is sent away; empty: it is welcome.
Message WorkerServer::objection(const QCborMap& hello) const {
  if (typeOf(hello) != QLatin1String("hello") ||
      hello.value(QStringLiteral("nonce")).toString() != nonce_)
    return message(UNMASK_TEXT("core", "The key to this run is not right."));
  if (clientCount() >= kMaximumClients)
    return message(UNMASK_TEXT("core", "This run already has %1 clients; close one."),
                   int64_t{kMaximumClients});
  return {};
}

void WorkerServer::handle(Client& client, const QCborMap& map) {
  const QString type = typeOf(map);
  if (!client.accepted) {
    if (const Message reason = objection(map); !reason.empty())
      return refuseClient(client.id, reason);
    client.accepted = true;
    client.frames.setMaximum(kMaximumFrame);
    QCborMap welcome = statusMessage("welcome");
    welcome[QStringLiteral("mode")] = mode_;
    welcome[QStringLiteral("run")] = QString::fromStdString(runFolder_.filename().string());
    welcome[QStringLiteral("spec")] = spec_;
    send(client, frame(welcome));
    Q_EMIT clientCountChanged(clientCount());
    return;
  }
  if (type == QLatin1String("subscribe")) {
    client.subscribed = true;
    client.caughtUp = false;
    client.sentSeq = map.value(QStringLiteral("after")).toInteger();
    client.catchUpTo = committedSeq_;
    return pump(client);
  }
  const bool ask = type == QLatin1String("ask");
  if (!ask && type != QLatin1String("command")) return;  // of a later version: not for us
  Request request;
  request.client = client.id;
  request.id = map.value(QStringLiteral("id")).toInteger();
  request.name = ask ? type : map.value(QStringLiteral("name")).toString();
  request.question = {map.value(QStringLiteral("text")).toString(),
                      map.value(QStringLiteral("picture")).toByteArray()};
  request.checkpoint = map.value(QStringLiteral("checkpoint")).toInteger(-1);
  request.value = map.value(QStringLiteral("value")).toDouble();
  Q_EMIT requested(request);
}

void WorkerServer::send(Client& client, const QByteArray& bytes) {
  client.socket->write(bytes);
  if (client.socket->bytesToWrite() <= kTooFarBehind) return;
  // Not from here: the caller may be walking over the clients.
  const quint64 id = client.id;
  QMetaObject::invokeMethod(
      this, [this, id] { hangUp(id); }, Qt::QueuedConnection);
}

void WorkerServer::sendToAll(const QCborMap& message) {
  const QByteArray bytes = frame(message);
  for (auto& [id, client] : clients_) {
    // News that will come again soon can be left out for a client that does not read.
    if (client->accepted && client->socket->bytesToWrite() < kAhead) send(*client, bytes);
  }
}

QCborMap WorkerServer::statusMessage(const char* type) const {
  return {{QStringLiteral("type"), QLatin1String(type)},
          {QStringLiteral("state"), QLatin1String(id(status_.state))},
          {QStringLiteral("step"), qint64{status_.step}},
          {QStringLiteral("total"), qint64{status_.totalSteps}},
          {QStringLiteral("seconds_left"), status_.secondsLeft},
          {QStringLiteral("detail"), status_.detail}};
}

void WorkerServer::setStatus(const WorkerStatus& status) {
  const bool news = std::exchange(status_, status).state != status.state;
  if (news) tellState();
  sendToAll(statusMessage("status"));
}

void WorkerServer::addCommitted(const RecordBatch& records) {
  newestAfter_ = committedSeq_;
  committedSeq_ = records.lastSeq;
  newest_.clear();
  bool wanted = false;
  for (const auto& [id, client] : clients_) wanted |= client->subscribed;
  if (!wanted) return;
  newest_ = frame(toCbor(records));
  for (auto& [id, client] : clients_) pump(*client);
}

const RunStoreReader* WorkerServer::reader() {
  if (!reader_) {
    auto opened = RunStoreReader::open(runFolder_);
    if (opened) reader_ = std::make_unique<RunStoreReader>(std::move(*opened));
  }
  return reader_.get();
}

void WorkerServer::pump(Client& client) {
  if (!client.subscribed) return;
  while (client.sentSeq < committedSeq_ && client.socket->bytesToWrite() < kAhead) {
    const bool onlyNewest =
        client.sentSeq == newestAfter_ && !newest_.isEmpty() && newest_.size() <= kMaximumFrame;
    if (onlyNewest) {
      client.sentSeq = committedSeq_;
      send(client, newest_);
      continue;
    }
    const RunStoreReader* stored = reader();
    if (!stored) return;
    QByteArray bytes;
    int64_t limit = kPage;
    Result<RecordBatch> page = stored->after(client.sentSeq, limit);
    while (page) {
      bytes = frame(toCbor(*page));
      if (bytes.size() <= kMaximumFrame || limit == 1) break;
      limit = std::max<int64_t>(1, limit / 8);
      page = stored->after(client.sentSeq, limit);
    }
    // The disk does not answer: the next commit tries again.
    if (!page || page->lastSeq <= client.sentSeq) return;
    client.sentSeq = page->lastSeq;
    send(client, bytes);
  }
  if (!client.caughtUp && client.sentSeq >= client.catchUpTo) {
    client.caughtUp = true;
    send(client, frame({{QStringLiteral("type"), QStringLiteral("caught_up")},
                        {QStringLiteral("seq"), qint64{client.sentSeq}}}));
  }
}

void WorkerServer::done(const Request& request) {
  const auto client = clients_.find(request.client);
  if (client != clients_.end()) send(*client->second, frame(reply("done", request)));
}

void WorkerServer::refuse(const Request& request, const Error& error) {
  const auto client = clients_.find(request.client);
  if (client == clients_.end()) return;
  QCborMap message = reply("error", request);
  message[QStringLiteral("reason")] = toCbor(error.what);
  message[QStringLiteral("advice")] = toCbor(error.advice);
  send(*client->second, frame(message));
}

void WorkerServer::answer(const Request& request, const QJsonObject& answer) {
  const auto client = clients_.find(request.client);
  if (client == clients_.end()) return;
  QCborMap message = reply("answer", request);
  message[QStringLiteral("answer")] = QCborMap::fromJsonObject(answer);
  send(*client->second, frame(message));
}

void WorkerServer::log(const QString& line) {
  sendToAll({{QStringLiteral("type"), QStringLiteral("log")}, {QStringLiteral("line"), line}});
}

void WorkerServer::flush(int timeoutMs) {
  server_.close();
  std::vector<quint64> ids;  // writing to one that is gone takes it off the list
  for (const auto& [id, client] : clients_) ids.push_back(id);
  for (const quint64 id : ids) {
    if (const auto found = clients_.find(id); found != clients_.end()) pump(*found->second);
    for (bool more = true; more;) {
      const auto found = clients_.find(id);
      more = found != clients_.end() && found->second->socket->bytesToWrite() > 0 &&
             found->second->socket->waitForBytesWritten(timeoutMs);
    }
  }
}

}  // namespace unmask
