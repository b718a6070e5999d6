// Columns, keys and selection of the table of runs.
#include "ui/runs/runs_table.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <algorithm>

#include "ui/theme/theme.h"

namespace unmask {

namespace {

// Given up in this order where there is no room.
constexpr int kGivenUp[] = {RunsModel::device,    RunsModel::learningRate, RunsModel::took,
                            RunsModel::objective, RunsModel::started,      RunsModel::size,
                            RunsModel::corpus};
constexpr int kPadding = 28;  // of a cell at 100 %, both sides

}  // namespace

RunsTable::RunsTable(RunsModel* model, RunsFilter* filter) : model_(model), filter_(filter) {
  setObjectName("runsTable");
  setAccessibleName(tr("Runs"));
  setModel(filter);
  setSortingEnabled(true);
  setSelectionBehavior(QAbstractItemView::SelectRows);
  setSelectionMode(QAbstractItemView::ExtendedSelection);
  setEditTriggers(QAbstractItemView::EditKeyPressed);
  setShowGrid(false);
  setFrameShape(QFrame::NoFrame);
  setTabKeyNavigation(false);
  setWordWrap(false);
  verticalHeader()->hide();
  horizontalHeader()->setHighlightSections(false);
  horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  horizontalHeader()->setSectionResizeMode(RunsModel::name, QHeaderView::Stretch);
  connect(selectionModel(), &QItemSelectionModel::selectionChanged, this,
          &RunsTable::selectionMade);
  connect(selectionModel(), &QItemSelectionModel::currentChanged, this, &RunsTable::selectionMade);
  for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
    connect(filter, signal, this, &RunsTable::fitColumns);
  connect(filter, &QAbstractItemModel::dataChanged, this, &RunsTable::widenFor);
  connect(&theme(), &Theme::changed, this, &RunsTable::applyTheme);
  applyTheme();
}

void RunsTable::applyTheme() {
  verticalHeader()->setDefaultSectionSize(theme().px(36));
  model_->applyTheme();
  fitColumns();
}

void RunsTable::resizeEvent(QResizeEvent* event) {
  QTableView::resizeEvent(event);
  fitColumns();
}

// Columns as wide as the longest of the first rows says; hundreds of rows need not be measured.
void RunsTable::fitColumns() {
  constexpr int kMeasured = 60;
  int widths[RunsModel::columnCountAll] = {};
  const int padding = theme().px(kPadding);
  ensurePolished();
  const QFontMetrics metrics(font());
  int sum = 0;
  for (int column = 0; column < RunsModel::columnCountAll; ++column) {
    int width = metrics.horizontalAdvance(
        model_->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
    for (int row = 0; row < std::min(filter_->rowCount(), kMeasured); ++row)
      width =
          std::max(width, metrics.horizontalAdvance(filter_->index(row, column).data().toString()));
    widths[column] = width + padding;
    if (column == RunsModel::compared) widths[column] = theme().px(36);
    if (column == RunsModel::name) widths[column] = theme().px(150);
    sum += widths[column];
  }
  const int room = viewport()->width();
  for (int column = 0; column < RunsModel::columnCountAll; ++column) {
    setColumnHidden(column, false);
    if (column != RunsModel::name) setColumnWidth(column, widths[column]);
  }
  for (const int column : kGivenUp) {
    if (sum <= room) break;
    setColumnHidden(column, true);
    sum -= widths[column];
  }
}

// A run's words change while it goes on: "running" becomes "interrupted".
void RunsTable::widenFor(const QModelIndex& first, const QModelIndex& last) {
  const QFontMetrics metrics(font());
  for (int row = first.row(); row <= last.row(); ++row)
    for (int column = first.column(); column <= last.column(); ++column) {
      if (column == RunsModel::name || column == RunsModel::compared || isColumnHidden(column))
        continue;
      const QString text = filter_->index(row, column).data().toString();
      if (metrics.horizontalAdvance(text) + theme().px(kPadding) > columnWidth(column))
        return fitColumns();
    }
}

void RunsTable::keyPressEvent(QKeyEvent* event) {
  // Space puts every selected run on the chart, or takes them off.
  if (event->key() == Qt::Key_Space && event->modifiers() == Qt::NoModifier) {
    std::set<std::filesystem::path> checked = model_->checked();
    const auto selected = selectedFolders();
    const bool all = std::all_of(selected.begin(), selected.end(),
                                 [&](const auto& folder) { return checked.contains(folder); });
    for (const auto& folder : selected) {
      if (all)
        checked.erase(folder);
      else
        checked.insert(folder);
    }
    return model_->setChecked(std::move(checked));
  }
  QTableView::keyPressEvent(event);
}

std::vector<std::filesystem::path> RunsTable::selectedFolders() const {
  QModelIndexList rows = selectionModel()->selectedRows();
  std::sort(rows.begin(), rows.end());
  std::vector<std::filesystem::path> folders;
  for (const QModelIndex& row : rows)
    folders.push_back(model_->run(filter_->mapToSource(row).row()).folder);
  return folders;
}

const RunSummary* RunsTable::current() const {
  const QModelIndex index = selectionModel()->currentIndex();
  if (index.isValid() && selectionModel()->isRowSelected(index.row()))
    return &model_->run(filter_->mapToSource(index).row());
  const QModelIndexList rows = selectionModel()->selectedRows();
  return rows.isEmpty() ? nullptr : &model_->run(filter_->mapToSource(rows.front()).row());
}

void RunsTable::select(const std::filesystem::path& folder) {
  const int row = model_->rowOf(folder);
  const QModelIndex index =
      row < 0 ? QModelIndex() : filter_->mapFromSource(model_->index(row, RunsModel::name));
  if (!index.isValid()) return;
  selectionModel()->setCurrentIndex(
      index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

}  // namespace unmask
