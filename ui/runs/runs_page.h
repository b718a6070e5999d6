// The Runs page: every run with its state; open, stop, resume, remove.
#pragma once

#include "ui/shell/page.h"
#include "ui/widgets/parts.h"

class QTableView;
class QSortFilterProxyModel;
class QTimer;

namespace unmask {

class RunsModel;

class RunsPage : public Page {
  Q_OBJECT
 public:
  explicit RunsPage(PageContext&);
  QString title() const override { return tr("Runs"); }
  QString subtitle() const override { return tr("Every run, live or finished"); }
  int pickers() const override { return 0; }
  QList<QWidget*> actions() const override;
  void shown() override;

 protected:
  void hideEvent(QHideEvent*) override;

 private:
  const RunSummary* selected() const;
  void showRuns();
  void showActions();
  void open();
  void remove();

  RunsModel* model_;
  QSortFilterProxyModel* sorted_;
  QTableView* table_;
  Card *tableCard_, *emptyCard_;
  QPushButton *open_, *resume_, *remove_;
  QTimer* again_;
};

}  // namespace unmask
