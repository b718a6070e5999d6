// Putting the window together.
#include "ui/shell/main_window.h"

#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QJsonDocument>
#include <QMimeData>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/data/data_page.h"
#include "ui/pretext/pretext_page.h"
#include "ui/runs/runs_page.h"
#include "ui/shell/header.h"
#include "ui/shell/rail.h"
#include "ui/shell/remembered.h"
#include "ui/shell/status_line.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/train/train_page.h"
#include "ui/widgets/full_card.h"

namespace unmask {

namespace {

QString stateKey(PageId id) {
  return QString("pages/%1").arg(static_cast<int>(id));
}

}  // namespace

MainWindow::MainWindow(Workspace workspace)
    : library_(std::move(workspace)), choices_(library_), jobs_(std::make_unique<JobRunner>()) {
  setWindowTitle(tr("Unmask"));
  setWindowIcon(icon("unmask"));
  setAcceptDrops(true);
  QSettings settings = remembered();
  theme().setScalePercent(settings.value("window/scale", 100).toInt());
  choices_.recall();

  auto* whole = new QWidget;
  auto* rows = new QVBoxLayout(whole);
  rows->setContentsMargins(0, 0, 0, 0);
  rows->setSpacing(0);
  auto* columns = new QHBoxLayout;
  columns->setSpacing(0);
  rail_ = new Rail;
  area_ = new QWidget;
  area_->setObjectName("pageArea");
  area_->setFocusPolicy(Qt::ClickFocus);  // at first nothing on the page has a focus ring
  auto* page = new QVBoxLayout(area_);
  header_ = new Header(choices_, library_);
  messages_ = new MessageBar;
  stack_ = new QStackedWidget;
  page->addWidget(header_);
  page->addWidget(messages_);
  page->addWidget(stack_, 1);
  columns->addWidget(rail_);
  columns->addWidget(area_, 1);
  rows->addLayout(columns, 1);
  status_ = new StatusLine(*jobs_, QString::fromStdString(library_.workspace().root().string()));
  rows->addWidget(status_);
  setCentralWidget(whole);
  full_ = FullCard::of(this);
  connect(full_, &FullCard::changed, this, [this, page] {
    // What fails is said above whatever is seen.
    if (full_->card())
      full_->above()->addWidget(messages_);
    else
      page->insertWidget(1, messages_);
    page->setEnabled(!full_->card());  // what is not seen keeps its size
    page->invalidate();
  });

  context_ = std::make_unique<PageContext>(
      PageContext{choices_, library_, *jobs_, *messages_, undo_, [this](PageId id) { go(id); }});
  rail_->add(PageId::data, "goData", tr("Data"), "data", QKeySequence("Ctrl+1"));
  rail_->add(PageId::pretext, "goPretext", tr("Pretext"), "pretext", QKeySequence("Ctrl+2"));
  rail_->add(PageId::train, "goTrain", tr("Train"), "train", QKeySequence("Ctrl+3"));
  rail_->add(PageId::runs, "goRuns", tr("Runs"), "runs", QKeySequence("Ctrl+4"));
  addPage(PageId::data, new DataPage(*context_));
  addPage(PageId::pretext, new PretextPage(*context_));
  auto* train = new TrainPage(*context_);
  addPage(PageId::train, train);
  addPage(PageId::runs, new RunsPage(*context_));
  connect(rail_, &Rail::chosen, this, &MainWindow::go);
  connect(train, &TrainPage::liveRun, status_, &StatusLine::setRun);
  connect(&library_, &Library::problem, messages_,
          [this](const Error& error) { messages_->showError(error); });
  connect(&theme(), &Theme::changed, this, &MainWindow::applyScale);

  for (const auto& [id, page] : pages_)
    page->restore(QJsonDocument::fromJson(settings.value(stateKey(id)).toByteArray()).object());
  addShortcuts();
  applyScale();
  resize(1280, 800);
  if (settings.contains("window/geometry"))
    restoreGeometry(settings.value("window/geometry").toByteArray());
  go(static_cast<PageId>(std::clamp(settings.value("window/page", 0).toInt(), 0, 3)));
  area_->setFocus();
  library_.refresh();
}

MainWindow::~MainWindow() {
  full_->leave();
  // Jobs report to pages: they end first.
  jobs_.reset();
  delete takeCentralWidget();
}

void MainWindow::addPage(PageId id, Page* page) {
  pages_[id] = page;
  stack_->addWidget(page);
  header_->addPage(page);
}

void MainWindow::addShortcuts() {
  const auto key = [this](const QKeySequence& keys, auto act) {
    connect(new QShortcut(keys, this), &QShortcut::activated, this, act);
  };
  const auto bigger = [] { theme().setScalePercent(theme().scalePercent() + 10); };
  key(QKeySequence("Ctrl++"), bigger);
  key(QKeySequence("Ctrl+="), bigger);
  key(QKeySequence("Ctrl+-"), [] { theme().setScalePercent(theme().scalePercent() - 10); });
  key(QKeySequence("Ctrl+0"), [] { theme().setScalePercent(100); });
  key(QKeySequence("Ctrl+Q"), [this] { close(); });
  key(QKeySequence("F11"), [this] { toggleFull(cardMeant(this)); });
  key(QKeySequence("Esc"), [this] {
    if (full_->card())
      full_->leave();
    else
      messages_->dismiss();
  });
}

void MainWindow::applyScale() {
  const int margin = theme().px(kSpaceL);
  area_->layout()->setContentsMargins(margin, theme().px(kSpaceM), margin, theme().px(kSpaceM));
  area_->layout()->setSpacing(theme().px(kSpaceM));
  setMinimumSize(std::min(theme().px(760), 900), std::min(theme().px(480), 600));
}

void MainWindow::go(PageId id) {
  full_->leave();
  page_ = id;
  Page* page = pages_.at(id);
  rail_->setCurrent(id);
  stack_->setCurrentWidget(page);
  header_->showPage(page);
  page->shown();
}

void MainWindow::closeEvent(QCloseEvent* event) {
  QSettings settings = remembered();
  settings.setValue("window/geometry", saveGeometry());
  settings.setValue("window/page", static_cast<int>(page_));
  settings.setValue("window/scale", theme().scalePercent());
  choices_.remember();
  for (const auto& [id, page] : pages_)
    settings.setValue(stateKey(id), QJsonDocument(page->state()).toJson(QJsonDocument::Compact));
  event->accept();
}

void MainWindow::changeEvent(QEvent* event) {
  if (event->type() == QEvent::ThemeChange) theme().systemChanged();
  QMainWindow::changeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  QStringList paths;
  for (const QUrl& url : event->mimeData()->urls())
    if (url.isLocalFile()) paths << url.toLocalFile();
  if (paths.isEmpty()) return;
  event->acceptProposedAction();
  go(PageId::data);
  static_cast<DataPage*>(pages_.at(PageId::data))->openPaths(paths);
}

}  // namespace unmask
