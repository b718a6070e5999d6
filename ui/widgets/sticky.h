// Keeps a part of a scrolled column in sight: while the column scrolls past its place, it stands at
// the top of what is seen.
#pragma once

#include <QPointer>
#include <QWidget>

class QScrollArea;

namespace unmask {

class Sticky : public QObject {
  Q_OBJECT
 public:
  // The widget stays in its layout; it needs a background of its own.
  explicit Sticky(QWidget* widget);
  // Scrolls so that `what`, a part of `of`, is seen below the widget. Either may have moved to
  // another scroll area since.
  void scrollTo(QWidget* of, const QRect& what);

 protected:
  bool eventFilter(QObject*, QEvent*) override;

 private:
  void follow();
  void place();

  QWidget* widget_;
  QPointer<QScrollArea> area_;
  QPoint home_;  // where the layout has it
  bool placing_ = false;
};

}  // namespace unmask
