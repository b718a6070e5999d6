// Reading pages of rows in the background, the newest wish first, and forgetting the oldest.
#include "ui/data/documents_model.h"

#include <algorithm>

#include "core/tokenizers/utf8.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

constexpr uint64_t kPageRows = 128;
constexpr size_t kPagesHeld = 64;   // 8,192 rows, some MiB
constexpr size_t kPagesWanted = 4;  // older wishes have scrolled away
constexpr uint64_t kExcerptBytes = 160;
constexpr uint64_t kMostRows = 15'000'000;  // what a view can scroll over in pixels at 250 %

}  // namespace

DocumentsModel::DocumentsModel(QObject* parent)
    : QAbstractListModel(parent),
      reading_(this, [this](Result<Read> read) { take(std::move(read)); }) {
  // Wishes come in while a view paints: they are read once it is done.
  soon_.setSingleShot(true);
  soon_.setInterval(0);
  connect(&soon_, &QTimer::timeout, this, &DocumentsModel::readNext);
}

void DocumentsModel::show(OpenCorpus corpus) {
  beginResetModel();
  corpus_ = std::move(corpus);
  rows_ = corpus_ ? static_cast<int>(std::min(corpus_->documents(), kMostRows)) : 0;
  pages_.clear();
  order_.clear();
  wanted_.clear();
  told_ = false;
  endResetModel();
}

int DocumentsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : rows_;
}

size_t DocumentsModel::rowsHeld() const {
  size_t rows = 0;
  for (const auto& [number, page] : pages_) rows += page.rows.size();
  return rows;
}

const DocumentsModel::Row* DocumentsModel::row(uint64_t document) const {
  const uint64_t number = document / kPageRows;
  const auto found = pages_.find(number);
  if (found != pages_.end()) {
    order_.splice(order_.begin(), order_, found->second.used);
    const size_t at = document % kPageRows;
    return at < found->second.rows.size() ? &found->second.rows[at] : nullptr;
  }
  if (wanted_.empty() || wanted_.front() != number) {
    wanted_.remove(number);
    wanted_.push_front(number);
    if (wanted_.size() > kPagesWanted) wanted_.pop_back();
  }
  if (!soon_.isActive()) soon_.start();
  return nullptr;
}

QVariant DocumentsModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || !corpus_) return {};
  const auto document = static_cast<uint64_t>(index.row());
  const QString number = countText(static_cast<double>(document + 1));
  if (role == detailRole || role == excerptRole || role == Qt::DisplayRole ||
      role == Qt::AccessibleTextRole) {
    const Row* known = row(document);
    if (role == excerptRole) return known ? known->excerpt : QString();
    const QString detail = known ? tr("%1 · %2", "document number, its size")
                                       .arg(number, bytesText(static_cast<double>(known->bytes)))
                                 : number;
    if (role == detailRole) return detail;
    return known ? tr("%1: %2", "document, its beginning").arg(detail, known->excerpt) : detail;
  }
  return {};
}

void DocumentsModel::readNext() {
  if (wanted_.empty() || reading_.busy() || !corpus_) return;
  const uint64_t page = wanted_.front();
  wanted_.pop_front();
  reading_.ask([corpus = corpus_, page] { return read(corpus, page); });
}

Result<DocumentsModel::Read> DocumentsModel::read(const OpenCorpus& corpus, uint64_t page) {
  Read out{corpus, page, {}};
  const uint64_t first = page * kPageRows;
  const uint64_t count = std::min(kPageRows, corpus->documents() - first);
  std::vector<uint64_t> begins(count + 1);
  UNMASK_TRY(corpus->offsets(first, begins));
  for (uint64_t i = 0; i < count; ++i) {
    if (begins[i + 1] < begins[i])
      return failure(message(UNMASK_TEXT("core", "%1 is damaged (%2)."),
                             (corpus->folder() / "document_offsets.npy").string(), first + i));
    const uint64_t size = begins[i + 1] - begins[i];
    UNMASK_ASSIGN(std::string text, corpus->bytes(begins[i], std::min(size, kExcerptBytes)));
    if (text.size() < size) text.resize(characterBoundary(text, text.size() - 4));
    out.rows.push_back({oneLine(QString::fromStdString(text)).trimmed(), size});
  }
  return out;
}

void DocumentsModel::take(Result<Read> read) {
  if (!read) {
    if (!std::exchange(told_, true)) Q_EMIT failed(read.error());
    wanted_.clear();
    return;
  }
  if (read->corpus == corpus_ && !pages_.contains(read->page)) {
    const auto first = static_cast<int>(read->page * kPageRows);
    const auto last = first + static_cast<int>(read->rows.size()) - 1;
    order_.push_front(read->page);
    pages_[read->page] = {std::move(read->rows), order_.begin()};
    while (pages_.size() > kPagesHeld) {
      pages_.erase(order_.back());
      order_.pop_back();
    }
    if (last >= first && last < rows_) Q_EMIT dataChanged(index(first), index(last));
  }
  readNext();
}

}  // namespace unmask
