// The wheel scrolls the page: on its way it changes no choice, number or text size under the
// pointer. A number or a slider changes by it while it has the focus; a choice, while its list is
// open. (A chart decides for itself: chart.h.)
#pragma once

#include <QObject>

namespace unmask {

// Filters the events of the whole application while it lives; one is enough.
class ScrollingWheel : public QObject {
  Q_OBJECT
 public:
  explicit ScrollingWheel(QObject* parent);

 protected:
  bool eventFilter(QObject*, QEvent*) override;
};

}  // namespace unmask
