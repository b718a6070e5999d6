// Filling and arranging the header.
#include "ui/shell/header.h"

#include <QGridLayout>
#include <QLabel>
#include <QMenu>
#include <QTimer>

#include "core/spec/catalogue.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/even_lines.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/words.h"
#include "ui/widgets/wrap_layout.h"

namespace unmask {

Header::Header(Choices& choices, Library& library, QWidget* parent)
    : QWidget(parent), choices_(choices), library_(library) {
  setObjectName("header");
  grid_ = new QGridLayout(this);
  grid_->setContentsMargins(0, 0, 0, 0);

  // All have a parent at once: shown without one, a part would be a window for a moment.
  titles_ = new QWidget(this);
  auto* titles = new QVBoxLayout(titles_);
  titles->setContentsMargins(0, 0, 0, 0);
  titles->setSpacing(2);
  title_ = new ElidedLabel("title");
  title_->setObjectName("pageTitle");
  subtitle_ = new ElidedLabel("secondary");
  subtitle_->setObjectName("pageSubtitle");
  titles->addWidget(title_);
  titles->addWidget(subtitle_);

  pickers_ = new QWidget(this);
  pickerGrid_ = new QGridLayout(pickers_);
  pickerGrid_->setContentsMargins(0, 0, 0, 0);
  corpus_ = new Picker("pickCorpus", tr("Corpus"));
  tokenizer_ = new Picker("pickTokenizer", tr("Tokenizer"));
  objective_ = new Picker("pickObjective", tr("Objective"));
  run_ = new Picker("pickRun", tr("Run"));
  corpus_->setShortcut(QKeySequence("Alt+C"));
  tokenizer_->setShortcut(QKeySequence("Alt+T"));
  objective_->setShortcut(QKeySequence("Alt+O"));
  run_->setShortcut(QKeySequence("Alt+R"));
  for (Picker* picker : {corpus_, tokenizer_, objective_, run_}) {
    picker->setParent(pickers_);
    picker->setProperty("place", QString());
  }

  actions_ = new QWidget(this);
  actionRow_ = new WrapLayout;
  actions_->setLayout(actionRow_);
  actionRow_->setContentsMargins(0, 0, 0, 0);

  connect(corpus_, &Picker::picked, this,
          [this](const QString& id) { choices_.setCorpus(id.toStdString()); });
  connect(tokenizer_, &Picker::picked, this, [this](const QString& id) {
    if (usesPictureTokenizer(choices_.spec()))
      choices_.setPictureTokenizer(id.toStdString());
    else
      choices_.setTokenizer(id.toStdString());
  });
  connect(objective_, &Picker::picked, this,
          [this](const QString& id) { choices_.setObjective(id.toStdString()); });
  connect(run_, &Picker::picked, this,
          [this](const QString& id) { choices_.setRun(id.toStdString()); });
  for (const auto signal : {&Choices::corpusChanged, &Choices::tokenizerChanged,
                            &Choices::objectiveChanged, &Choices::runChanged})
    connect(&choices_, signal, this, &Header::fill);
  connect(&library_, &Library::changed, this, &Header::fill);
  // Runs go on, and other windows and the command line make things, without a word to this one.
  for (const Picker* picker : {corpus_, tokenizer_, run_})
    connect(picker->menu(), &QMenu::aboutToShow, &library_, &Library::refresh);
  connect(&theme(), &Theme::changed, this, &Header::arrange);
  fill();
}

void Header::addPage(Page* page) {
  for (QWidget* action : page->actions()) {
    actionRow_->addWidget(action);
    action->setProperty("place", page->property("place"));
    action->hide();
  }
  connect(page, &Page::headerChanged, this, [this, page] {
    if (page == page_) showPage(page);
  });
}

void Header::showPage(Page* page) {
  if (page_ && page_ != page)
    for (QWidget* action : page_->actions()) action->hide();
  page_ = page;
  // A page hides an action that has no sense now by its property, so that the header can ask.
  for (QWidget* action : page->actions()) action->setVisible(!action->property("absent").toBool());
  title_->setText(page->title());
  subtitle_->setText(page->subtitle());
  corpus_->setVisible(page->pickers() & Page::corpusPicker);
  tokenizer_->setVisible(page->pickers() & Page::tokenizerPicker);
  objective_->setVisible(page->pickers() & Page::objectivePicker);
  run_->setVisible(page->pickers() & Page::runPicker);
  arrange();
}

void Header::fill() {
  QList<Picker::Option> corpora, tokenizers, objectiveOptions, runs;
  for (const CorpusEntry& entry : library_.corpora())
    corpora.append({QString::fromStdString(entry.info.slug),
                    QString::fromStdString(entry.info.name),
                    QString::fromStdString(entry.folder.string())});
  const bool ofPictures = usesPictureTokenizer(choices_.spec());
  for (const PictureTokenizerEntry& entry : library_.pictureTokenizers())
    if (ofPictures)
      tokenizers.append({QString::fromStdString(entry.info.slug),
                         tr("%1, %2 codes")
                             .arg(QString::fromStdString(entry.info.name),
                                  countText(static_cast<double>(entry.info.shape.codes))),
                         tr("Views of %1 pixels in patches of %2; from step %3 of %4")
                             .arg(entry.info.size)
                             .arg(entry.info.shape.patch)
                             .arg(entry.info.step)
                             .arg(QString::fromStdString(entry.info.run)),
                         QString::fromStdString(entry.info.name)});
  for (const TokenizerEntry& entry : library_.tokenizers())
    if (!ofPictures)
      tokenizers.append({QString::fromStdString(entry.tokenizer->slug),
                         tr("%1, %2 pieces")
                             .arg(QString::fromStdString(entry.tokenizer->name),
                                  countText(static_cast<double>(entry.tokenizer->pieces()))),
                         {},
                         QString::fromStdString(entry.tokenizer->name)});
  for (const ObjectiveInfo& info : objectives())
    objectiveOptions.append(
        {info.id, tr("%1 (%2)", "objective, system").arg(translated(info.label), info.system),
         translated(info.task), translated(info.label)});
  runs.append({{}, tr("New run"), tr("Set up a new training run")});
  for (const RunSummary& run : library_.runs())
    runs.append({QString::fromStdString(run.folder.string()),
                 tr("%1, %2", "run, its state").arg(runName(run), stateName(run.state)),
                 {},
                 runName(run)});
  corpus_->setOptions(corpora);
  tokenizer_->setOptions(tokenizers);
  objective_->setOptions(objectiveOptions);
  run_->setOptions(runs, 1);

  if (const CorpusEntry* entry = choices_.corpus())
    corpus_->setCurrent(QString::fromStdString(entry->info.slug),
                        QString::fromStdString(entry->info.name));
  else
    corpus_->setCurrent({}, tr("none yet"));
  const PictureTokenizerEntry* codes = ofPictures ? choices_.pictureTokenizer() : nullptr;
  if (codes)
    tokenizer_->setCurrent(QString::fromStdString(codes->info.slug),
                           QString::fromStdString(codes->info.name));
  else if (const TokenizerEntry* entry = ofPictures ? nullptr : choices_.tokenizer())
    tokenizer_->setCurrent(QString::fromStdString(entry->tokenizer->slug),
                           QString::fromStdString(entry->tokenizer->name));
  else
    tokenizer_->setCurrent({}, tr("none yet"));
  if (const ObjectiveInfo* info = findObjective(choices_.objective()))
    objective_->setCurrent(info->id, translated(info->label));
  const RunSummary* run = library_.run(choices_.run());
  run_->setCurrent(QString::fromStdString(choices_.run().string()), run ? runName(*run)
                                                                    : choices_.run().empty()
                                                                        ? tr("New run")
                                                                        : tr("starting"));
  if (page_) arrange();
}

void Header::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  arrange();
}

