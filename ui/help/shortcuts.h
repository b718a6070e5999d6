// Every key that the window really answers to, found in the window: nothing is listed by hand.
#pragma once

#include <QKeySequence>
#include <QList>
#include <QString>

class QTextDocument;
class QWidget;

namespace unmask {

struct ShortcutEntry {
  QString where;  // a page's title; "" for the whole window
  QString what;
  QKeySequence keys;
};

// Keys that `widget` handles itself (an arrow, H, Space), so that the overview can name them.
void describeKeys(QWidget* widget, const QList<QPair<QKeySequence, QString>>& keys);

// Of actions, shortcuts, buttons and described keys in `window`, hidden ones too; without repeats.
QList<ShortcutEntry> shortcutsOf(QWidget* window);
void appendShortcuts(QTextDocument*, const QList<ShortcutEntry>&);

// The tooltip of a control with its shortcut, if it has one that the text does not name.
QString toolTipWithKeys(const QWidget*);

}  // namespace unmask
