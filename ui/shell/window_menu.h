// The two menus at the foot of the rail: Settings (how the window looks and speaks, undo) and Help.
// Their actions work by their shortcuts wherever the focus is.
#pragma once

#include <QMenu>
#include <functional>

class QUndoStack;

namespace unmask {

class MainWindow;

// A menu whose actions are the window's, too.
class WindowMenu : public QMenu {
  Q_OBJECT
 protected:
  WindowMenu(MainWindow& window, const QString& objectName);
  QAction* add(QMenu* menu, const QString& objectName, const QString& text,
               const QList<QKeySequence>& keys, std::function<void()> act);

  MainWindow& window_;
};

class SettingsMenu : public WindowMenu {
  Q_OBJECT
 public:
  SettingsMenu(MainWindow& window, QUndoStack& undo);

 Q_SIGNALS:
  void undoAsked();
  void redoAsked();
  void fullAsked();

 private:
  void addColours();
  void addSizes();
  void addMotion();
  void addLanguages();
  void addUndo(QUndoStack&);
  void showNow();  // ticks what holds
};

class HelpMenu : public WindowMenu {
  Q_OBJECT
 public:
  explicit HelpMenu(MainWindow& window);

 Q_SIGNALS:
  void helpAsked(const QString& guide);  // "": what the focus is about
  void aboutAsked();
};

}  // namespace unmask
