// The window: rail, header, the pages, status line; messages lie over the pages.
#pragma once

#include <QMainWindow>
#include <QUndoStack>
#include <map>

#include "core/runs/workspace.h"
#include "ui/shell/page.h"
#include "ui/shell/window_memory.h"

class QStackedWidget;
class QVBoxLayout;

namespace unmask {

class FullCard;
class DropOverlay;
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
  bool allPagesMade() const { return pages_.size() == kPages; }

 protected:
  void closeEvent(QCloseEvent*) override;
  void changeEvent(QEvent*) override;
  void dragEnterEvent(QDragEnterEvent*) override;
  void dragLeaveEvent(QDragLeaveEvent*) override;
  void dropEvent(QDropEvent*) override;

 private:
  static constexpr int kPages = 4;
  void buildFrame();
  void buildRail();
  Page* pageOf(PageId);  // made when first asked for
  void makeNextPage();
  void applyScale();
  void undoLast();
  void redoNext();
  WindowMemory::Values memory() const;

  Library library_;
  Choices choices_;
  QUndoStack undo_;
  std::unique_ptr<JobRunner> jobs_;
  std::unique_ptr<PageContext> context_;
  MessageBar* messages_;
  QVBoxLayout* above_;  // the pages: the header
  Rail* rail_;
  Header* header_;
  QStackedWidget* stack_;
  StatusLine* status_;
  DropOverlay* dropOverlay_;
  QWidget* area_;
  FullCard* full_;
  std::map<PageId, Page*> pages_;
  std::unique_ptr<WindowMemory> memory_;
  PageId page_ = PageId::data;
};

}  // namespace unmask
