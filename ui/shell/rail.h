// The rail of labelled icons on the left: one for each page there is.
#pragma once

#include <QWidget>

#include "ui/shell/page.h"

class QButtonGroup;
class QLabel;
class QVBoxLayout;

namespace unmask {

class Rail : public QWidget {
  Q_OBJECT
 public:
  explicit Rail(QWidget* parent = nullptr);
  void add(PageId, const QString& objectName, const QString& text, const QString& icon,
           const QKeySequence& shortcut);
  void setCurrent(PageId);

 Q_SIGNALS:
  void chosen(unmask::PageId);

 private:
  void applyScale();
  QButtonGroup* group_;
  QVBoxLayout* column_;
  QLabel* logo_;
};

}  // namespace unmask
