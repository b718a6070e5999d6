// What the rows of duplicates and skipped items say.
#include "ui/data/findings_models.h"

#include "ui/data/documents_model.h"
#include "ui/widgets/words.h"

namespace unmask {

void DuplicatesModel::show(std::shared_ptr<const Duplicates> found) {
  beginResetModel();
  rows_.clear();
  if (found)
    for (const DuplicateGroup& group : found->listed)
      for (size_t i = 0; i < group.documents.size(); ++i)
        rows_.push_back({group.documents[i], group.documents.front(), i + 1, group.copies});
  endResetModel();
}

int DuplicatesModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

QVariant DuplicatesModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const Row& row = rows_[static_cast<size_t>(index.row())];
  const auto count = [](uint64_t n) { return countText(static_cast<double>(n)); };
  const QString name = tr("Document %1").arg(count(row.document + 1));
  const QString detail = row.copy == 1
                             ? tr("first of %1 alike").arg(count(row.copies))
                             : tr("%1 of %2, like document %3")
                                   .arg(count(row.copy), count(row.copies), count(row.first + 1));
  switch (role) {
    case excerptRole:
      return name;
    case detailRole:
      return detail;
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
      return tr("%1: %2", "document, what it is like").arg(name, detail);
    default:
      return {};
  }
}

void SkippedModel::show(OpenCorpus corpus) {
  beginResetModel();
  corpus_ = std::move(corpus);
  endResetModel();
}

const std::vector<SkippedItem>& SkippedModel::items() const {
  const CorpusStatistics& statistics = corpus_->info().statistics;
  return kind_ == Kind::skipped ? statistics.skipped : statistics.noted;
}

int SkippedModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() || !corpus_ ? 0 : static_cast<int>(items().size());
}

QString SkippedModel::asText() const {
  QString text;
  if (!corpus_) return text;
  for (const SkippedItem& item : items())
    text += QString::fromStdString(item.file) + '\t' + inWords(item.place) + '\t' +
            inWords(item.reason) + '\n';
  return text;
}

QVariant SkippedModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const SkippedItem& item = items()[static_cast<size_t>(index.row())];
  const QString file = oneLine(QString::fromStdString(item.file));
  const QString place = oneLine(inWords(item.place));
  const QString reason = oneLine(inWords(item.reason));
  const QString name = file.section('/', -1, -1, QString::SectionSkipEmpty);
  const QString title = place.isEmpty() ? name : tr("%1, %2", "file, place in it").arg(name, place);
  switch (role) {
    case excerptRole:
      return title;
    case detailRole:
      return reason;
    case Qt::ToolTipRole:
      return QStringList{file, place, reason}.join('\n');
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
      return tr("%1: %2", "file and place, why it was skipped").arg(title, reason);
    default:
      return {};
  }
}

}  // namespace unmask
