// Building and filling the Runs page.
#include "ui/runs/runs_page.h"

#include <QHeaderView>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QTimer>

#include "ui/runs/runs_model.h"
#include "ui/theme/theme.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/words.h"

namespace unmask {

RunsPage::RunsPage(PageContext& context) : Page(context) {
  open_ = primaryButton("runsOpen", tr("Open"), "arrow-right");
  open_->setLayoutDirection(Qt::RightToLeft);
  resume_ = button("runsResume", tr("Resume"), "play");
  remove_ = button("runsRemove", tr("Remove…"), "remove");

  model_ = new RunsModel(this);
  sorted_ = new QSortFilterProxyModel(this);
  sorted_->setSourceModel(model_);
  sorted_->setSortRole(RunsModel::sortRole);
  table_ = new QTableView;
  table_->setObjectName("runsTable");
  table_->setAccessibleName(tr("Runs"));
  table_->setModel(sorted_);
  table_->setSortingEnabled(true);
  table_->sortByColumn(RunsModel::name, Qt::DescendingOrder);
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setShowGrid(false);
  table_->setFrameShape(QFrame::NoFrame);
  table_->setTabKeyNavigation(false);
  table_->verticalHeader()->hide();
  table_->horizontalHeader()->setHighlightSections(false);
  table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  table_->horizontalHeader()->setSectionResizeMode(RunsModel::name, QHeaderView::Stretch);

  tableCard_ = new Card({});
  tableCard_->body()->addWidget(table_);
  emptyCard_ = new Card({});
  emptyCard_->body()->addStretch(2);
  QLabel* headline = label(tr("No run yet"), "title", true);
  headline->setAlignment(Qt::AlignHCenter);
  QLabel* hint =
      label(tr("Every run you start is listed here and can be opened again at any time."),
            "secondary", true);
  hint->setAlignment(Qt::AlignHCenter);
  auto* toTrain = primaryButton("runsToTrain", tr("Set up a run"));
  emptyCard_->body()->addWidget(headline);
  emptyCard_->body()->addWidget(hint);
  emptyCard_->body()->addWidget(toTrain, 0, Qt::AlignHCenter);
  emptyCard_->body()->addStretch(3);
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  outer->addWidget(tableCard_);
  outer->addWidget(emptyCard_);

  // Runs of other windows and of the command line change without telling this one.
  again_ = new QTimer(this);
  again_->setInterval(3000);
  connect(again_, &QTimer::timeout, &context_.library, &Library::refresh);

  connect(toTrain, &QPushButton::clicked, this, [this] {
    context_.choices.setRun({});
    context_.go(PageId::train);
  });
  connect(open_, &QPushButton::clicked, this, &RunsPage::open);
  connect(resume_, &QPushButton::clicked, this, [this] {
    if (const RunSummary* run = selected()) {
      context_.choices.askToResume(run->folder);
      context_.go(PageId::train);
    }
  });
  connect(remove_, &QPushButton::clicked, this, &RunsPage::remove);
  connect(table_, &QTableView::activated, this, &RunsPage::open);
  connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this,
          &RunsPage::showActions);
  connect(&context_.library, &Library::changed, this, &RunsPage::showRuns);
  connect(&theme(), &Theme::changed, this, &RunsPage::showRuns);
  showRuns();
}

QList<QWidget*> RunsPage::actions() const {
  return {remove_, resume_, open_};
}

void RunsPage::shown() {
  context_.library.refresh();
  again_->start();
}

void RunsPage::hideEvent(QHideEvent* event) {
  again_->stop();
  Page::hideEvent(event);
}

const RunSummary* RunsPage::selected() const {
  const QModelIndexList rows = table_->selectionModel()->selectedRows();
  return rows.isEmpty() ? nullptr : &model_->run(sorted_->mapToSource(rows.front()).row());
}

void RunsPage::showRuns() {
  model_->show(context_.library.runs());
  const bool any = model_->rowCount() > 0;
  tableCard_->setVisible(any);
  emptyCard_->setVisible(!any);
  table_->verticalHeader()->setDefaultSectionSize(theme().px(36));
  if (any && !selected()) table_->selectRow(0);
  showActions();
}

void RunsPage::showActions() {
  const RunSummary* run = selected();
  open_->setProperty("absent", !run);
  remove_->setProperty("absent", !run);
  resume_->setProperty("absent", !run || isLive(run->state) || !canResume(run->state));
  remove_->setEnabled(run && !isLive(run->state));
  remove_->setToolTip(run && isLive(run->state) ? tr("Stop the run before removing it")
                                                : QString());
  Q_EMIT headerChanged();
}

void RunsPage::open() {
  if (const RunSummary* run = selected()) {
    context_.choices.setRun(run->folder);
    context_.go(PageId::train);
  }
}

void RunsPage::remove() {
  const RunSummary* run = selected();
  if (!run) return;
  if (!dialogs().confirm(this,
                         tr("Remove the run “%1” with its curves and checkpoints? This cannot be "
                            "undone.")
                             .arg(runName(*run)),
                         tr("Remove")))
    return;
  if (context_.choices.run() == run->folder) context_.choices.setRun({});
  context_.jobs.run(
      tr("Removing a run"), this,
      [workspace = context_.library.workspace(), folder = run->folder](JobControl&) {
        return workspace.remove(folder);
      },
      [this](const Status& status) {
        if (!status) context_.messages.showError(status.error());
        context_.library.refresh();
      });
}

}  // namespace unmask
