// A tokenizer's vocabulary as a table, sorted and filtered off the event loop.
#pragma once

#include <QAbstractTableModel>
#include <memory>

#include "core/corpus/token_measures.h"
#include "core/tokenizers/tokenizer.h"
#include "ui/widgets/job_runner.h"

namespace unmask {

class VocabularyModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column { id, piece, kind, score, count, share, columns };
  explicit VocabularyModel(QObject* parent = nullptr);

  // measures: of the chosen corpus in these pieces; may be none.
  void show(std::shared_ptr<const Tokenizer>, std::shared_ptr<const TokenMeasures>);
  void setFilter(const QString& text);  // pieces that contain it, or the piece of this id
  void sort(int column, Qt::SortOrder) override;
  QString widest(int column) const;  // of a column of numbers, whatever is in view
  int64_t total() const { return tokenizer_ ? tokenizer_->pieces() : 0; }
  int64_t idAt(int row) const { return order_[static_cast<size_t>(row)]; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& = {}) const override { return columns; }
  QVariant data(const QModelIndex&, int role) const override;
  QVariant headerData(int, Qt::Orientation, int role) const override;

 Q_SIGNALS:
  void arranged();  // the rows are those asked for

 private:
  void arrange();
  std::shared_ptr<const Tokenizer> tokenizer_;
  std::shared_ptr<const TokenMeasures> measures_;
  std::vector<int32_t> order_;  // ids of the rows
  QString filter_;
  int column_ = id;
  Qt::SortOrder direction_ = Qt::AscendingOrder;
  Latest<std::vector<int32_t>> latest_;
};

}  // namespace unmask
