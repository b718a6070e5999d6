// Building and filling the Runs page.
#include "ui/runs/runs_page.h"

#include <QButtonGroup>
#include <QHeaderView>
#include <QLineEdit>
#include <QTimer>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/runs/points_csv.h"
#include "core/spec/catalogue.h"
#include "core/spec/estimate.h"
#include "core/spec/model_shape.h"
#include "ui/runs/compare_card.h"
#include "ui/runs/notes_card.h"
#include "ui/runs/runs_table.h"
#include "ui/runs/stop_run.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/setting_editors.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

constexpr int kRefreshMs = 3000;
constexpr int kNamesAsked = 5;  // listed when several are to be removed

}  // namespace

RunsPage::RunsPage(PageContext& context) : Page(context) {
  model_ = new RunsModel(context_.library.workspace(), this);
  filter_ = new RunsFilter(model_);
  table_ = new RunsTable(model_, filter_);
  table_->sortByColumn(RunsModel::started, Qt::DescendingOrder);
  buildActions();

  tableCard_ = new Card({});
  tableCard_->heading()->hide();
  buildFilter();
  tableCard_->body()->addWidget(table_, 1);
  auto* toTrain = primaryButton("runsToTrain", tr("Set up a run"));
  connect(toTrain, &QPushButton::clicked, this, [this] {
    context_.choices.setRun({});
    context_.go(PageId::train);
  });
  emptyCard_ =
      emptyCard(tr("No run yet"),
                tr("Every run you start is listed here and can be opened again at any time."),
                toTrain);
  notes_ = new NotesCard(context_);
  figuresCard_ = new Card(tr("This run"));
  figures_ = new Figures;
  figures_->setObjectName("runFigures");
  detail_ = label({}, "error", true);
  detail_->setObjectName("runDetail");
  detail_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  figuresCard_->body()->addWidget(figures_);
  figuresCard_->body()->addWidget(detail_);
  side_ = new QWidget;
  auto* side = new QVBoxLayout(side_);
  side->setContentsMargins(0, 0, 0, 0);
  side->addWidget(notes_);
  side->addWidget(figuresCard_);
  side->addStretch(1);

  auto* holder = new QWidget;
  columns_ = new QBoxLayout(QBoxLayout::LeftToRight, holder);
  columns_->setContentsMargins(0, 0, 0, 0);
  auto* area = new ColumnArea(holder);
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  outer->addWidget(area);
  main_ = new QWidget;
  auto* rows = new QVBoxLayout(main_);
  rows->setContentsMargins(0, 0, 0, 0);
  compare_ = new CompareCard;
  rows->addWidget(compare_, 5);
  rows->addWidget(tableCard_, 6);
  columns_->addWidget(main_, 1);
  columns_->addWidget(emptyCard_, 1);
  columns_->addWidget(side_);

  // Runs of other windows and of the command line change without telling this one.
  refresh_ = new QTimer(this);
  refresh_->setInterval(kRefreshMs);
  connect(refresh_, &QTimer::timeout, &context_.library, &Library::refresh);
  connect(table_, &RunsTable::selectionMade, this, &RunsPage::showSelection);
  connect(table_, &QTableView::doubleClicked, this, [this](const QModelIndex& index) {
    if (index.column() != RunsModel::compared) open();
  });
  connect(table_, &QTableView::activated, this, [this](const QModelIndex& index) {
    if (index.column() != RunsModel::compared) open();
  });
  connect(model_, &RunsModel::renameAsked, this, &RunsPage::rename);
  connect(model_, &RunsModel::checksChanged, this, &RunsPage::showCompared);
  connect(compare_, &CompareCard::csvAsked, this, &RunsPage::saveCsv);
  connect(compare_, &CompareCard::saved, this, [this](const QString& file) {
    context_.messages.showNotice(tr("Saved as %1").arg(file));
  });
  connect(compare_, &CompareCard::failed, this, [this](const QString& file, const QString& why) {
    context_.messages.showError(tr("Cannot save %1: %2").arg(file, why));
  });
  connect(&context_.library, &Library::changed, this, &RunsPage::showRuns);
  connect(&theme(), &Theme::changed, this, [this] { resizeEvent(nullptr); });
  showRuns();
}

void RunsPage::buildActions() {
  open_ = primaryButton("runsOpen", tr("Open"), "arrow-right");
  open_->setLayoutDirection(Qt::RightToLeft);
  open_->setToolTip(tr("Open the run's curves and samples (Return)"));
  resume_ = button("runsResume", tr("Resume"), "play");
  stop_ = button("runsStop", tr("Stop"), "stop");
  stop_->setToolTip(tr("Stop saves a checkpoint and frees the device; the run can be resumed"));
  again_ = button("runsAgain", tr("New run from this"));
  remove_ = button("runsRemove", tr("Remove…"), "remove");
  connect(open_, &QPushButton::clicked, this, &RunsPage::open);
  connect(resume_, &QPushButton::clicked, this, &RunsPage::resume);
  connect(stop_, &QPushButton::clicked, this, &RunsPage::stop);
  connect(again_, &QPushButton::clicked, this, &RunsPage::again);
  connect(remove_, &QPushButton::clicked, this, &RunsPage::remove);
}

