// Putting the window together.
#include "ui/shell/main_window.h"

#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QJsonDocument>
#include <QMimeData>
#include <QShortcut>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

#include "ui/data/data_page.h"
#include "ui/help/about.h"
#include "ui/help/help.h"
#include "ui/help/help_window.h"
#include "ui/pretext/pretext_page.h"
#include "ui/runs/runs_page.h"
#include "ui/shell/drop_overlay.h"
#include "ui/shell/header.h"
#include "ui/shell/rail.h"
#include "ui/shell/remembered.h"
#include "ui/shell/status_line.h"
#include "ui/shell/window_keys.h"
#include "ui/shell/window_memory.h"
#include "ui/shell/window_menu.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/train/train_page.h"
#include "ui/widgets/full_card.h"
#include "ui/widgets/scrolling_wheel.h"

namespace unmask {

namespace {

QString stateKey(PageId id) {
  return QString("pages/%1").arg(static_cast<int>(id));
}

QJsonObject objectIn(const QVariant& value) {
  return QJsonDocument::fromJson(value.toByteArray()).object();
}

QByteArray bytesOf(const QJsonObject& object) {
  return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

}  // namespace

MainWindow::MainWindow(Workspace workspace)
    : library_(std::move(workspace)), choices_(library_), jobs_(std::make_unique<JobRunner>()) {
  setWindowTitle(tr("Unmask"));
  setWindowIcon(icon("unmask"));
  setAcceptDrops(true);
  QSettings settings = remembered();
  theme().setScalePercent(settings.value("window/scale", 100).toInt());
  choices_.restore(choicesStateFromJson(objectIn(settings.value("choices"))));
  choices_.recordIn(undo_);
  new WindowKeys(this);
  new ScrollingWheel(this);

  buildFrame();
  context_ = std::make_unique<PageContext>(
      PageContext{choices_, library_, *jobs_, *messages_, undo_, [this](PageId id) { go(id); }});
  buildRail();
  connect(&library_, &Library::problem, messages_,
          [this](const Error& error) { messages_->showError(error); });
  setTroubleHandler([this](const Error& error) { messages_->showError(error); });
  connect(&theme(), &Theme::changed, this, &MainWindow::applyScale);
  auto* escape = new QShortcut(QKeySequence("Esc"), this);
  escape->setWhatsThis(tr("Closes the message, or puts a full card back"));
  connect(escape, &QShortcut::activated, this, [this] {
    if (full_->card())
      full_->leave();
    else
      messages_->dismiss();
  });

  applyScale();
  resize(1280, 800);
  if (settings.contains("window/geometry"))
    restoreGeometry(settings.value("window/geometry").toByteArray());
  const int last = settings.value("window/page", 0).toInt();
  go(static_cast<PageId>(last >= 0 && last < kPages ? last : 0));
  area_->setFocus();
  library_.refresh();
  // The other pages are made one by one while the first is already in use.
  QTimer::singleShot(0, this, &MainWindow::makeNextPage);
  memory_ = std::make_unique<WindowMemory>([this] { return memory(); });
  for (const auto signal :
       {&Choices::corpusChanged, &Choices::tokenizerChanged, &Choices::objectiveChanged,
        &Choices::settingsChanged, &Choices::runChanged})
    connect(&choices_, signal, memory_.get(), &WindowMemory::touch);
}

MainWindow::~MainWindow() {
  setTroubleHandler({});
  full_->leave();
  memory_.reset();
  // Jobs report to pages: they end first.
  jobs_.reset();
  delete takeCentralWidget();
}

void MainWindow::buildFrame() {
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
  stack_ = new QStackedWidget;
  above_ = new QVBoxLayout;
  above_->addWidget(header_);
  page->addLayout(above_);
  page->addWidget(stack_, 1);
  columns->addWidget(rail_);
  columns->addWidget(area_, 1);
  rows->addLayout(columns, 1);
  status_ = new StatusLine(*jobs_, QString::fromStdString(library_.workspace().root().string()));
  rows->addWidget(status_);
  setCentralWidget(whole);
  dropOverlay_ = new DropOverlay(this);
  full_ = FullCard::of(this);
  messages_ = new MessageBar;
  messages_->lieOver(area_);
  connect(full_, &FullCard::changed, this, [this, page] {
    messages_->lieOver(full_->card() ? static_cast<QWidget*>(full_) : area_);
    page->setEnabled(!full_->card());  // what is not seen keeps its size
    page->invalidate();
  });
}

void MainWindow::buildRail() {
  rail_->add(PageId::data, "goData", tr("Data"), "data", QKeySequence("Ctrl+1"));
  rail_->add(PageId::pretext, "goPretext", tr("Pretext"), "pretext", QKeySequence("Ctrl+2"));
  rail_->add(PageId::train, "goTrain", tr("Train"), "train", QKeySequence("Ctrl+3"));
  rail_->add(PageId::runs, "goRuns", tr("Runs"), "runs", QKeySequence("Ctrl+4"));
  connect(rail_, &Rail::chosen, this, &MainWindow::go);
  auto* settings = new SettingsMenu(*this, undo_);
  rail_->addMenu("settingsMenuButton", tr("Settings"), "settings", QKeySequence("Alt+S"),
                 tr("Colours, size, language, undo"), settings);
  connect(settings, &SettingsMenu::undoAsked, this, &MainWindow::undoLast);
  connect(settings, &SettingsMenu::redoAsked, this, &MainWindow::redoNext);
  connect(settings, &SettingsMenu::fullAsked, this, [this] { toggleFull(cardMeant(this)); });
  auto* help = new HelpMenu(*this);
  rail_->addMenu("helpMenuButton", tr("Help"), "help", QKeySequence("Alt+H"),
                 tr("Explanations, keys, about"), help);
  connect(help, &HelpMenu::helpAsked, this, [this](const QString& guide) {
    if (!guide.isEmpty()) return HelpWindow::of(this)->open(guide);
    static const char* const guides[] = {"guide-data", "guide-pretext", "guide-train",
                                         "guide-runs"};
    if (!showHelpFor(QApplication::focusWidget()))
      HelpWindow::of(this)->open(guides[static_cast<int>(page_)]);
  });
  connect(help, &HelpMenu::aboutAsked, this, [this] {
    (new AboutDialog(QString::fromStdString(library_.workspace().root().string()), this))->open();
  });
}

Page* MainWindow::pageOf(PageId id) {
  if (const auto made = pages_.find(id); made != pages_.end()) return made->second;
  Page* page = nullptr;
  switch (id) {
    case PageId::data:
      page = new DataPage(*context_);
      break;
    case PageId::pretext:
      page = new PretextPage(*context_);
      break;
    case PageId::train: {
      auto* train = new TrainPage(*context_);
      connect(train, &TrainPage::liveRun, status_, &StatusLine::setRun);
      page = train;
      break;
    }
    case PageId::runs:
      page = new RunsPage(*context_);
      break;
  }
  pages_[id] = page;
  page->setProperty("place", rail_->text(id));
  stack_->addWidget(page);
  header_->addPage(page);
  page->restore(objectIn(remembered().value(stateKey(id))));
  return page;
}

void MainWindow::makeNextPage() {
  for (int i = 0; i < kPages; ++i) {
    if (pages_.contains(static_cast<PageId>(i))) continue;
    pageOf(static_cast<PageId>(i));
    QTimer::singleShot(0, this, &MainWindow::makeNextPage);
    return;
  }
}

void MainWindow::applyScale() {
  const int margin = theme().px(kSpaceL);
  // Pages reach into the margin with the scroll bars of their columns.
  const int gutter = theme().px(kGutter);
  area_->layout()->setContentsMargins(margin, theme().px(kSpaceM), margin - gutter,
                                      theme().px(kSpaceM));
  above_->setContentsMargins(0, 0, gutter, 0);
  above_->setSpacing(theme().px(kSpaceM));
  area_->layout()->setSpacing(theme().px(kSpaceM));
  setMinimumSize(std::min(theme().px(760), 900), std::min(theme().px(480), 600));
}

void MainWindow::go(PageId id) {
  full_->leave();
  Page* page = pageOf(id);
  page_ = id;
  rail_->setCurrent(id);
  stack_->setCurrentWidget(page);
  header_->showPage(page);
  page->shown();
}

void MainWindow::undoLast() {
  if (!undo_.canUndo()) return;
  const QString what = undo_.undoText();
  undo_.undo();
  messages_->showNotice(tr("Undone: %1").arg(what), tr("Redo"), [this] { redoNext(); });
}

void MainWindow::redoNext() {
  if (!undo_.canRedo()) return;
  const QString what = undo_.redoText();
  undo_.redo();
  messages_->showNotice(tr("Done again: %1").arg(what), tr("Undo"), [this] { undoLast(); });
}

WindowMemory::Values MainWindow::memory() const {
  WindowMemory::Values values{{"window/geometry", saveGeometry()},
                              {"window/page", static_cast<int>(page_)},
                              {"window/scale", theme().scalePercent()},
                              {"choices", bytesOf(toJson(choices_.state()))}};
  for (const auto& [id, page] : pages_) values.insert(stateKey(id), bytesOf(page->state()));
  return values;
}

void MainWindow::closeEvent(QCloseEvent* event) {
  memory_->saveNow();
  event->accept();
}

void MainWindow::changeEvent(QEvent* event) {
  if (event->type() == QEvent::ThemeChange) theme().systemChanged();
  QMainWindow::changeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  const QStringList paths = droppedPaths(event->mimeData());
  if (paths.isEmpty()) return;
  event->acceptProposedAction();
  dropOverlay_->showFor(paths);
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent*) {
  dropOverlay_->hide();
}

void MainWindow::dropEvent(QDropEvent* event) {
  dropOverlay_->hide();
  const QStringList paths = droppedPaths(event->mimeData());
  if (paths.isEmpty()) return;
  event->acceptProposedAction();
  go(PageId::data);
  static_cast<DataPage*>(pageOf(PageId::data))->openPaths(paths);
}

}  // namespace unmask
