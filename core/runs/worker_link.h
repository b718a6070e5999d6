// The client's end of a connection to a worker: hello, then messages both ways.
#pragma once

#include <QCborMap>
#include <QLocalSocket>
#include <QObject>
#include <QTimer>

#include "core/runs/protocol.h"

namespace unmask {

class WorkerLink : public QObject {
  Q_OBJECT
 public:
  explicit WorkerLink(QObject* parent = nullptr);
  ~WorkerLink() override;

  void open(const QString& socketPath, const QString& nonce);
  void close();  // without closed()
  bool isOpen() const { return welcomed_; }
  void send(const QCborMap&);

 Q_SIGNALS:
  void welcomed(const QCborMap& welcome);
  void arrived(const QCborMap& message);
  // Once for each open(): refused by the worker, or lost, or not our protocol.
  void closed(const QString& reason, bool refused);

 private:
  void read();
  void end(const QString& reason, bool refused = false);

  QLocalSocket socket_;
  FrameReader frames_;
  QTimer timeout_;
  QString nonce_;
  bool active_ = false;
  bool welcomed_ = false;
};

}  // namespace unmask
