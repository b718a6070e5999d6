// The run's events, newest first; choosing one puts the charts' cursor on its step.
#pragma once

#include "ui/train/run_record.h"
#include "ui/widgets/parts.h"

class QListWidget;

namespace unmask {

class RunEvents : public Card {
  Q_OBJECT
 public:
  explicit RunEvents(QWidget* parent = nullptr);
  void begin();
  void show(const RunRecord&);

 Q_SIGNALS:
  void chosen(qint64 step);

 private:
  QListWidget* list_;
  size_t shown_ = 0;
};

}  // namespace unmask