void RunsPage::buildFilter() {
  auto* row = new QHBoxLayout;
  find_ = new QLineEdit;
  find_->setObjectName("runsFind");
  find_->setPlaceholderText(tr("Find by name, note, tag, objective, corpus"));
  find_->setToolTip(tr("Find a run (Ctrl+F)"));
  find_->setAccessibleName(tr("Find runs"));
  find_->setClearButtonEnabled(true);
  find_->addAction(icon("search", IconTint::secondary), QLineEdit::LeadingPosition);
  row->addWidget(find_, 1);
  groups_ = new QButtonGroup(this);
  const std::pair<RunGroup, const char*> groups[] = {{RunGroup::all, "all"},
                                                     {RunGroup::live, "live"},
                                                     {RunGroup::finished, "finished"},
                                                     {RunGroup::resumable, "stopped"},
                                                     {RunGroup::failed, "failed"}};
  for (const auto& [group, id] : groups) {
    QPushButton* mode = modeButton(QString("runsGroup.") + id, {});
    groups_->addButton(mode, static_cast<int>(group));
    row->addWidget(mode);
  }
  groups_->button(0)->setChecked(true);
  count_ = label({}, "secondary");
  count_->setObjectName("runsShown");
  row->addWidget(count_);
  uncheck_ = linkButton("compareUncheck", {});
  uncheck_->setToolTip(tr("Show on the chart what is selected, not what is checked"));
  connect(uncheck_, &QPushButton::clicked, this, [this] { model_->setChecked({}); });
  row->addWidget(uncheck_);
  tableCard_->body()->addLayout(row);
  connect(find_, &QLineEdit::textChanged, this, [this](const QString& words) {
    filter_->setWords(words);
    showRuns();
  });
  connect(groups_, &QButtonGroup::idClicked, this, [this](int id) {
    filter_->setGroup(static_cast<RunGroup>(id));
    showRuns();
  });
  auto* toFind = new QAction(this);
  toFind->setShortcut(QKeySequence::Find);
  connect(toFind, &QAction::triggered, find_, [this] {
    find_->setFocus();
    find_->selectAll();
  });
  addAction(toFind);
}

QList<QWidget*> RunsPage::actions() const {
  return {remove_, again_, stop_, resume_, open_};
}

void RunsPage::shown() {
  context_.library.refresh();
  refresh_->start();
  showCompared();
}

void RunsPage::hideEvent(QHideEvent* event) {
  refresh_->stop();
  notes_->save();
  Page::hideEvent(event);
}

