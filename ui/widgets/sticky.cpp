// Moving the part along with what is seen.
#include "ui/widgets/sticky.h"

#include <QEvent>
#include <QScopedValueRollback>
#include <QScrollArea>
#include <QScrollBar>

#include "ui/theme/theme.h"

namespace unmask {

Sticky::Sticky(QWidget* widget) : QObject(widget), widget_(widget) {
  widget_->installEventFilter(this);
}

bool Sticky::eventFilter(QObject*, QEvent* event) {
  if (event->type() == QEvent::Move && !placing_) {
    home_ = widget_->pos();
    place();
  }
  if (event->type() == QEvent::Show) follow();
  return false;
}

// The area around it is another one while its card fills the window.
void Sticky::follow() {
  QScrollArea* around = nullptr;
  for (QWidget* w = widget_->parentWidget(); w && !around; w = w->parentWidget())
    around = qobject_cast<QScrollArea*>(w);
  if (around == area_) return;
  if (area_) area_->verticalScrollBar()->disconnect(this);
  area_ = around;
  if (area_) connect(area_->verticalScrollBar(), &QScrollBar::valueChanged, this, &Sticky::place);
}

void Sticky::place() {
  follow();
  QWidget* parent = widget_->parentWidget();
  if (!area_ || !parent || !widget_->isVisible()) return;
  const int top = parent->mapFrom(area_->widget(), QPoint(0, area_->verticalScrollBar()->value())).y();
  const int lowest = std::max(home_.y(), parent->height() - widget_->height());
  const QScopedValueRollback placing(placing_, true);
  widget_->move(home_.x(), std::clamp(top, home_.y(), lowest));
  widget_->raise();
}

void Sticky::scrollTo(QWidget* of, const QRect& what) {
  follow();
  if (!area_ || !area_->widget()) return;
  const int gap = theme().px(kSpaceS), above = widget_->isVisible() ? widget_->height() : 0;
  const int top = of->mapTo(area_->widget(), what.topLeft()).y();
  const int bottom = top + what.height();
  QScrollBar* bar = area_->verticalScrollBar();
  int value = bar->value();
  value = std::max(value, bottom + gap - area_->viewport()->height());
  value = std::min(value, top - gap - above);  // its beginning, where it is higher than the window
  bar->setValue(value);
  place();
}

}  // namespace unmask
