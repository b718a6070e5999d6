// Which runs the table shows, and in which order.
#pragma once

#include <QSortFilterProxyModel>

#include "ui/runs/runs_model.h"

namespace unmask {

class RunsFilter : public QSortFilterProxyModel {
  Q_OBJECT
 public:
  explicit RunsFilter(RunsModel* model);
  void setWords(const QString&);  // all of them in the run's searchText()
  void setGroup(RunGroup);
  RunGroup group() const { return group_; }

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
  bool lessThan(const QModelIndex& a, const QModelIndex& b) const override;

 private:
  RunsModel* model_;
  QStringList words_;
  RunGroup group_ = RunGroup::all;
};

}  // namespace unmask
