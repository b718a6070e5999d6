// How often something occurs, as a table: characters, pieces.
#pragma once

#include <QAbstractTableModel>
#include <functional>
#include <vector>

namespace unmask {

class CountsModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  struct Row {
    int64_t id = 0;  // code point or piece
    uint64_t count = 0;
  };
  explicit CountsModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}
  // `nameOf` puts a row's id into words when it is painted.
  void show(const QString& what, std::vector<Row> rows, uint64_t total,
            std::function<QString(int64_t)> nameOf);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& = {}) const override { return 3; }
  QVariant data(const QModelIndex&, int role) const override;
  QVariant headerData(int, Qt::Orientation, int role = Qt::DisplayRole) const override;

 private:
  QString what_;
  std::vector<Row> rows_;
  uint64_t total_ = 0;
  std::function<QString(int64_t)> nameOf_;
};

}  // namespace unmask
