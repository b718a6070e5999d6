// Rows for what deserves a look: exact duplicates, and what an import skipped.
#pragma once

#include <QAbstractListModel>
#include <memory>

#include "core/corpus/duplicates.h"
#include "ui/data/excerpt.h"

namespace unmask {

// Each document that is like another, group by group.
class DuplicatesModel : public QAbstractListModel {
  Q_OBJECT
 public:
  using QAbstractListModel::QAbstractListModel;
  void show(std::shared_ptr<const Duplicates>);
  uint64_t document(int row) const { return rows_[static_cast<size_t>(row)].document; }
  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex&, int role) const override;

 private:
  struct Row {
    uint64_t document, first, copy, copies;
  };
  std::vector<Row> rows_;
};

// Places in the files of an import, with what befell them.
class SkippedModel : public QAbstractListModel {
  Q_OBJECT
 public:
  // skipped: what was left out; noted: what was taken, but changed.
  enum class Kind { skipped, noted };
  SkippedModel(Kind kind, QObject* parent) : QAbstractListModel(parent), kind_(kind) {}
  void show(OpenCorpus);
  QString asText() const;  // a line each, tabs between file, place and reason
  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex&, int role) const override;

 private:
  const std::vector<SkippedItem>& items() const;
  Kind kind_;
  OpenCorpus corpus_;
};

}  // namespace unmask
