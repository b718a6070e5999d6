// One example as a table: a column for each position; pieces, input, target and loss share it.
//
// A table view, so that it scrolls with fixed row names, works from the keyboard and is read by a
// screen reader as row, position, piece and decision.
#pragma once

#include <QAbstractTableModel>
#include <QTableView>
#include <functional>
#include <memory>

#include "core/pretext/example.h"
#include "core/tokenizers/tokenizer.h"

namespace unmask {

class TokenModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Row { pieces, input, target, loss, rowCountAll };
  enum Role { decisionRole = Qt::UserRole, countsRole };
  using QAbstractTableModel::QAbstractTableModel;

  // rowsShown: all four, or input and target alone (further draws of the same item).
  void show(std::shared_ptr<const Tokenizer>, Example, bool allRows);
  const Example& example() const { return example_; }

  int rowCount(const QModelIndex& = {}) const override { return static_cast<int>(rows_.size()); }
  int columnCount(const QModelIndex& = {}) const override;
  QVariant data(const QModelIndex&, int role) const override;
  QVariant headerData(int section, Qt::Orientation, int role) const override;
  Row rowAt(int row) const { return rows_[static_cast<size_t>(row)]; }

 private:
  QString pieceText(int64_t id) const;
  QString decisionText(int column) const;

  std::shared_ptr<const Tokenizer> tokenizer_;
  Example example_;
  std::vector<Row> rows_;
};

class TokenGrid : public QTableView {
  Q_OBJECT
 public:
  explicit TokenGrid(QWidget* parent = nullptr);
  void show(std::shared_ptr<const Tokenizer>, const Example&, bool allRows = true);
  TokenModel* tokens() { return model_; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void wheelEvent(QWheelEvent*) override;

 private:
  void applyScale();
  TokenModel* model_;
};

// What each decision's frame looks like, for the legend: painted as the grid paints it.
QWidget* decisionLegend(bool masking);

}  // namespace unmask
