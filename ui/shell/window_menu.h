// The window's own menu, below the rail's pages: undo, help, look, about. Its actions work by their
// shortcuts wherever the focus is.
#pragma once

#include <QMenu>

class QUndoStack;

namespace unmask {

class MainWindow;

class WindowMenu : public QMenu {
  Q_OBJECT
 public:
  WindowMenu(MainWindow& window, QUndoStack& undo);

 Q_SIGNALS:
  void undoAsked();
  void redoAsked();
  void helpAsked(const QString& guide);  // "": what the focus is about
  void aboutAsked();
  void fullAsked();

 private:
  QAction* add(QMenu* menu, const QString& objectName, const QString& text,
               const QList<QKeySequence>& keys, std::function<void()> act);
  void addLook();

  MainWindow& window_;
};

}  // namespace unmask
