// Connecting to a worker's socket.
#include "core/runs/worker_link.h"

#include "core/base/message_value.h"

namespace unmask {

namespace {
constexpr int kWelcomeTimeMs = 10000;  // a worker that starts up answers within this time
}

WorkerLink::WorkerLink(QObject* parent) : QObject(parent) {
  timeout_.setSingleShot(true);
  connect(&timeout_, &QTimer::timeout, this,
          [this] { end(QString::fromUtf8(UNMASK_TEXT("core", "The worker did not answer."))); });
  connect(&socket_, &QLocalSocket::connected, this, [this] {
    send({{QStringLiteral("type"), QStringLiteral("hello")}, {QStringLiteral("nonce"), nonce_}});
  });
  connect(&socket_, &QLocalSocket::readyRead, this, &WorkerLink::read);
  connect(&socket_, &QLocalSocket::disconnected, this,
          [this] { end(QString::fromUtf8(UNMASK_TEXT("core", "The worker is gone."))); });
  connect(&socket_, &QLocalSocket::errorOccurred, this, [this] {
    if (socket_.state() == QLocalSocket::UnconnectedState) end(socket_.errorString());
  });
}

// The socket says that it is gone when it goes, after the members below it are gone, too.
WorkerLink::~WorkerLink() {
  socket_.disconnect(this);
  close();
}

void WorkerLink::open(const QString& socketPath, const QString& nonce) {
  close();
  nonce_ = nonce;
  frames_ = FrameReader(kMaximumFrame);
  active_ = true;
  timeout_.start(kWelcomeTimeMs);
  socket_.connectToServer(socketPath);
}

void WorkerLink::close() {
  active_ = welcomed_ = false;
  timeout_.stop();
  // What was sent last (quit) still has to leave.
  if (socket_.state() == QLocalSocket::ConnectedState) socket_.flush();
  socket_.abort();
}

void WorkerLink::send(const QCborMap& message) {
  if (socket_.state() == QLocalSocket::ConnectedState) socket_.write(frame(message));
}

void WorkerLink::read() {
  if (!active_) return;
  frames_.add(socket_.readAll());
  while (active_) {
    auto next = frames_.next();
    if (!next) return end(QString::fromStdString(asValue(next.error())));
    if (!*next) return;
    const QCborMap& message = **next;
    const QString type = typeOf(message);
    if (type == QLatin1String("refused")) {
      return end(
          QString::fromStdString(asValue(messageFrom(message.value(QStringLiteral("reason"))))),
          true);
    }
    if (type == QLatin1String("welcome")) {
      timeout_.stop();
      welcomed_ = true;
      Q_EMIT welcomed(message);
    } else if (welcomed_) {
      Q_EMIT arrived(message);
    }
  }
}

void WorkerLink::end(const QString& reason, bool refused) {
  if (!active_) return;
  close();
  Q_EMIT closed(reason, refused);
}

}  // namespace unmask
