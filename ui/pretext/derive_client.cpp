// The child, its lines, and its end.
#include "ui/pretext/derive_client.h"

#include <QJsonDocument>

#include "core/base/message_value.h"
#include "core/runs/workspace.h"

namespace unmask {

namespace {
constexpr int kIdleMs = 60'000, kEndMs = 80;
}

DeriveClient::DeriveClient(QObject* parent) : QObject(parent) {
  idle_.setSingleShot(true);
  idle_.setInterval(kIdleMs);
  connect(&idle_, &QTimer::timeout, &process_, &QProcess::closeWriteChannel);
  connect(&process_, &QProcess::readyReadStandardOutput, this, &DeriveClient::read);
  connect(&process_, &QProcess::started, this, &DeriveClient::send);
  connect(&process_, &QProcess::finished, this, &DeriveClient::ended);
  connect(&process_, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
    if (error == QProcess::FailedToStart) ended();
  });
}

DeriveClient::~DeriveClient() {
  process_.disconnect(this);
  process_.closeWriteChannel();
  if (process_.state() != QProcess::NotRunning && !process_.waitForFinished(kEndMs)) {
    process_.kill();
    process_.waitForFinished(kEndMs);
  }
}

qint64 DeriveClient::ask(QJsonObject request) {
  request[QStringLiteral("id")] = ++last_;
  waiting_ = std::move(request);
  if (process_.state() == QProcess::Running)
    send();
  else if (process_.state() == QProcess::NotRunning)
    process_.start(QString::fromStdString(workerProgram().string()), {QStringLiteral("derive")});
  return last_;
}

void DeriveClient::forget() {
  waiting_.reset();
  ++last_;
}

void DeriveClient::send() {
  if (sent_ != 0 || !waiting_ || process_.state() != QProcess::Running) return;
  idle_.stop();
  sent_ = waiting_->value(QStringLiteral("id")).toInteger();
  process_.write(QJsonDocument(*waiting_).toJson(QJsonDocument::Compact) + '\n');
  waiting_.reset();
}

void DeriveClient::read() {
  while (process_.canReadLine()) {
    const QJsonObject answer = QJsonDocument::fromJson(process_.readLine()).object();
    const qint64 id = std::exchange(sent_, 0);
    if (id == last_) {
      if (const QString error = answer[QStringLiteral("reason")].toString(); !error.isEmpty())
        Q_EMIT failed(id, {message("%1", error.toStdString()), {}});
      else
        Q_EMIT answered(id, answer);
    }
    if (waiting_)
      send();
    else
      idle_.start();
  }
}

void DeriveClient::ended() {
  idle_.stop();
  const qint64 id = std::exchange(sent_, 0);
  // Asked while it was ending of its own accord: another one answers.
  if (id == 0 && waiting_ && process_.error() != QProcess::FailedToStart) {
    process_.start(QString::fromStdString(workerProgram().string()), {QStringLiteral("derive")});
    return;
  }
  if (id == 0 && !waiting_) return;
  waiting_.reset();
  const QByteArray said = process_.readAllStandardError().trimmed().right(2000);
  Q_EMIT failed(last_, {said.isEmpty() ? message(UNMASK_TEXT("core", "Cannot start %1."),
                                                 workerProgram().string())
                                       : message("%1", said.toStdString()),
                        {}});
}

}  // namespace unmask
