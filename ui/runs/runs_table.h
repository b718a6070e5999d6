// The table of runs: as many columns as there is room for, the most telling first.
#pragma once

#include <QTableView>

#include "ui/runs/runs_filter.h"

namespace unmask {

class RunsTable : public QTableView {
  Q_OBJECT
 public:
  RunsTable(RunsModel*, RunsFilter*);
  std::vector<std::filesystem::path> selectedFolders() const;  // in the order of the table
  const RunSummary* current() const;                           // the run in hand; null: none
  void select(const std::filesystem::path& folder);

 Q_SIGNALS:
  void selectionMade();

 protected:
  void resizeEvent(QResizeEvent*) override;
  void keyPressEvent(QKeyEvent*) override;

 private:
  void applyTheme();
  void fitColumns();
  void widenFor(const QModelIndex& first, const QModelIndex& last);  // where words became longer
  RunsModel* model_;
  RunsFilter* filter_;
};

}  // namespace unmask
