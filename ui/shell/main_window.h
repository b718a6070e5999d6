// The window: rail, header, message bar, the pages, status line.
#pragma once

#include <QMainWindow>
#include <QUndoStack>
#include <map>

#include "core/runs/workspace.h"
#include "ui/shell/page.h"

class QStackedWidget;

namespace unmask {

class FullCard;
class Header;
class Rail;
class StatusLine;

class MainWindow : public QMainWindow {
  Q_OBJECT
 public:
  explicit MainWindow(Workspace workspace);
  ~MainWindow() override;

  void go(PageId);
  PageId page() const { return page_; }
  Choices& choices() { return choices_; }
  Library& library() { return library_; }
  JobRunner& jobs() { return *jobs_; }
  QUndoStack& undo() { return undo_; }

 protected:
  void closeEvent(QCloseEvent*) override;
  void changeEvent(QEvent*) override;
  void dragEnterEvent(QDragEnterEvent*) override;
  void dropEvent(QDropEvent*) override;

 private:
  void addPage(PageId, Page*);
  void addShortcuts();
  void applyScale();

  Library library_;
  Choices choices_;
  QUndoStack undo_;
  std::unique_ptr<JobRunner> jobs_;
  std::unique_ptr<PageContext> context_;
  MessageBar* messages_;
  Rail* rail_;
  Header* header_;
  QStackedWidget* stack_;
  StatusLine* status_;
  QWidget* area_;
  FullCard* full_;
  std::map<PageId, Page*> pages_;
  PageId page_ = PageId::data;
};

}  // namespace unmask
