// Deciding about undo keys and tooltips.
#include "ui/shell/window_keys.h"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTextEdit>
#include <QToolTip>

#include "ui/help/shortcuts.h"

namespace unmask {

namespace {

// Whether a text takes this key for its own undo or redo, although it has nothing to undo.
bool takesInVain(QObject* watched, const QKeyEvent& key) {
  const bool undo = key.matches(QKeySequence::Undo), redo = key.matches(QKeySequence::Redo);
  if (!undo && !redo) return false;
  if (auto* box = qobject_cast<QAbstractSpinBox*>(watched)) watched = box->findChild<QLineEdit*>();
  if (auto* line = qobject_cast<QLineEdit*>(watched))
    return undo ? !line->isUndoAvailable() : !line->isRedoAvailable();
  QTextDocument* document = nullptr;
  if (auto* text = qobject_cast<QPlainTextEdit*>(watched)) document = text->document();
  if (auto* text = qobject_cast<QTextEdit*>(watched)) document = text->document();
  return document && (undo ? !document->isUndoAvailable() : !document->isRedoAvailable());
}

}  // namespace

WindowKeys::WindowKeys(QObject* parent) : QObject(parent) {
  qApp->installEventFilter(this);
}

bool WindowKeys::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride &&
      takesInVain(watched, *static_cast<QKeyEvent*>(event))) {
    event->ignore();
    return true;
  }
  if (event->type() == QEvent::ToolTip && watched->isWidgetType()) {
    auto* widget = static_cast<QWidget*>(watched);
    const QString tip = toolTipWithKeys(widget);
    if (tip != widget->toolTip()) {
      QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), tip, widget);
      return true;
    }
  }
  return QObject::eventFilter(watched, event);
}

}  // namespace unmask
