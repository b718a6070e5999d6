// Gathering the keys of a window.
#include "ui/help/shortcuts.h"

#include <QAbstractButton>
#include <QAction>
#include <QCoreApplication>
#include <QMenu>
#include <QShortcut>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextTable>
#include <algorithm>

#include "ui/shell/page.h"
#include "ui/theme/theme.h"

namespace unmask {

namespace {

constexpr char kKeys[] = "unmaskKeys";

class HelpWords {
  Q_DECLARE_TR_FUNCTIONS(help)
};

QString where(const QObject* object) {
  for (; object; object = object->parent())
    if (auto* page = qobject_cast<const Page*>(object)) return page->property("place").toString();
  return {};
}

QString plain(QString text) {
  return text.remove('&').section('\n', 0, 0).section(" (", 0, 0);
}

QString nameOf(const QAbstractButton* button) {
  if (!button->text().isEmpty()) return plain(button->text());
  return plain(button->accessibleName());
}

}  // namespace

void describeKeys(QWidget* widget, const QList<QPair<QKeySequence, QString>>& keys) {
  QVariantList list;
  for (const auto& [sequence, what] : keys) list << QVariant(QVariantList{sequence, what});
  widget->setProperty(kKeys, list);
}

QList<ShortcutEntry> shortcutsOf(QWidget* window) {
  QList<ShortcutEntry> entries;
  const auto add = [&](const QString& place, const QString& what, const QKeySequence& keys) {
    if (keys.isEmpty() || what.isEmpty()) return;
    for (const ShortcutEntry& e : entries)
      if (e.keys == keys && e.where == place) return;
    entries.append({place, what, keys});
  };
  for (const QAction* action : window->findChildren<QAction*>())
    for (const QKeySequence& keys : action->shortcuts())
      add(where(action), plain(action->text()), keys);
  for (const QShortcut* shortcut : window->findChildren<QShortcut*>())
    for (const QKeySequence& keys : shortcut->keys())
      add(where(shortcut), shortcut->whatsThis(), keys);
  for (const QAbstractButton* button : window->findChildren<QAbstractButton*>()) {
    const QString place =
        button->property("place").isValid() ? button->property("place").toString() : where(button);
    add(place, nameOf(button), button->shortcut());
  }
  for (const QWidget* widget : window->findChildren<QWidget*>())
    for (const QVariant& entry : widget->property(kKeys).toList()) {
      const QVariantList pair = entry.toList();
      add(where(widget), pair.value(1).toString(), pair.value(0).value<QKeySequence>());
    }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const auto& a, const auto& b) { return a.where < b.where; });
  return entries;
}

void appendShortcuts(QTextDocument* document, const QList<ShortcutEntry>& entries) {
  QTextCursor cursor(document);
  cursor.movePosition(QTextCursor::End);
  QTextBlockFormat heading, line;
  heading.setTopMargin(theme().px(kSpaceM));
  heading.setBottomMargin(theme().px(kSpaceXs));
  line.setTopMargin(theme().px(3));
  QTextTableFormat table;
  table.setBorder(0);
  table.setCellPadding(theme().px(2));
  table.setColumnWidthConstraints(
      {QTextLength(QTextLength::FixedLength, theme().px(150)), QTextLength()});
  QTextCharFormat usual, bold, keys;
  usual.setFont(theme().font(14));
  bold.setFont(theme().font(14, QFont::DemiBold));
  keys.setFont(theme().fixedFont(13));
  for (qsizetype from = 0, to = 0; from < entries.size(); from = to) {
    while (to < entries.size() && entries[to].where == entries[from].where) ++to;
    const QString& place = entries[from].where;
    cursor.insertBlock(heading, bold);
    cursor.insertText(place.isEmpty() ? HelpWords::tr("Everywhere") : place);
    cursor.insertTable(static_cast<int>(to - from), 2, table);
    for (qsizetype i = from; i < to; ++i) {
      cursor.setBlockFormat(line);
      cursor.insertText(entries[i].keys.toString(QKeySequence::NativeText), keys);
      cursor.movePosition(QTextCursor::NextCell);
      cursor.setBlockFormat(line);
      cursor.insertText(entries[i].what, usual);
      cursor.movePosition(i + 1 < to ? QTextCursor::NextCell : QTextCursor::End);
    }
  }
}

QString toolTipWithKeys(const QWidget* widget) {
  const auto* button = qobject_cast<const QAbstractButton*>(widget);
  const QString tip = widget->toolTip();
  if (!button || button->shortcut().isEmpty()) return tip;
  const QString keys = button->shortcut().toString(QKeySequence::NativeText);
  if (tip.contains(keys)) return tip;
  const QString what = tip.isEmpty() ? nameOf(button) : tip;
  return HelpWords::tr("%1 (%2)").arg(what, keys);
}

}  // namespace unmask
