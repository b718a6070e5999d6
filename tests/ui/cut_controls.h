// Which controls of a window do not have room for their words.
#pragma once

#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStringList>

namespace unmask {

// A label that does not wrap, or a button, narrower than its text; a column wider than its place.
inline QStringList cutControls(QWidget& window) {
  QStringList cut;
  for (QWidget* widget : window.findChildren<QWidget*>()) {
    if (!widget->isVisible() || widget->width() == 0) continue;
    int wanted = 0;
    if (auto* label = qobject_cast<QLabel*>(widget)) {
      if (label->wordWrap() || label->text().isEmpty()) continue;
      if (label->property("elides").toBool()) continue;  // its tooltip says the rest
      wanted = label->sizeHint().width();
    } else if (auto* button = qobject_cast<QPushButton*>(widget)) {
      if (button->menu() || button->property("choice").toBool() || button->text().isEmpty())
        continue;  // pickers shorten long names in their middle, by design
      wanted = QFontMetrics(button->font()).horizontalAdvance(button->text());
    }
    if (widget->width() < wanted - 1)
      cut << QString("%1 \"%2\" has %3 of %4 px")
                 .arg(widget->objectName(), widget->property("text").toString().left(40))
                 .arg(widget->width())
                 .arg(wanted);
  }
  // Columns scroll downwards only; a large table may scroll sideways too.
  for (QScrollArea* area : window.findChildren<QScrollArea*>())
    if (area->isVisible() && area->widget() && !area->property("sideways").toBool() &&
        area->widget()->width() > area->viewport()->width()) {
      const int room = area->viewport()->width();
      const QWidget* cause = area->widget();  // the innermost that wants more than there is
      for (const QWidget* widget : area->widget()->findChildren<QWidget*>())
        if (widget->isVisible() && cause->isAncestorOf(widget) &&
            widget->minimumSizeHint().width() + (area->widget()->width() - cause->width()) >
                room - 30)
          cause = widget;
      QStringList words;
      for (const QWidget* widget : cause->findChildren<QWidget*>())
        if (widget->isVisible()) words << widget->property("text").toString().left(40);
      cut << QString("a column is %1 px wide in %2; by %3 \"%4\"")
                 .arg(area->widget()->width())
                 .arg(room)
                 .arg(cause->objectName(), words.join('|').left(400));
    }
  return cut;
}

}  // namespace unmask
