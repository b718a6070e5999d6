// Asking a checkpoint: finds or starts the serving worker of a run and passes questions on.
#pragma once

#include <QJsonObject>
#include <QObject>
#include <QTimer>
#include <filesystem>

#include "core/runs/question.h"
#include "core/runs/run_folder.h"
#include "core/runs/worker_link.h"

namespace unmask {

class ServingClient : public QObject {
  Q_OBJECT
 public:
  ServingClient(std::filesystem::path runFolder, QObject* parent);
  ~ServingClient() override;  // tells the worker to quit unless others use it

  void ask(qint64 id, const Question&, qint64 checkpoint);

 Q_SIGNALS:
  void answered(qint64 id, const QJsonObject& answer);
  void failed(qint64 id, const QString& reason);

 private:
  struct Waiting {
    Question question;
    qint64 checkpoint;
    bool sent = false;
  };
  void reach();
  void give(const QCborMap& message);
  void failAll(const QString& reason);
  void sendWaiting();

  std::filesystem::path runFolder_;
  ServingFiles files_;
  WorkerLink link_;
  QTimer retry_;
  std::map<qint64, Waiting> questions_;
  qint64 giveUpMs_ = 0;  // on the monotonic clock
  bool launched_ = false;
};

}  // namespace unmask
