// One example as a table: a column for each position; pieces, input, target and loss share it.
// Knows which chip is shown, which waits for its step and which answer is covered.
#pragma once

#include <QAbstractTableModel>
#include <memory>
#include <set>
#include <utility>

#include "core/pretext/example.h"
#include "core/spec/run_spec.h"
#include "core/tokenizers/tokenizer.h"

namespace unmask {

// How far the generation of the example is shown; `all` is everything.
enum class Stage { pieces, chosen, replaced, all };

struct TokenView {
  bool allRows = true;  // false: input and target alone (further draws of the same item)
  Stage stage = Stage::all;
  quint64 first = 0;  // first position shown; at most kColumns are
  bool covered = false;
  std::set<std::pair<int, quint64>> uncovered;  // row, position
};

// How a chip is drawn. `chosen`: about to be replaced. `covered`: an answer to guess.
enum class Chip {
  blank,
  plain,
  special,
  chosen,
  masked,
  random,
  kept,
  target,
  noTarget,
  covered,
  words
};

class TokenModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Row { pieces, input, target, loss };
  enum Role { chipRole = Qt::UserRole, countsRole };
  static constexpr quint64 kColumns = 1024;
  using QAbstractTableModel::QAbstractTableModel;

  void show(std::shared_ptr<const Tokenizer>, Example, ObjectiveSettings, TokenView);
  const Example& example() const { return example_; }
  const TokenView& view() const { return view_; }

  int rowCount(const QModelIndex& = {}) const override { return static_cast<int>(rows_.size()); }
  int columnCount(const QModelIndex& = {}) const override;
  QVariant data(const QModelIndex&, int role) const override;
  QVariant headerData(int section, Qt::Orientation, int role) const override;
  Row rowAt(int row) const { return rows_[static_cast<size_t>(row)]; }
  int rowOf(Row) const;  // -1: not shown
  quint64 positionOf(const QModelIndex& index) const {
    return view_.first + static_cast<quint64>(index.column());
  }
  Chip chip(Row, quint64 position) const;
  // The answer (row and position) that has to be uncovered before this chip shows.
  std::pair<int, quint64> answerBehind(Row, quint64 position) const;
  // Everything about one position, one line, with ids and -100; says no more than is uncovered.
  QString detail(quint64 position) const;
  QString pieceAt(Row, quint64 position) const;  // as the chip has it, uncovered
  QString original(quint64 position) const;      // the piece before anything was replaced
  QString replacement(quint64 position) const;   // what the model sees of it in the end

 private:
  bool masking() const { return std::holds_alternative<MaskedLmSettings>(settings_); }
  bool rowShown(Row) const;
  bool coveredAt(Row, quint64 position) const;
  // The decision would give a covered answer away.
  bool secret(quint64 position) const { return coveredAt(target, position); }
  QString pieceText(int64_t id) const;
  QString display(Row, quint64 position) const;
  QString accessible(Row, quint64 position) const;
  QString tip(Row, quint64 position) const;

  std::shared_ptr<const Tokenizer> tokenizer_;
  Example example_;
  ObjectiveSettings settings_;
  TokenView view_;
  std::vector<Row> rows_;
};

}  // namespace unmask
