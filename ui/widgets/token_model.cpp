// What each chip shows, says and keeps to itself.
#include "ui/widgets/token_model.h"

#include <QLocale>

#include "core/spec/token_ids.h"
#include "ui/widgets/token_reason.h"
#include "ui/widgets/words.h"

namespace unmask {

void TokenModel::show(std::shared_ptr<const Tokenizer> tokenizer, Example example,
                      ObjectiveSettings settings, TokenView view) {
  beginResetModel();
  tokenizer_ = std::move(tokenizer);
  example_ = std::move(example);
  settings_ = std::move(settings);
  view_ = std::move(view);
  if (view_.first >= example_.inputIds.size()) view_.first = 0;
  rows_ = view_.allRows ? std::vector<Row>{pieces, input, target, loss}
                        : std::vector<Row>{input, target};
  endResetModel();
}

int TokenModel::columnCount(const QModelIndex&) const {
  return static_cast<int>(std::min<quint64>(kColumns, example_.inputIds.size() - view_.first));
}

int TokenModel::rowOf(Row wanted) const {
  for (size_t row = 0; row < rows_.size(); ++row)
    if (rows_[row] == wanted) return static_cast<int>(row);
  return -1;
}

bool TokenModel::rowShown(Row row) const {
  switch (row) {
    case pieces:
      return true;
    case input:
      return view_.stage >= (masking() ? Stage::chosen : Stage::replaced);
    case target:
      return view_.stage >= (masking() ? Stage::all : Stage::replaced);
    default:
      return view_.stage == Stage::all;
  }
}

// The pieces tell the target, and so does what follows in next token's own input.
std::pair<int, quint64> TokenModel::answerBehind(Row row, quint64 position) const {
  if (row == target || row == loss) return {row, position};
  if (!masking() && position > 0) return {target, position - 1};
  if (masking() && row == pieces) return {target, position};
  return {-1, position};
}

bool TokenModel::coveredAt(Row row, quint64 position) const {
  if (!view_.covered) return false;
  const auto answer = answerBehind(row, position);
  return answer.first >= 0 && !view_.uncovered.contains(answer);
}

Chip TokenModel::chip(Row row, quint64 position) const {
  if (!rowShown(row)) return Chip::blank;
  if (coveredAt(row, position)) return Chip::covered;
  const auto at = static_cast<size_t>(position);
  const bool counts = example_.labels[at] != kNoLoss;
  const bool choosing = masking() && view_.stage == Stage::chosen && counts && !secret(position);
  const Decision decision = example_.trace[at].decision;
  switch (row) {
    case pieces:
      return decision == Decision::special ? Chip::special : choosing ? Chip::chosen : Chip::plain;
    case input:
      if (decision == Decision::special) return Chip::special;
      if (choosing) return Chip::chosen;
      if (view_.stage == Stage::chosen || !masking()) return Chip::plain;
      if (decision == Decision::masked) return Chip::masked;
      // The model sees only the piece: a frame would tell what is covered.
      if (secret(position)) return Chip::plain;
      return decision == Decision::random ? Chip::random
             : decision == Decision::kept ? Chip::kept
                                          : Chip::plain;
    case target:
      return counts ? Chip::target : Chip::noTarget;
    default:
      return Chip::words;
  }
}

QString TokenModel::pieceText(int64_t id) const {
  return tokenizer_ ? QString::fromStdString(displayPiece(*tokenizer_, id)) : QString();
}

QString TokenModel::original(quint64 position) const {
  return pieceText(example_.pieces[static_cast<size_t>(position)]);
}

QString TokenModel::replacement(quint64 position) const {
  return pieceText(example_.inputIds[static_cast<size_t>(position)]);
}

QString TokenModel::pieceAt(Row row, quint64 position) const {
  const auto at = static_cast<size_t>(position);
  const bool before = row == pieces || (row == input && view_.stage < Stage::replaced);
  return pieceText(before         ? example_.pieces[at]
                   : row == input ? example_.inputIds[at]
                                  : example_.labels[at]);
}

QString TokenModel::display(Row row, quint64 position) const {
  switch (chip(row, position)) {
    case Chip::blank:
      return {};
    case Chip::covered:
      return QStringLiteral("?");
    case Chip::noTarget:
      return QStringLiteral("·");
    case Chip::words:
      return example_.labels[static_cast<size_t>(position)] != kNoLoss ? tr("counts")
                                                                       : tr("no loss");
    default:
      return pieceAt(row, position);
  }
}

QString TokenModel::accessible(Row row, quint64 position) const {
  const QString name = headerData(rowOf(row), Qt::Vertical, Qt::DisplayRole).toString();
  switch (chip(row, position)) {
    case Chip::blank:
      return tr("%1, position %2, not yet", "row, position").arg(name).arg(position);
    case Chip::covered:
      return tr("%1, position %2, covered", "row, position").arg(name).arg(position);
    default:
      break;
  }
  QString text =
      tr("%1, position %2, %3", "row, position, piece")
          .arg(name)
          .arg(position)
          .arg(chip(row, position) == Chip::noTarget ? tr("none") : display(row, position));
  if (secret(position) || view_.stage < Stage::replaced) return text;
  const QStringList reasons = reasonOf(example_, static_cast<size_t>(position), settings_);
  for (const QString& reason : reasons) text += ", " + reason;
  return text;
}

QString TokenModel::tip(Row row, quint64 position) const {
  if (chip(row, position) == Chip::blank) return {};
  const QString where = tr("Position %1").arg(QLocale().toString(position));
  if (secret(position))
    return where + "\n" + tr("The answer is covered: click or Enter uncovers it.");
  if (view_.stage < Stage::chosen) return where;
  const QStringList reasons = reasonOf(example_, static_cast<size_t>(position), settings_);
  return where + "\n" + (view_.stage == Stage::chosen ? reasons.value(0) : reasons.join('\n'));
}

QString TokenModel::detail(quint64 position) const {
  const auto at = static_cast<size_t>(position);
  if (at >= example_.inputIds.size()) return {};
  const auto withId = [this](int64_t id) {
    return tr("%1 (id %2)", "piece, its id").arg(pieceText(id)).arg(id);
  };
  QStringList parts{tr("Position %1").arg(QLocale().toString(position))};
  if (chip(pieces, position) == Chip::covered)
    parts << tr("piece covered");
  else
    parts << tr("piece %1").arg(withId(example_.pieces[at]));
  if (rowShown(input) && chip(input, position) != Chip::covered)
    parts << tr("input %1")
                 .arg(withId(view_.stage < Stage::replaced ? example_.pieces[at]
                                                           : example_.inputIds[at]));
  if (rowShown(target)) {
    if (secret(position))
      parts << tr("label covered");
    else if (example_.labels[at] == kNoLoss)
      parts << tr("label -100: no loss");
    else
      parts << tr("label %1").arg(withId(example_.labels[at]));
  }
  if (!secret(position) && view_.stage >= Stage::chosen) {
    const QStringList reasons = reasonOf(example_, at, settings_);
    parts << (view_.stage == Stage::chosen ? reasons.value(0) : reasons.join("; "));
  }
  return parts.join(QStringLiteral(" · "));
}

QVariant TokenModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || positionOf(index) >= example_.inputIds.size()) return {};
  const quint64 position = positionOf(index);
  const Row row = rowAt(index.row());
  switch (role) {
    case Qt::DisplayRole:
      return display(row, position);
    case Qt::ToolTipRole:
      return tip(row, position);
    case Qt::AccessibleTextRole:
      return accessible(row, position);
    case chipRole:
      return static_cast<int>(chip(row, position));
    case countsRole:
      return example_.labels[static_cast<size_t>(position)] != kNoLoss;
    default:
      return {};
  }
}

QVariant TokenModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (role != Qt::DisplayRole || section < 0) return {};
  if (orientation == Qt::Horizontal)
    return QLocale().toString(view_.first + static_cast<quint64>(section));
  if (section >= rowCount()) return {};
  switch (rowAt(section)) {
    case pieces:
      return tr("Pieces");
    case input:
      return tr("Input");
    case target:
      return tr("Target");
    default:
      return tr("Loss");
  }
}

}  // namespace unmask