void Header::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  window()->installEventFilter(this);
}

// A window that grows only in height leaves the header its size.
bool Header::eventFilter(QObject* watched, QEvent* event) {
  if (watched == window() && event->type() == QEvent::Resize) arrange();
  return QWidget::eventFilter(watched, event);
}

bool Header::low() const {
  constexpr int kLow = 320;  // at 100 %
  return window()->height() < theme().px(kLow);
}

// In one line while each has its least width there; else in several, and even.
void Header::arrangePickers() {
  constexpr int kReadable = 170;  // enough of a name to know it
  const int gap = theme().px(10);
  pickerGrid_->setSpacing(gap);
  QList<Picker*> shown;
  int all = 0, widest = 0;
  for (Picker* picker : {corpus_, tokenizer_, objective_, run_}) {
    pickerGrid_->removeWidget(picker);
    if (picker->isHidden()) continue;
    shown << picker;
    int least = picker->minimumSizeHint().width();
    if (!low()) least = std::max(least, std::min(picker->sizeHint().width(), theme().px(kReadable)));
    all += least + gap;
    widest = std::max(widest, least);
  }
  const int count = static_cast<int>(shown.size());
  const int inLine = all <= width() ? std::max(count, 1) : evenInLine(count, width(), widest, gap);
  for (int i = 0; i < count; ++i) pickerGrid_->addWidget(shown[i], i / inLine, i % inLine);
  for (int column = 0; column <= 4; ++column)
    pickerGrid_->setColumnStretch(column, column == inLine ? 1 : 0);
}

void Header::arrange() {
  if (!page_) return;
  grid_->setHorizontalSpacing(theme().px(kSpaceM));
  grid_->setVerticalSpacing(theme().px(kSpaceS));
  subtitle_->setVisible(!page_->subtitle().isEmpty() && !low());
  arrangePickers();
  for (QWidget* part : {titles_, pickers_, actions_}) {
    part->layout()->invalidate();
    grid_->removeWidget(part);
  }
  pickers_->setVisible(page_->pickers() != 0);
  // Pickers begin where the middle column does, and so keep their place from page to page.
  const int before = page_->pickers() ? theme().px(kLeftWidth) : 0;
  const int wanted = theme().px(3 * kSpaceM) + std::max(before, titles_->sizeHint().width()) +
                     pickers_->sizeHint().width() + actions_->sizeHint().width();
  const bool beside = wanted <= width();
  titles_->setMinimumWidth(beside ? before : 0);
  grid_->addWidget(titles_, 0, 0, Qt::AlignVCenter | Qt::AlignLeft);
  if (beside)
    grid_->addWidget(pickers_, 0, 1, Qt::AlignVCenter | Qt::AlignLeft);
  else
    grid_->addWidget(pickers_, 1, 0, 1, 3);
  // The title may be shortened, but not to nothing.
  constexpr int kLeastTitle = 200;
  const int title = std::min(theme().px(kLeastTitle), titles_->sizeHint().width());
  if (title + theme().px(kSpaceM) + actions_->sizeHint().width() <= width())
    grid_->addWidget(actions_, 0, 2, Qt::AlignVCenter | Qt::AlignRight);
  else
    grid_->addWidget(actions_, 2, 0, 1, 3);
  grid_->setColumnStretch(1, 1);
}

}  // namespace unmask
