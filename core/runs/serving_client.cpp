// Starting and talking to `unmask-worker serve`.
#include "core/runs/serving_client.h"

#include <QCborValue>
#include <QDeadlineTimer>

#include "core/base/message_value.h"
#include "core/base/platform.h"

namespace unmask {
namespace {

constexpr qint64 kReachTimeMs = 30000;  // loading a large model takes its time; a window still ends
constexpr int kRetryMs = 50;

qint64 monotonicMs() {
  return QDeadlineTimer::current().deadline();
}

}  // namespace

ServingClient::ServingClient(std::filesystem::path runFolder, QObject* parent)
    : QObject(parent), runFolder_(std::move(runFolder)) {
  retry_.setInterval(kRetryMs);
  retry_.setSingleShot(true);
  connect(&retry_, &QTimer::timeout, this, &ServingClient::reach);
  connect(&link_, &WorkerLink::welcomed, this, &ServingClient::sendWaiting);
  connect(&link_, &WorkerLink::arrived, this, &ServingClient::give);
  connect(&link_, &WorkerLink::closed, this, [this](const QString& reason, bool refused) {
    const bool lost = refused || std::any_of(questions_.begin(), questions_.end(), [](const auto& q) {
                        return q.second.sent;
                      });
    if (lost) return failAll(reason);
    if (!questions_.empty()) retry_.start();
  });
}

ServingClient::~ServingClient() {
  link_.disconnect(this);
  link_.send({{QStringLiteral("type"), QStringLiteral("command")},
              {QStringLiteral("id"), qint64{0}},
              {QStringLiteral("name"), QStringLiteral("quit")}});
  link_.close();
}

void ServingClient::ask(qint64 id, const Question& question, qint64 checkpoint) {
  questions_[id] = {question, checkpoint};
  if (link_.isOpen()) return sendWaiting();
  if (retry_.isActive()) return;
  giveUpMs_ = monotonicMs() + kReachTimeMs;
  launched_ = false;
  reach();
}

void ServingClient::reach() {
  if (questions_.empty()) return;
  auto files = servingFiles(runFolder_);
  if (!files) return failAll(QString::fromStdString(asValue(files.error())));
  files_ = *files;
  if (monotonicMs() > giveUpMs_) {
    return failAll(QString::fromStdString(endOfLog(files_.log)));
  }
  const auto serving = FileLock::held(files_.lock);
  if (!serving) return failAll(QString::fromStdString(asValue(serving.error())));
  if (*serving) {
    const auto contact = readContact(files_.contact);
    if (contact) return link_.open(contact->socket, contact->nonce);
  } else if (!launched_) {
    launched_ = true;
    const Status started = launchServing(runFolder_);
    if (!started) return failAll(QString::fromStdString(asValue(started.error())));
  }
  retry_.start();
}

void ServingClient::sendWaiting() {
  for (auto& [id, waiting] : questions_) {
    if (std::exchange(waiting.sent, true)) continue;
    link_.send({{QStringLiteral("type"), QStringLiteral("ask")},
                {QStringLiteral("id"), id},
                {QStringLiteral("text"), waiting.question.text},
                {QStringLiteral("picture"), waiting.question.picture},
                {QStringLiteral("checkpoint"), waiting.checkpoint}});
  }
}

void ServingClient::give(const QCborMap& message) {
  const QString type = typeOf(message);
  const qint64 id = message.value(QStringLiteral("id")).toInteger();
  if (questions_.count(id) == 0) return;
  if (type == QLatin1String("answer")) {
    questions_.erase(id);
    Q_EMIT answered(id, message.value(QStringLiteral("answer")).toMap().toJsonObject());
  } else if (type == QLatin1String("error")) {
    questions_.erase(id);
    const Error error{messageFrom(message.value(QStringLiteral("reason"))),
                      messageFrom(message.value(QStringLiteral("advice")))};
    Q_EMIT failed(id, QString::fromStdString(asValue(error)));
  }
}

void ServingClient::failAll(const QString& reason) {
  const auto questions = std::exchange(questions_, {});
  for (const auto& [id, question] : questions) Q_EMIT failed(id, reason);
}

}  // namespace unmask
