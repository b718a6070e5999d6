// The documents of a corpus as rows: any number of them, of which only those in view are read.
#pragma once

#include <QAbstractListModel>
#include <QTimer>
#include <list>
#include <map>
#include <memory>

#include "ui/data/excerpt.h"
#include "ui/widgets/job_runner.h"

namespace unmask {

// How a row of two lines is drawn (row_delegate.h).
enum RowRole { excerptRole = Qt::UserRole, detailRole, markBeginRole, markLengthRole };

class DocumentsModel : public QAbstractListModel {
  Q_OBJECT
 public:
  explicit DocumentsModel(QObject* parent = nullptr);
  void show(OpenCorpus);  // nullptr: none

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex&, int role) const override;
  size_t rowsHeld() const;  // in the cache

 Q_SIGNALS:
  void failed(const unmask::Error& error) const;

 private:
  struct Row {
    QString excerpt;
    uint64_t bytes = 0;
  };
  struct Page {
    std::vector<Row> rows;
    std::list<uint64_t>::iterator used;
  };
  struct Read {
    OpenCorpus corpus;
    uint64_t page = 0;
    std::vector<Row> rows;
  };
  static Result<Read> read(const OpenCorpus&, uint64_t page);
  const Row* row(uint64_t document) const;
  void readNext();
  void take(Result<Read>);

  OpenCorpus corpus_;
  int rows_ = 0;
  // The cache: pages by number, and their numbers, last used first.
  mutable std::map<uint64_t, Page> pages_;
  mutable std::list<uint64_t> order_;
  mutable std::list<uint64_t> wanted_;  // newest first
  mutable QTimer soon_;
  Latest<Result<Read>> reading_;
  bool told_ = false;
};

}  // namespace unmask
