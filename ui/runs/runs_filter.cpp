// Filtering and sorting runs.
#include "ui/runs/runs_filter.h"

#include <algorithm>

namespace unmask {

RunsFilter::RunsFilter(RunsModel* model) : QSortFilterProxyModel(model), model_(model) {
  setSourceModel(model);
  setSortRole(RunsModel::sortRole);
}

void RunsFilter::setWords(const QString& words) {
  words_ = words.split(' ', Qt::SkipEmptyParts);
  invalidateFilter();
}

void RunsFilter::setGroup(RunGroup group) {
  group_ = group;
  invalidateFilter();
}

bool RunsFilter::filterAcceptsRow(int row, const QModelIndex&) const {
  const RunSummary& run = model_->run(row);
  if (!isIn(group_, run.state)) return false;
  if (words_.isEmpty()) return true;
  const QString text = searchText(run);
  return std::all_of(words_.begin(), words_.end(),
                     [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

bool RunsFilter::lessThan(const QModelIndex& a, const QModelIndex& b) const {
  const QVariant left = a.data(sortRole()), right = b.data(sortRole());
  const QPartialOrdering order = QVariant::compare(left, right);
  if (order != QPartialOrdering::Equivalent) return order == QPartialOrdering::Less;
  return model_->run(a.row()).slug < model_->run(b.row()).slug;  // equal ones in one order
}

}  // namespace unmask