// The side folds under the table where the window is narrow.
void RunsPage::resizeEvent(QResizeEvent* event) {
  if (event) Page::resizeEvent(event);
  const bool fold = window()->width() < theme().px(1100);
  columns_->setDirection(fold ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
  columns_->setSpacing(theme().px(kSpaceM));
  main_->layout()->setSpacing(theme().px(kSpaceM));
  compare_->setMinimumHeight(theme().px(230));
  tableCard_->setMinimumHeight(theme().px(210));
  side_->setFixedWidth(fold ? QWIDGETSIZE_MAX : theme().px(266));
  static_cast<QBoxLayout*>(side_->layout())
      ->setDirection(fold ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
  side_->layout()->setSpacing(theme().px(kSpaceM));
  const int filling[] = {fold ? 1 : 0, fold ? 1 : 0, fold ? 0 : 1};
  for (int i = 0; i < 3; ++i) static_cast<QBoxLayout*>(side_->layout())->setStretch(i, filling[i]);
}

QJsonObject RunsPage::state() const {
  if (waiting_) return toJson(*waiting_);
  RunsState state;
  state.filter = find_->text();
  state.group = groups_->checkedId();
  state.sortColumn = table_->horizontalHeader()->sortIndicatorSection();
  state.descending = table_->horizontalHeader()->sortIndicatorOrder() == Qt::DescendingOrder;
  if (const RunSummary* run = table_->current())
    state.selected = QString::fromStdString(run->folder.string());
  for (const auto& folder : model_->checked())
    state.compared << QString::fromStdString(folder.string());
  compare_->fill(state);
  return toJson(state);
}

void RunsPage::restore(const QJsonObject& object) {
  waiting_ = runsStateFromJson(object);
  find_->setText(waiting_->filter);
  groups_->button(waiting_->group)->setChecked(true);
  filter_->setGroup(static_cast<RunGroup>(waiting_->group));
  table_->sortByColumn(waiting_->sortColumn,
                       waiting_->descending ? Qt::DescendingOrder : Qt::AscendingOrder);
  compare_->restore(*waiting_);
  showRuns();
}

// What needs the runs waits for the first list of them.
void RunsPage::applyWaiting() {
  if (!waiting_ || !context_.library.listed()) return;
  const RunsState state = *std::exchange(waiting_, std::nullopt);
  std::set<std::filesystem::path> compared;
  for (const QString& folder : state.compared)
    if (context_.library.run(folder.toStdString())) compared.insert(folder.toStdString());
  model_->setChecked(std::move(compared));
  table_->select(state.selected.toStdString());
}

std::vector<const RunSummary*> RunsPage::selected() const {
  std::vector<const RunSummary*> runs;
  for (const auto& folder : table_->selectedFolders())
    if (const RunSummary* run = context_.library.run(folder)) runs.push_back(run);
  return runs;
}

void RunsPage::showRuns() {
  model_->show(context_.library.runs());
  applyWaiting();
  const bool any = model_->rowCount() > 0;
  main_->setVisible(any);
  side_->setVisible(any);
  emptyCard_->setVisible(!any);
  showGroups();
  if (filter_->rowCount() > 0 && !table_->current()) table_->selectRow(0);
  showSelection();
}

void RunsPage::showGroups() {
  const std::pair<RunGroup, QString> names[] = {{RunGroup::all, tr("All")},
                                                {RunGroup::live, tr("Live")},
                                                {RunGroup::finished, tr("Finished")},
                                                {RunGroup::resumable, tr("Stopped")},
                                                {RunGroup::failed, tr("Failed")}};
  for (const auto& [group, name] : names) {
    const auto many =
        std::count_if(context_.library.runs().begin(), context_.library.runs().end(),
                      [group = group](const RunSummary& run) { return isIn(group, run.state); });
    QAbstractButton* mode = groups_->button(static_cast<int>(group));
    mode->setText(tr("%1 %2", "runs in a state, how many").arg(name).arg(many));
    mode->setVisible(many > 0 || group == RunGroup::all || mode->isChecked());
  }
  const bool all = filter_->rowCount() == model_->rowCount();
  count_->setText(filter_->rowCount() == 0 ? tr("none fits")
                                           : tr("%n shown", nullptr, filter_->rowCount()));
  count_->setVisible(!all);
}

void RunsPage::showSelection() {
  const std::vector<const RunSummary*> runs = selected();
  const RunSummary* run = table_->current();
  const bool one = runs.size() == 1 && run;
  const bool removable = std::any_of(runs.begin(), runs.end(), [this](const RunSummary* r) {
    return !isLive(r->state) && !model_->isProtected(*r);
  });
  open_->setProperty("absent", !one);
  again_->setProperty("absent", !one);
  stop_->setProperty("absent", !one || !isLive(run->state));
  resume_->setProperty(
      "absent", !one || isLive(run->state) || !canResume(run->state) || model_->isProtected(*run));
  remove_->setProperty("absent", runs.empty());
  remove_->setEnabled(removable);
  remove_->setText(runs.size() > 1 ? tr("Remove %n…", nullptr, static_cast<int>(runs.size()))
                                   : tr("Remove…"));
  remove_->setShortcut(QKeySequence::Delete);  // which a new text takes away
  remove_->setToolTip(removable                     ? tr("Remove for good (Delete)")
                      : runs.empty()                ? QString()
                      : isLive(runs.front()->state) ? tr("Stop the run before removing it")
                                                    : tr("It lies in a read-only place"));
  stop_->setEnabled(run && run->state != RunState::starting);
  notes_->showRun(run, run && model_->isProtected(*run));
  showFigures(run);
  showCompared();
  Q_EMIT headerChanged();
}

// The checked runs, else those selected, in the order of the list.
void RunsPage::showCompared() {
  if (!isVisible()) return;
  const auto& checked = model_->checked();
  const auto selected = table_->selectedFolders();
  std::vector<RunSummary> runs;
  for (const RunSummary& run : context_.library.runs()) {
    const bool chosen = std::find(selected.begin(), selected.end(), run.folder) != selected.end();
    if (checked.empty() ? chosen : checked.contains(run.folder)) runs.push_back(run);
  }
  compare_->showRuns(runs);
  uncheck_->setVisible(!checked.empty());
  uncheck_->setText(tr("Uncheck %n", nullptr, static_cast<int>(checked.size())));
}

void RunsPage::saveCsv(const QString& file) {
  std::vector<std::filesystem::path> folders;
  for (const RunSummary& run : compare_->runs()) folders.push_back(run.folder);
  context_.jobs.run(
      tr("Saving all points"), this,
      [folders, path = file.toStdString()](JobControl& control) {
        return savePointsAsCsv(folders, path, control);
      },
      [this, file](const Result<WrittenPoints>& written) {
        if (!written && isCancelled(written.error())) return;
        if (!written) return context_.messages.showError(written.error());
        if (const Status whole = nothingLeftOut(*written); !whole)
          return context_.messages.showError(whole.error());
        const auto points = static_cast<double>(written->points);
        context_.messages.showNotice(
            points == 1 ? tr("One point saved as %1").arg(file)
                        : tr("%1 points saved as %2").arg(countText(points), file));
      });
}

void RunsPage::showFigures(const RunSummary* run) {
  figuresCard_->setVisible(run != nullptr);
  if (!run) return;
  const ObjectiveInfo* info = findObjective(run->spec.objective);
  const auto number = [](int64_t value) { return countText(static_cast<double>(value)); };
  Figures::Rows rows;
  rows.append({tr("State"), stateName(run->state)});
  rows.append({tr("Objective"), info ? translated(info->label) : QString()});
  rows.append({tr("Corpus"), QString::fromStdString(run->spec.corpus.slug)});
  if (!run->spec.tokenizer.slug.empty())
    rows.append({usesPictureTokenizer(run->spec) ? tr("Picture tokenizer") : tr("Tokenizer"),
                 QString::fromStdString(run->spec.tokenizer.slug)});
  RunSpec spec = run->spec;  // fields point at what they describe
  for (const FieldRef& field : modelShape(spec))
    rows.append({translated(field.info.label), settingText(field, field.get())});
  rows.append({tr("Parameters"), number(parameterCount(run->spec))});
  if (run->trainedSeconds > 0) rows.append({tr("Took"), durationText(run->trainedSeconds)});
  figures_->setRows(rows);
  detail_->setText(inWords(run->detail));
  detail_->setVisible(!run->detail.empty());
}

void RunsPage::open() {
  if (const RunSummary* run = table_->current()) {
    context_.choices.setRun(run->folder);
    context_.go(PageId::train);
  }
}

void RunsPage::resume() {
  if (const RunSummary* run = table_->current()) {
    context_.choices.askToResume(run->folder);
    context_.go(PageId::train);
  }
}

void RunsPage::again() {
  if (const RunSummary* run = table_->current()) {
    context_.choices.takeSpec({run->folder, run->spec});
    context_.choices.setRun({});
    context_.go(PageId::train);
  }
}

void RunsPage::stop() {
  const RunSummary* run = table_->current();
  if (!run) return;
  stop_->setEnabled(false);
  stopRun(this, run->folder, [this](const Status& stopped) {
    if (!stopped) context_.messages.showError(stopped.error());
    context_.library.refresh();
  });
}

void RunsPage::rename(const std::filesystem::path& folder, const QString& name) {
  const RunSummary* run = context_.library.run(folder);
  if (!run) return;
  const RunNotes before{run->name, run->note, run->tags};
  RunNotes after = before;
  after.name = name.toStdString();
  changeNotes(context_, folder, before, after);
}

void RunsPage::remove() {
  std::vector<std::filesystem::path> folders;
  QStringList names;
  for (const RunSummary* run : selected()) {
    if (isLive(run->state) || model_->isProtected(*run)) continue;
    folders.push_back(run->folder);
    names << runName(*run);
  }
  if (folders.empty()) return;
  const int more = static_cast<int>(names.size()) - kNamesAsked;
  QString listed = names.mid(0, kNamesAsked).join(", ");
  if (more > 0) listed = tr("%1 and %n more", nullptr, more).arg(listed);
  const QString question =
      folders.size() == 1
          ? tr("Remove the run “%1” with its curves and checkpoints? This cannot be undone.")
                .arg(listed)
          : tr("Remove %n runs with their curves and checkpoints? This cannot be undone.\n\n%1",
               nullptr, static_cast<int>(folders.size()))
                .arg(listed);
  if (!dialogs().confirm(this, question, tr("Remove"))) return;
  for (const auto& folder : folders)
    if (context_.choices.run() == folder) context_.choices.setRun({});
  context_.jobs.run(
      folders.size() == 1 ? tr("Removing a run")
                          : tr("Removing %n runs", nullptr, static_cast<int>(folders.size())),
      this,
      [workspace = context_.library.workspace(), folders](JobControl& control) -> Status {
        for (const auto& folder : folders) {
          if (control.cancelled()) return failure(cancelledError());
          UNMASK_TRY(workspace.remove(folder));
        }
        return {};
      },
      [this](const Status& status) {
        if (!status) context_.messages.showError(status.error());
        context_.library.refresh();
      });
}

}  // namespace unmask
