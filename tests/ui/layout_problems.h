// What is wrong with how a window is laid out: words without room, parts outside their place, parts
// over one another, numbers cut in tables.
#pragma once

#include <QAbstractScrollArea>
#include <QCheckBox>
#include <QComboBox>
#include <QHeaderView>
#include <QScrollBar>
#include <QSet>
#include <QSplitterHandle>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QToolButton>

#include "tests/ui/cut_controls.h"

namespace unmask {

// "lossCard/headingRow QLabel "Loss"": enough to find it.
inline QString describedWidget(const QWidget* widget) {
  QStringList names;
  for (const QWidget* w = widget; w && names.size() < 3; w = w->parentWidget())
    if (!w->objectName().isEmpty() && w->objectName() != "column" &&
        !w->objectName().startsWith("qt_"))
      names.prepend(w->objectName());
  const QString text = widget->property("text").toString().simplified().left(30);
  return QString("%1 %2%3")
      .arg(names.join('/'), widget->metaObject()->className(),
           text.isEmpty() ? QString() : " \"" + text + "\"");
}

// Parts that Qt puts where it likes inside a control of its own.
inline bool isInnerPart(const QWidget* widget) {
  if (widget->objectName().startsWith("qt_") || qobject_cast<const QScrollBar*>(widget) ||
      qobject_cast<const QHeaderView*>(widget) || qobject_cast<const QSplitterHandle*>(widget))
    return true;
  for (const QWidget* w = widget->parentWidget(); w; w = w->parentWidget())
    if (qobject_cast<const QComboBox*>(w) || w->inherits("QAbstractSpinBox") ||
        w->inherits("QLineEdit") || w->inherits("QAbstractItemView") || w->inherits("QTextEdit") ||
        w->inherits("QPlainTextEdit"))
      return true;
  return false;
}

// What lies over a page by design.
inline bool isOverlay(const QWidget* widget) {
  static const QSet<QString> kOver{"fullCard", "dropOverlay", "cardFull", "walkBar", "messageBar"};
  return kOver.contains(widget->objectName()) || widget->property("overlay").toBool();
}

// Wrapped texts that are lower than their lines, and the words of controls that cutControls does
// not look at.
inline void addCutWords(QWidget& window, QStringList& wrong) {
  for (QWidget* widget : window.findChildren<QWidget*>()) {
    if (!widget->isVisible() || widget->width() == 0 || isInnerPart(widget)) continue;
    if (auto* label = qobject_cast<QLabel*>(widget)) {
      if (!label->wordWrap() || label->text().isEmpty()) continue;
      const int wanted = label->heightForWidth(label->width());
      if (label->height() < wanted - 2)
        wrong << QString("too low, %1 of %2 px: %3")
                     .arg(label->height())
                     .arg(wanted)
                     .arg(describedWidget(label));
      continue;
    }
    int wanted = 0;
    if (auto* box = qobject_cast<QCheckBox*>(widget))
      wanted = box->minimumSizeHint().width();
    else if (auto* tool = qobject_cast<QToolButton*>(widget);
             tool && tool->toolButtonStyle() != Qt::ToolButtonIconOnly && !tool->text().isEmpty())
      wanted = tool->minimumSizeHint().width();
    if (widget->width() < wanted - 2)
      wrong << QString("cut, %1 of %2 px: %3")
                   .arg(widget->width())
                   .arg(wanted)
                   .arg(describedWidget(widget));
  }
}

inline void addOutside(QWidget& window, QStringList& wrong) {
  for (QWidget* widget : window.findChildren<QWidget*>()) {
    const QWidget* parent = widget->parentWidget();
    if (!widget->isVisible() || widget->isWindow() || isInnerPart(widget) || widget->size().isEmpty())
      continue;
    // What is scrolled lies beyond its frame; that it can be come to is cutControls' affair.
    if (qobject_cast<const QAbstractScrollArea*>(parent) ||
        (parent->parentWidget() &&
         qobject_cast<const QAbstractScrollArea*>(parent->parentWidget())))
      continue;
    const QRect out = widget->geometry();
    const QRect room = parent->rect().adjusted(-1, -1, 1, 1);
    if (!room.contains(out))
      wrong << QString("outside: %1 at %2,%3 %4x%5 in %6x%7 of %8")
                   .arg(describedWidget(widget))
                   .arg(out.x())
                   .arg(out.y())
                   .arg(out.width())
                   .arg(out.height())
                   .arg(parent->width())
                   .arg(parent->height())
                   .arg(describedWidget(parent));
  }
}

inline void addOverlapping(QWidget& parent, QStringList& wrong) {
  QList<QWidget*> parts;
  const bool one = qobject_cast<QStackedWidget*>(&parent);
  for (QWidget* child : parent.findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly)) {
    if (!child->isVisible() || child->isWindow() || child->size().isEmpty()) continue;
    if (!isInnerPart(child) && !isOverlay(child)) parts << child;
    if (!isInnerPart(child)) addOverlapping(*child, wrong);
  }
  if (one || qobject_cast<QAbstractScrollArea*>(&parent)) return;
  for (qsizetype a = 0; a < parts.size(); ++a)
    for (qsizetype b = 0; b < a; ++b) {
      const QRect both = parts[a]->geometry() & parts[b]->geometry();
      if (both.width() > 1 && both.height() > 1)
        wrong << QString("over one another by %1x%2: %3 and %4")
                     .arg(both.width())
                     .arg(both.height())
                     .arg(describedWidget(parts[b]), describedWidget(parts[a]));
    }
}

// Numbers stand on the right; none of those in view is shortened.
inline void addCutNumbers(QWidget& window, QStringList& wrong) {
  for (QTableView* table : window.findChildren<QTableView*>()) {
    if (!table->isVisible() || !table->model()) continue;
    const int rows = std::min(table->model()->rowCount(), 40);
    for (int row = 0; row < rows; ++row)
      for (int column = 0; column < table->model()->columnCount(); ++column) {
        const QModelIndex cell = table->model()->index(row, column);
        const int aligned = cell.data(Qt::TextAlignmentRole).toInt();
        const QString text = cell.data().toString();
        if (!(aligned & Qt::AlignRight) || table->isColumnHidden(column) || text.isEmpty()) continue;
        if (!table->viewport()->rect().intersects(table->visualRect(cell))) continue;
        const QVariant font = cell.data(Qt::FontRole);
        const int wanted =
            QFontMetrics(font.isValid() ? font.value<QFont>() : table->font()).horizontalAdvance(text);
        if (table->columnWidth(column) < wanted + 4)
          wrong << QString("number cut, %1 of %2 px: \"%3\" in %4")
                       .arg(table->columnWidth(column))
                       .arg(wanted + 4)
                       .arg(text, describedWidget(table));
      }
  }
}

// A column that was moved sideways, as Tab does to one that is wider than its place.
inline void addShifted(QWidget& window, QStringList& wrong) {
  for (QScrollArea* area : window.findChildren<QScrollArea*>())
    if (area->isVisible() && !area->property("sideways").toBool() &&
        area->horizontalScrollBar()->value() != 0)
      wrong << "shifted sideways: " + describedWidget(area);
}

inline QStringList layoutProblems(QWidget& window) {
  QStringList wrong = cutControls(window);
  addCutWords(window, wrong);
  addOutside(window, wrong);
  addOverlapping(window, wrong);
  addCutNumbers(window, wrong);
  addShifted(window, wrong);
  wrong.removeDuplicates();
  return wrong;
}

}  // namespace unmask
