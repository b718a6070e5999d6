// The runs of the workspace as a table: what each was, how far it came, and whether it is on the
// chart.
#pragma once

#include <QAbstractTableModel>
#include <set>
#include <vector>

#include "ui/shell/library.h"

namespace unmask {

class RunsModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column {
    compared,
    name,
    state,
    objective,
    corpus,
    size,
    learningRate,
    best,
    step,
    started,
    took,
    device,
    columnCountAll
  };
  static constexpr int sortRole = Qt::UserRole;

  explicit RunsModel(const Workspace& workspace, QObject* parent = nullptr);

  // Rows that stay keep their place, selection and check.
  void show(const std::vector<RunSummary>& runs);
  void applyTheme();
  const RunSummary& run(int row) const { return runs_[static_cast<size_t>(row)]; }
  int rowOf(const std::filesystem::path& folder) const;  // -1: none
  // Outside the workspace's own folder: seen, not changed.
  bool isProtected(const RunSummary&) const;

  const std::set<std::filesystem::path>& checked() const { return checked_; }
  void setChecked(std::set<std::filesystem::path>);

  int rowCount(const QModelIndex& = {}) const override { return static_cast<int>(runs_.size()); }
  int columnCount(const QModelIndex& = {}) const override { return columnCountAll; }
  QVariant data(const QModelIndex&, int role) const override;
  QVariant headerData(int, Qt::Orientation, int role) const override;
  Qt::ItemFlags flags(const QModelIndex&) const override;
  bool setData(const QModelIndex&, const QVariant&, int role) override;

 Q_SIGNALS:
  void checksChanged();
  void renameAsked(const std::filesystem::path& folder, const QString& name);

 private:
  void replace(int row, const RunSummary&);
  QString shown(const RunSummary&, int column) const;
  QVariant sortValue(const RunSummary&, int column) const;
  const Workspace workspace_;
  std::vector<RunSummary> runs_;
  std::set<std::filesystem::path> checked_;
};

// "prepared" .. as few groups as a person asks for.
enum class RunGroup { all, live, finished, resumable, failed };
bool isIn(RunGroup, RunState);

// What a search looks at: name, note, tags, objective, corpus, tokenizer, state, device.
QString searchText(const RunSummary&);

}  // namespace unmask
