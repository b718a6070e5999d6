// Which wheels are meant for the page.
#include "ui/widgets/scrolling_wheel.h"

#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTabBar>
#include <QTextEdit>
#include <QWheelEvent>

namespace unmask {

namespace {

bool isText(QWidget* widget) {
  return qobject_cast<QTextEdit*>(widget) || qobject_cast<QPlainTextEdit*>(widget);
}

// Whether the wheel would change this control although nobody chose it.
bool changesUnasked(QWidget* widget, const QWheelEvent& wheel) {
  if (qobject_cast<QComboBox*>(widget) || qobject_cast<QTabBar*>(widget)) return true;
  if (qobject_cast<QAbstractSpinBox*>(widget)) return !widget->hasFocus();
  if (qobject_cast<QAbstractSlider*>(widget))
    return !qobject_cast<QScrollBar*>(widget) && !widget->hasFocus();
  // A text that is read grows with Ctrl, alone among its neighbours.
  const bool text = isText(widget) || (widget->parentWidget() && isText(widget->parentWidget()));
  return text && wheel.modifiers().testFlag(Qt::ControlModifier);
}

}  // namespace

ScrollingWheel::ScrollingWheel(QObject* parent) : QObject(parent) {
  qApp->installEventFilter(this);
}

bool ScrollingWheel::eventFilter(QObject* watched, QEvent* event) {
  if (!watched->isWidgetType()) return false;
  auto* widget = static_cast<QWidget*>(watched);
  // Qt gives such a widget the focus for the wheel alone, before anybody is asked.
  if (event->type() == QEvent::Polish && widget->focusPolicy() == Qt::WheelFocus)
    widget->setFocusPolicy(Qt::StrongFocus);
  if (event->type() != QEvent::Wheel) return false;
  if (!changesUnasked(widget, *static_cast<QWheelEvent*>(event))) return false;
  event->ignore();  // what it stands in may scroll
  return true;
}

}  // namespace unmask
