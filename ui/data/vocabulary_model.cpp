// Arranging the pieces and what each column says of them.
#include "ui/data/vocabulary_model.h"

#include <numeric>

#include "ui/data/invisible.h"
#include "ui/theme/theme.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

QString kindName(PieceKind kind) {
  switch (kind) {
    case PieceKind::normal:
      return VocabularyModel::tr("piece");
    case PieceKind::unknown:
      return VocabularyModel::tr("unknown");
    case PieceKind::control:
      return VocabularyModel::tr("control");
    case PieceKind::user:
      return VocabularyModel::tr("symbol");
    case PieceKind::unused:
      return VocabularyModel::tr("unused");
    case PieceKind::byte:
      return VocabularyModel::tr("byte");
  }
  return {};
}

QString widestKind() {
  QString widest;
  for (PieceKind kind : {PieceKind::normal, PieceKind::unknown, PieceKind::control,
                         PieceKind::user, PieceKind::unused, PieceKind::byte})
    if (const QString name = kindName(kind); name.size() > widest.size()) widest = name;
  return widest;
}

QString shownPiece(const Tokenizer& tokenizer, int64_t id) {
  return oneLine(QString::fromStdString(displayPiece(tokenizer, id)));
}

std::vector<int32_t> rowsOf(const Tokenizer& tokenizer, const TokenMeasures* measures,
                            const QString& filter, int column, Qt::SortOrder direction) {
  std::vector<int32_t> order;
  bool number = false;
  const qlonglong wanted = filter.toLongLong(&number);
  for (int64_t id = 0; id < tokenizer.pieces(); ++id)
    if (filter.isEmpty() || (number && id == wanted) ||
        shownPiece(tokenizer, id).contains(filter, Qt::CaseInsensitive))
      order.push_back(static_cast<int32_t>(id));
  const auto by = [&](auto key) {
    std::vector<std::pair<decltype(key(0)), int32_t>> keyed;
    for (const int32_t id : order) keyed.emplace_back(key(id), id);
    const bool up = direction == Qt::AscendingOrder;
    std::stable_sort(keyed.begin(), keyed.end(), [up](const auto& a, const auto& b) {
      return up ? a.first < b.first : b.first < a.first;
    });
    for (size_t i = 0; i < keyed.size(); ++i) order[i] = keyed[i].second;
  };
  switch (column) {
    case VocabularyModel::piece:
      by([&](int32_t id) { return tokenizer.piece(id); });
      break;
    case VocabularyModel::kind:
      by([&](int32_t id) { return static_cast<int>(tokenizer.describe(id).kind); });
      break;
    case VocabularyModel::score:
      by([&](int32_t id) { return tokenizer.describe(id).score.value_or(-INFINITY); });
      break;
    case VocabularyModel::count:
    case VocabularyModel::share:
      by([&](int32_t id) { return measures ? measures->counts[static_cast<size_t>(id)] : 0; });
      break;
    default:
      by([](int32_t id) { return id; });
  }
  return order;
}

}  // namespace

VocabularyModel::VocabularyModel(QObject* parent)
    : QAbstractTableModel(parent), latest_(this, [this](std::vector<int32_t> order) {
        beginResetModel();
        order_ = std::move(order);
        endResetModel();
        Q_EMIT arranged();
      }) {}

void VocabularyModel::show(std::shared_ptr<const Tokenizer> tokenizer,
                           std::shared_ptr<const TokenMeasures> measures) {
  if (tokenizer == tokenizer_ && measures == measures_) return;
  if (tokenizer != tokenizer_) {
    beginResetModel();
    order_.clear();
    tokenizer_ = std::move(tokenizer);
    measures_ = std::move(measures);
    endResetModel();
  } else {
    measures_ = std::move(measures);
  }
  arrange();
}

void VocabularyModel::setFilter(const QString& text) {
  if (text == filter_) return;
  filter_ = text;
  arrange();
}

void VocabularyModel::sort(int column, Qt::SortOrder direction) {
  if (column < 0) return;
  column_ = column;
  direction_ = direction;
  arrange();
}

void VocabularyModel::arrange() {
  latest_.ask([tokenizer = tokenizer_, measures = measures_, filter = filter_, column = column_,
               direction = direction_] {
    return tokenizer ? rowsOf(*tokenizer, measures.get(), filter, column, direction)
                     : std::vector<int32_t>();
  });
}

QString VocabularyModel::widest(int column) const {
  if (column == kind) return widestKind();
  if (column == id) return countText(static_cast<double>(total()));
  if (column == score) return QLocale().toString(-1000.0, 'f', 2);
  if (column == share) return shareText(1);
  const bool counted = measures_ && !measures_->counts.empty();
  return counted ? countText(static_cast<double>(std::ranges::max(measures_->counts))) : QString();
}

int VocabularyModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(order_.size());
}

QVariant VocabularyModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || !tokenizer_) return {};
  const int64_t at = idAt(index.row());
  const bool text = index.column() == piece || index.column() == kind;
  if (role == Qt::TextAlignmentRole)
    return QVariant::fromValue((text ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
  if (role == Qt::FontRole && index.column() == piece) return theme().fixedFont(13);
  if (role != Qt::DisplayRole) return {};
  const uint64_t times = measures_ ? measures_->counts[static_cast<size_t>(at)] : 0;
  switch (index.column()) {
    case id:
      return countText(static_cast<double>(at));
    case piece:
      return shownPiece(*tokenizer_, at);
    case kind:
      return kindName(tokenizer_->describe(at).kind);
    case score: {
      const auto score = tokenizer_->describe(at).score;
      return score ? QLocale().toString(*score, 'f', 2) : QStringLiteral("–");
    }
    case count:
      return measures_ ? countText(static_cast<double>(times)) : QStringLiteral("–");
    default:
      return measures_ && measures_->tokens
                 ? shareText(static_cast<double>(times) / static_cast<double>(measures_->tokens))
                 : QStringLiteral("–");
  }
}

QVariant VocabularyModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole)
    return QVariant::fromValue(
        (section == piece || section == kind ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case id:
      return tr("Id");
    case piece:
      return tr("Piece");
    case kind:
      return tr("Kind");
    case score:
      return tr("Score");
    case count:
      return tr("Count");
    default:
      return tr("Share");
  }
}

}  // namespace unmask
