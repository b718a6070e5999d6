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
  struct Told {  // of what the words depend on
    size_t losses = 0;
    uint64_t rewrites = 0;
    size_t checkpoints = 0;
    int64_t newest = -1;
    bool operator==(const Told&) const = default;
  };
  void retell(const RunRecord&);
  QListWidget* list_;
  size_t shown_ = 0;
  Told told_;
};

}  // namespace unmask
