// What happens to keys before a control sees them: Ctrl+Z reaches the window where a text has
// nothing to undo; and every tooltip names its control's shortcut.
#pragma once

#include <QObject>

namespace unmask {

class WindowKeys : public QObject {
  Q_OBJECT
 public:
  explicit WindowKeys(QObject* parent);

 protected:
  bool eventFilter(QObject*, QEvent*) override;  // of the application
};

}  // namespace unmask
