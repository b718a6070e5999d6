// The values of tensors: examples down, positions across, made cell by cell as they come into view.
#pragma once

#include <QAbstractTableModel>

#include "core/base/array.h"
#include "ui/pretext/large_view.h"

class QTableView;

namespace unmask {

class TensorModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  using QAbstractTableModel::QAbstractTableModel;
  void show(Array);  // of rank two
  int rowCount(const QModelIndex& = {}) const override;
  int columnCount(const QModelIndex& = {}) const override;
  QVariant data(const QModelIndex&, int role) const override;
  QVariant headerData(int section, Qt::Orientation, int role) const override;
  QString value(int row, int column) const;
  QString widest() const;

 private:
  Array array_;
};

class TensorView : public LargeView {
  Q_OBJECT
 public:
  TensorView(const QString& title, std::vector<Array> arrays, const QString& hash, QWidget* near);

 private:
  void choose(size_t tensor);
  void copy();
  std::vector<Array> arrays_;
  TensorModel* model_;
  QTableView* table_;
};

}  // namespace unmask
