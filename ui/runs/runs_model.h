// The runs of the workspace as a table.
#pragma once

#include <QAbstractTableModel>
#include <vector>

#include "ui/shell/library.h"

namespace unmask {

class RunsModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column { name, state, objective, corpus, step, best, columnCountAll };
  static constexpr int sortRole = Qt::UserRole;
  using QAbstractTableModel::QAbstractTableModel;

  void show(std::vector<RunSummary> runs);
  const RunSummary& run(int row) const { return runs_[static_cast<size_t>(row)]; }

  int rowCount(const QModelIndex& = {}) const override { return static_cast<int>(runs_.size()); }
  int columnCount(const QModelIndex& = {}) const override { return columnCountAll; }
  QVariant data(const QModelIndex&, int role) const override;
  QVariant headerData(int, Qt::Orientation, int role) const override;

 private:
  std::vector<RunSummary> runs_;
};

}  // namespace unmask
