// What each column of the counts says.
#include "ui/data/counts_model.h"

#include "ui/theme/theme.h"
#include "ui/widgets/words.h"

namespace unmask {

void CountsModel::show(const QString& what, std::vector<Row> rows, uint64_t total,
                       std::function<QString(int64_t)> nameOf) {
  beginResetModel();
  what_ = what;
  rows_ = std::move(rows);
  total_ = total;
  nameOf_ = std::move(nameOf);
  endResetModel();
}

int CountsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

QVariant CountsModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const Row& row = rows_[static_cast<size_t>(index.row())];
  if (role == Qt::TextAlignmentRole && index.column() > 0)
    return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
  if (role == Qt::FontRole && index.column() == 0) return theme().fixedFont(12);
  if (role == Qt::ToolTipRole && index.column() == 0) return nameOf_(row.id);
  if (role != Qt::DisplayRole) return {};
  switch (index.column()) {
    case 0:
      return nameOf_(row.id);
    case 1:
      return countText(static_cast<double>(row.count));
    default:
      return total_ ? shareText(static_cast<double>(row.count) / static_cast<double>(total_))
                    : QString();
  }
}

QVariant CountsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole)
    return QVariant::fromValue((section ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
  if (role != Qt::DisplayRole) return {};
  return section == 0 ? what_ : section == 1 ? tr("Count") : tr("Share");
}

}  // namespace unmask
