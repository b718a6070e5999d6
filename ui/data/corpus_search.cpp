// Running the search and taking in its hits.
#include "ui/data/corpus_search.h"

#include "ui/data/documents_model.h"
#include "ui/widgets/job_runner.h"
#include "ui/widgets/words.h"

namespace unmask {

CorpusSearch::~CorpusSearch() {
  if (control_) control_->cancel();
}

void CorpusSearch::stop() {
  if (!control_) return;
  control_->cancel();
  control_.reset();
  stopped_ = true;
  Q_EMIT changed();
}

void CorpusSearch::clear() {
  if (control_) control_->cancel();
  control_.reset();
  beginResetModel();
  hits_.clear();
  pattern_.reset();
  totals_ = {};
  stopped_ = false;
  endResetModel();
  Q_EMIT changed();
}

void CorpusSearch::start(OpenCorpus corpus, const QString& text, bool matchCase) {
  clear();
  if (text.isEmpty() || !corpus) return;
  pattern_ = std::make_shared<TextPattern>(text.toStdString(), matchCase);
  control_ = std::make_shared<JobControl>();
  corpusBytes_ = corpus->info().statistics.bytes;
  captions_ = corpus->info().kind == "pairs";
  // Hits come on the search's thread; the model is touched on its own only, while this search is
  // the newest.
  const auto deliver = [alive = QPointer<CorpusSearch>(this), control = control_](
                           std::vector<SearchHit> hits, const SearchTotals& totals) {
    std::vector<Row> rows;
    for (SearchHit& hit : hits) {
      const QString before = oneLine(QString::fromStdString(hit.before));
      const QString match = oneLine(QString::fromStdString(hit.match));
      Row row{std::move(hit), {}, static_cast<int>(before.size()), static_cast<int>(match.size())};
      row.line = before + match + oneLine(QString::fromStdString(row.hit.after));
      row.hit.before = row.hit.match = row.hit.after = {};
      rows.push_back(std::move(row));
    }
    QMetaObject::invokeMethod(
        qApp,
        [alive, control, rows = std::move(rows), totals]() mutable {
          if (alive && alive->control_ == control) alive->append(std::move(rows), totals);
        },
        Qt::QueuedConnection);
  };
  inBackground(
      this,
      [corpus, pattern = pattern_, control = control_, deliver] {
        return searchCorpus(*corpus, *pattern, deliver, *control);
      },
      [this, control = control_](const Result<SearchTotals>& totals) {
        if (control_ != control) return;
        control_.reset();
        if (totals)
          totals_ = *totals;
        else
          Q_EMIT failed(totals.error());
        Q_EMIT changed();
      });
  Q_EMIT changed();
}

double CorpusSearch::share() const {
  if (!control_ || corpusBytes_ == 0) return 1;
  return static_cast<double>(control_->progress().done) / static_cast<double>(corpusBytes_);
}

void CorpusSearch::append(std::vector<Row> rows, const SearchTotals& totals) {
  totals_ = totals;
  if (!rows.empty()) {
    const int first = static_cast<int>(hits_.size());
    beginInsertRows({}, first, first + static_cast<int>(rows.size()) - 1);
    std::move(rows.begin(), rows.end(), std::back_inserter(hits_));
    endInsertRows();
  }
  Q_EMIT changed();
}

int CorpusSearch::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(hits_.size());
}

QVariant CorpusSearch::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const Row& row = hits_[static_cast<size_t>(index.row())];
  const QString place =
      (captions_ ? tr("caption %1, byte %2") : tr("document %1, byte %2"))
          .arg(countText(static_cast<double>(row.hit.document + 1)),
               countText(static_cast<double>(row.hit.byte)));
  switch (role) {
    case excerptRole:
      return row.line;
    case markBeginRole:
      return row.begin;
    case markLengthRole:
      return row.length;
    case detailRole:
      return place;
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
      return tr("%1: %2", "place of a hit, its text").arg(place, row.line);
    default:
      return {};
  }
}

}  // namespace unmask
