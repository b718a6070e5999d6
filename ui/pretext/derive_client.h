// `unmask-worker derive` as a child of the window: what a model determines about pictures that a
// page shows. Asks one thing at a time; of several that wait, only the newest is asked.
#pragma once

#include <QJsonObject>
#include <QObject>
#include <QProcess>
#include <QTimer>
#include <optional>

#include "core/base/result.h"

namespace unmask {

class DeriveClient : public QObject {
  Q_OBJECT
 public:
  explicit DeriveClient(QObject* parent = nullptr);
  ~DeriveClient() override;

  // The answer comes by answered() or failed(), with the number that this returns; none comes where
  // a newer question took its place. core/worker/derive.h says what can be asked.
  qint64 ask(QJsonObject request);
  void forget();  // what is on its way is not waited for

 Q_SIGNALS:
  void answered(qint64 id, const QJsonObject& answer);
  void failed(qint64 id, const unmask::Error& why);

 private:
  void send();
  void read();
  void ended();

  QProcess process_;
  QTimer idle_;  // a worker holds some hundred megabytes
  std::optional<QJsonObject> waiting_;
  qint64 last_ = 0, sent_ = 0;  // sent_: 0 nothing is on its way
};

}  // namespace unmask
