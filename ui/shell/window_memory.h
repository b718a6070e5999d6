// Keeps what the person set (choices, each page's state, geometry) in the settings file: a short
// while after each change, so that a killed window loses nothing, and when it closes.
#pragma once

#include <QHash>
#include <QObject>
#include <QTimer>
#include <QVariant>
#include <functional>

#include "ui/widgets/job_runner.h"

namespace unmask {

class WindowMemory : public QObject {
  Q_OBJECT
 public:
  using Values = QHash<QString, QVariant>;
  // `gather` says what there is to keep now, key by key.
  explicit WindowMemory(std::function<Values()> gather, QObject* parent = nullptr);

  void touch();    // something may have changed: looks after a short while
  void saveNow();  // waits until it is on disk

 protected:
  bool eventFilter(QObject*, QEvent*) override;  // of the application: a person did something

 private:
  Values changed();

  std::function<Values()> gather_;
  Values kept_;
  QTimer timer_;
  Latest<bool> writing_;
};

}  // namespace unmask
