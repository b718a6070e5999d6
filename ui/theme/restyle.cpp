// Left to itself, Qt polishes every widget once for each of its ancestors when one sheet replaces
// another. Here it is told to forget what it knows, and each widget is polished once, from the
// outside in. Pages of a stack that are not in view wait for that until they are shown.
#include "ui/theme/restyle.h"

#include <QApplication>
#include <QEvent>
#include <QSet>
#include <QStackedWidget>
#include <QStyle>
#include <QWidget>

namespace unmask {

namespace {

// Pages that wait for their polish.
class Resting : public QObject {
 public:
  void add(QWidget* page) {
    if (pages_.contains(page)) return;
    pages_.insert(page);
    page->installEventFilter(this);
    connect(page, &QObject::destroyed, this, [this, page] { pages_.remove(page); });
  }
  bool eventFilter(QObject* watched, QEvent* event) override {
    auto* page = static_cast<QWidget*>(watched);
    if (event->type() == QEvent::Show && pages_.remove(page)) {
      page->removeEventFilter(this);
      page->disconnect(this);
      polish(page);
    }
    return false;
  }
  void polish(QWidget* widget) {
    widget->style()->polish(widget);
    QEvent changed(QEvent::StyleChange);
    QCoreApplication::sendEvent(widget, &changed);
    auto* stack = qobject_cast<QStackedWidget*>(widget);
    for (QObject* object : widget->children()) {
      if (!object->isWidgetType()) continue;
      auto* child = static_cast<QWidget*>(object);
      if (stack && stack->isVisible() && stack->indexOf(child) >= 0 &&
          child != stack->currentWidget())
        add(child);
      else
        polish(child);
    }
  }

 private:
  QSet<QWidget*> pages_;
};

}  // namespace

void restyleApplication(const QString& sheet) {
  if (qApp->styleSheet().isEmpty()) {
    qApp->setStyleSheet(sheet);
    return;
  }
  static Resting* const resting = new Resting;
  qApp->style()->unpolish(qApp);  // empties Qt's caches of rules: it finds nobody to polish
  qApp->setStyleSheet(sheet);
  for (QWidget* window : QApplication::topLevelWidgets()) resting->polish(window);
}

}  // namespace unmask
