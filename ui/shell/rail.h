// The rail of labelled icons on the left: one for each page there is; settings and help at its
// foot.
#pragma once

#include <QWidget>

#include "ui/shell/page.h"

class QButtonGroup;
class QLabel;
class QMenu;
class QToolButton;
class QVBoxLayout;

namespace unmask {

class Rail : public QWidget {
  Q_OBJECT
 public:
  explicit Rail(QWidget* parent = nullptr);
  void add(PageId, const QString& objectName, const QString& text, const QString& icon,
           const QKeySequence& shortcut);
  // At the foot, below the pages.
  void addMenu(const QString& objectName, const QString& text, const QString& icon,
               const QKeySequence& shortcut, const QString& about, QMenu*);
  void setCurrent(PageId);
  QString text(PageId) const;

 Q_SIGNALS:
  void chosen(unmask::PageId);

 protected:
  void resizeEvent(QResizeEvent*) override;

 private:
  QToolButton* newButton(const QString& objectName, const QString& text, const QString& icon);
  void applyScale();
  void arrange();
  QButtonGroup* group_;
  QVBoxLayout* column_;
  QLabel* logo_;
  QList<QToolButton*> buttons_;
  int pages_ = 0;
};

}  // namespace unmask
