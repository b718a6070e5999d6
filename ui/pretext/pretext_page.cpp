// Building and filling the Pretext page.
#include "ui/pretext/pretext_page.h"

#include <QButtonGroup>
#include <QLineEdit>
#include <QLocale>
#include <QScrollBar>
#include <QSpinBox>

#include "core/corpus/encode.h"
#include "core/spec/catalogue.h"
#include "ui/pretext/rates_card.h"
#include "ui/pretext/sentence_card.h"
#include "ui/theme/theme.h"
#include "ui/widgets/settings_form.h"
#include "ui/widgets/token_grid.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

constexpr size_t kGridsInView = 4;
constexpr int kMostDraws = 12;

QString familyName(Family family) {
  switch (family) {
    case Family::text:
      return PretextPage::tr("Text");
    case Family::pictures:
      return PretextPage::tr("Pictures");
    case Family::pairs:
      return PretextPage::tr("Pictures and text");
  }
  return {};
}

// An objective with its system's name at the right.
QPushButton* objectiveButton(const ObjectiveInfo& info) {
  QPushButton* choose = choiceButton(QString("objective.") + info.id, translated(info.label));
  choose->setToolTip(translated(info.task) + "\n" + info.paper);
  choose->setAccessibleDescription(translated(info.task));
  auto* row = new QHBoxLayout(choose);
  row->setContentsMargins(0, 0, kSpaceS, 0);
  row->addStretch(1);
  QLabel* system = label(info.system, "secondary");
  system->setAttribute(Qt::WA_TransparentForMouseEvents);
  row->addWidget(system);
  return choose;
}

}  // namespace

PretextPage::PretextPage(PageContext& context)
    : Page(context),
      latest_(this,
              [this](Result<Preview> preview) {
                problem_->setVisible(!preview);
                if (preview)
                  present(*preview);
                else
                  problem_->setText(inWords(preview.error()));
              }),
      latestRates_(this, [this](Result<Rates> rates) {
        const auto* settings =
            std::get_if<MaskedLmSettings>(&context_.choices.spec().objectiveSettings);
        rates_->setVisible(rates && settings && rates->examples);
        if (rates && settings) rates_->show(*settings, *rates);
      }) {
  columns_ = new ThreeColumns;
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  outer->addWidget(columns_);
  reroll_ = button("pretextReroll", tr("Reroll"), "reroll");
  reroll_->setToolTip(tr("Take the next draws; changes no setting (Ctrl+R)"));
  reroll_->setShortcut(QKeySequence("Ctrl+R"));
  train_ = primaryButton("pretextTrain", tr("Train with this"), "arrow-right");
  train_->setLayoutDirection(Qt::RightToLeft);
  connect(reroll_, &QPushButton::clicked, this, [this] {
    firstDraw_ += static_cast<uint64_t>(draws_);
    refreshPreview();
  });
  connect(train_, &QPushButton::clicked, this, [this] {
    context_.choices.setRun({});
    context_.go(PageId::train);
  });

  buildLeft(columns_->left());
  buildMiddle(columns_->middle());
  buildRight(columns_->right());

  connect(&context_.choices, &Choices::objectiveChanged, this, &PretextPage::showObjective);
  connect(&context_.choices, &Choices::settingsChanged, this, [this] {
    form_->readBack();
    refreshPreview();
  });
  for (const auto signal : {&Choices::corpusChanged, &Choices::tokenizerChanged})
    connect(&context_.choices, signal, this, [this] {
      firstShown_ = 0;
      refreshPreview();
    });
  connect(&context_.library, &Library::changed, this, &PretextPage::refreshPreview);
  connect(&context_.choices, &Choices::batchAsked, this, &PretextPage::takeAskedBatch);
  showObjective();
}

int PretextPage::pickers() const {
  return context_.choices.corpus() ? corpusPicker | tokenizerPicker : 0;
}

QList<QWidget*> PretextPage::actions() const {
  return {reroll_, train_};
}

void PretextPage::buildLeft(QVBoxLayout* left) {
  auto* card = new Card({});
  card->body()->setSpacing(2);
  objectives_ = new QButtonGroup(this);
  int index = 0;
  for (const Family family : {Family::text, Family::pictures, Family::pairs}) {
    bool headed = false;
    for (const ObjectiveInfo& info : objectives()) {
      if (info.family == family) {
        if (!headed) card->body()->addWidget(label(familyName(family), "heading"));
        headed = true;
        QPushButton* choose = objectiveButton(info);
        objectives_->addButton(choose, index);
        card->body()->addWidget(choose);
        connect(choose, &QPushButton::clicked, this,
                [this, id = info.id] { context_.choices.setObjective(id); });
      }
      if (family == Family::text) ++index;
    }
  }
  left->addWidget(card);

  auto* settings = new Card(tr("Settings"));
  form_ = new SettingsForm("pretext");
  connect(form_, &SettingsForm::edited, this, [this] {
    if (form_->valid()) context_.choices.settingsEdited();
  });
  settings->body()->addWidget(form_);
  left->addWidget(settings);
  left->addStretch(1);
}

void PretextPage::buildMiddle(QVBoxLayout* middle) {
  modeCard_ = new Card({});
  auto* modeRow = new QHBoxLayout;
  modes_ = new QButtonGroup(this);
  const QString names[] = {tr("One item"), tr("Batch of step s")};
  const char* ids[] = {"modeItem", "modeBatch"};
  for (int i = 0; i < 2; ++i) {
    QPushButton* mode = modeButton(ids[i], names[i]);
    modes_->addButton(mode, i);
    modeRow->addWidget(mode);
  }
  modes_->button(0)->setChecked(true);
  modeRow->addStretch(1);
  modeNote_ = label({}, "secondary");
  modeNote_->setObjectName("modeNote");
  modeRow->addWidget(modeNote_);
  modeCard_->body()->addLayout(modeRow);
  sentence_ = new QLineEdit;
  sentence_->setObjectName("sentence");
  sentence_->setAccessibleName(tr("The sentence to make examples of"));
  sentence_->setPlaceholderText(tr("Type a sentence"));
  sentence_->setProperty("reading", true);
  sentence_->setMaxLength(20'000);
  modeCard_->body()->addWidget(sentence_);
  stepRow_ = new QWidget;
  auto* stepRow = new QHBoxLayout(stepRow_);
  stepRow->setContentsMargins(0, 0, 0, 0);
  auto* back = iconButton("stepBack", "previous", tr("The step before"));
  auto* on = iconButton("stepOn", "next", tr("The step after"));
  step_ = new QSpinBox;
  step_->setObjectName("step");
  step_->setRange(0, 2'000'000'000);
  step_->setGroupSeparatorShown(true);
  step_->setKeyboardTracking(false);
  step_->setAccessibleName(tr("Step"));
  QLabel* name = label(tr("Step"), "");
  name->setBuddy(step_);
  stepRow->addWidget(name);
  stepRow->addWidget(back);
  stepRow->addWidget(step_);
  stepRow->addWidget(on);
  stepRow->addStretch(1);
  modeCard_->body()->addWidget(stepRow_);
  middle->addWidget(modeCard_);

  emptyCard_ = new Card({});
  emptyCard_->body()->addStretch(1);
  QLabel* headline = label(tr("A corpus comes first"), "title", true);
  headline->setAlignment(Qt::AlignHCenter);
  QLabel* hint = label(tr("Open a text or make a sample: then its training examples appear here."),
                       "secondary", true);
  hint->setAlignment(Qt::AlignHCenter);
  auto* toData = primaryButton("pretextToData", tr("Go to Data"));
  connect(toData, &QPushButton::clicked, this, [this] { context_.go(PageId::data); });
  for (QWidget* part : std::initializer_list<QWidget*>{headline, hint})
    emptyCard_->body()->addWidget(part);
  emptyCard_->body()->addWidget(toData, 0, Qt::AlignHCenter);
  emptyCard_->body()->addStretch(2);
  middle->addWidget(emptyCard_, 1);

  drawsCard_ = new Card({});
  task_ = label({}, "", true);
  task_->setObjectName("task");
  drawsCard_->body()->addWidget(task_);
  problem_ = label({}, "error", true);
  problem_->setObjectName("previewProblem");
  problem_->hide();
  drawsCard_->body()->addWidget(problem_);
  grids_ = new QVBoxLayout;
  drawsCard_->body()->addLayout(grids_);
  maskLegend_ = decisionLegend(true);
  targetLegend_ = decisionLegend(false);
  drawsCard_->body()->addWidget(maskLegend_);
  drawsCard_->body()->addWidget(targetLegend_);
  explanation_ = label({}, "secondary", true);
  explanation_->setObjectName("explanation");
  drawsCard_->body()->addWidget(explanation_);
  auto* pages = new QHBoxLayout;
  moreDraws_ = button("moreDraws", tr("One more draw"));
  pageBack_ = iconButton("examplesBack", "previous", tr("Examples before"));
  pageOn_ = iconButton("examplesOn", "next", tr("Examples after"));
  pageNote_ = label({}, "secondary");
  pages->addWidget(moreDraws_);
  pages->addWidget(pageBack_);
  pages->addWidget(pageNote_);
  pages->addWidget(pageOn_);
  pages->addStretch(1);
  drawsCard_->body()->addLayout(pages);
  drawsCard_->body()->addStretch(1);
  middle->addWidget(drawsCard_, 1);

  connect(modes_, &QButtonGroup::idToggled, this, [this](int, bool on) {
    if (!on) return;
    firstShown_ = 0;
    refreshPreview();
  });
  connect(sentence_, &QLineEdit::textChanged, this, [this] {
    firstDraw_ = 0;
    refreshPreview();
  });
  connect(step_, &QSpinBox::valueChanged, this, [this] {
    firstShown_ = 0;
    refreshPreview();
  });
  connect(back, &QPushButton::clicked, step_, &QSpinBox::stepDown);
  connect(on, &QPushButton::clicked, step_, &QSpinBox::stepUp);
  connect(moreDraws_, &QPushButton::clicked, this, [this] {
    draws_ = std::min(draws_ + 1, kMostDraws);
    refreshPreview();
  });
  connect(pageBack_, &QPushButton::clicked, this, [this] {
    firstShown_ -= std::min(firstShown_, kGridsInView);
    showExamples();
  });
  connect(pageOn_, &QPushButton::clicked, this, [this] {
    firstShown_ += kGridsInView;
    showExamples();
  });
  connect(&theme(), &Theme::changed, this, [this] { tensors_->setFont(theme().fixedFont(12)); });
}

void PretextPage::buildRight(QVBoxLayout* right) {
  rates_ = new RatesCard;
  rates_->setObjectName("ratesCard");
  rates_->hide();
  sentenceCard_ = new SentenceCard;
  right->addWidget(rates_);
  right->addWidget(sentenceCard_);
  tensorsCard_ = new Card(tr("The batch as tensors"));
  tensors_ = label({}, "", true);
  tensors_->setObjectName("tensors");
  tensors_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  tensorsCard_->body()->addWidget(tensors_);
  right->addWidget(tensorsCard_);
  right->addStretch(1);
}

void PretextPage::fillForm() {
  RunSpec& spec = context_.choices.spec();
  std::vector<FieldRef> shown;
  for (FieldRef& field : fieldsOf(spec)) {
    const QLatin1String key(field.info.key);
    const bool objective = key.startsWith(QLatin1String("objective."));
    const bool common =
        key == QLatin1String("model.context") || key == QLatin1String("train.batch_size") ||
        key == QLatin1String("train.seed") || key.startsWith(QLatin1String("data."));
    if (!objective && !common) continue;
    // On this page every setting that shapes an example stands open.
    field.info.essential = !key.startsWith(QLatin1String("data."));
    if (objective)
      shown.insert(shown.begin() + std::count_if(shown.begin(), shown.end(),
                                                 [](const FieldRef& f) {
                                                   return QLatin1String(f.info.key)
                                                       .startsWith(QLatin1String("objective."));
                                                 }),
                   field);
    else
      shown.push_back(field);
  }
  form_->setFields(std::move(shown));
  if (auto* masked = std::get_if<MaskedLmSettings>(&spec.objectiveSettings))
    form_->setDerived("objective.random", tr("Kept (the rest)"), [masked] {
      return tr("%1 %").arg(
          QLocale().toString(std::max(0.0, 100 * (1 - masked->mask - masked->random)), 'g', 4));
    });
  else
    form_->setDerived({}, {}, nullptr);
}

void PretextPage::showObjective() {
  int index = 0;
  for (const ObjectiveInfo& info : objectives()) {
    if (info.id == context_.choices.objective()) {
      if (QAbstractButton* choose = objectives_->button(index)) choose->setChecked(true);
      task_->setText(translated(info.task));
    }
    ++index;
  }
  firstShown_ = 0;
  firstDraw_ = 0;
  fillForm();
  refreshPreview();
}

bool PretextPage::encoded() const {
  const CorpusEntry* corpus = context_.choices.corpus();
  const TokenizerEntry* tokenizer = context_.choices.tokenizer();
  return corpus && tokenizer &&
         std::filesystem::exists(tokenFolder(context_.library.workspace().root(), corpus->folder,
                                             corpus->info, *tokenizer->tokenizer));
}

PreviewRequest PretextPage::request() const {
  const CorpusEntry* corpus = context_.choices.corpus();
  const TokenizerEntry* tokenizer = context_.choices.tokenizer();
  PreviewRequest request;
  request.spec = context_.choices.spec();
  request.tokenizer = tokenizer->tokenizer;
  if (encoded())
    request.tokens = tokenFolder(context_.library.workspace().root(), corpus->folder, corpus->info,
                                 *tokenizer->tokenizer);
  request.batch = modes_->checkedId() == 1;
  if (const RunSummary* run = context_.library.run(run_); request.batch && run)
    request.spec = run->spec;
  request.sentence = sentence_->text().toStdString();
  request.firstDraw = firstDraw_;
  request.draws = context_.choices.objective() == "next-token" ? 1 : draws_;
  request.step = static_cast<uint64_t>(step_->value());
  return request;
}

void PretextPage::refreshPreview() {
  if (!isVisible()) return;  // done when the page shows
  const bool batch = modes_->checkedId() == 1;
  const bool masked = context_.choices.objective() == "masked-lm";
  const bool ready = context_.choices.corpus() && context_.choices.tokenizer();
  columns_->setRightShown(ready);
  emptyCard_->setVisible(!ready);
  modeCard_->setVisible(ready);
  drawsCard_->setVisible(ready);
  tensorsCard_->setVisible(ready && batch);
  sentenceCard_->setVisible(ready && !batch);
  sentence_->setVisible(!batch);
  stepRow_->setVisible(batch);
  moreDraws_->setVisible(!batch && masked && draws_ < kMostDraws);
  maskLegend_->setVisible(masked);
  targetLegend_->setVisible(!masked);
  if (!masked) rates_->hide();
  reroll_->setProperty("absent", batch || !masked || !ready);
  train_->setProperty("absent", !ready);
  Q_EMIT headerChanged();
  if (!ready) return rates_->hide();

  const RunSpec& spec = context_.choices.spec();
  modeNote_->setText(batch ? tr("what training consumes at this step")
                           : tr("typed sentence · not part of a run"));
  const Status valid = validate(spec);
  if (!valid) {
    problem_->setText(inWords(valid.error()));
    problem_->show();
    return;
  }
  if (batch && !encoded()) return encode();
  latest_.ask([request = request()] { return makePreview(request); });
  if (masked) latestRates_.ask([request = request()] { return measureRates(request); });
  if (!batch) showSentence();
}

void PretextPage::encode() {
  if (encoding_ || context_.jobs.busy()) return;
  encoding_ = true;
  problem_->setText(tr("The corpus is being cut into this tokenizer's pieces…"));
  problem_->show();
  context_.jobs.run(
      tr("Encoding the corpus"), this,
      [folder = context_.choices.corpus()->folder,
       tokenizer = context_.choices.tokenizer()->tokenizer,
       root = context_.library.workspace().root()](JobControl& control) -> Status {
        UNMASK_ASSIGN(const Corpus corpus, Corpus::open(folder));
        UNMASK_TRY(encodeCorpus(corpus, *tokenizer, root, control));
        return {};
      },
      [this](const Status& status) {
        encoding_ = false;
        if (status) return refreshPreview();
        problem_->setText(inWords(status.error()));
        if (!isCancelled(status.error())) context_.messages.showError(status.error());
      });
}

void PretextPage::present(const Preview& preview) {
  preview_ = preview;
  QStringList lines;
  for (const std::string& tensor : preview.tensors) lines << QString::fromStdString(tensor);
  if (!preview.hash.empty())
    lines << tr("hash %1", "of the batch").arg(QString::fromStdString(preview.hash));
  tensors_->setFont(theme().fixedFont(12));
  tensors_->setText(lines.join('\n'));
  if (firstShown_ >= preview_.examples.size()) firstShown_ = 0;
  showExamples();
}

void PretextPage::showExamples() {
  const TokenizerEntry* tokenizer = context_.choices.tokenizer();
  if (!tokenizer) return;
  const bool batch = modes_->checkedId() == 1;
  const size_t total = preview_.examples.size();
  const size_t inView =
      batch ? std::min(kGridsInView, total - std::min(firstShown_, total)) : total;
  while (gridList_.size() < inView) {
    gridHeadings_.push_back(label({}, "heading", true));
    gridList_.push_back(new TokenGrid);
    grids_->addWidget(gridHeadings_.back());
    grids_->addWidget(gridList_.back());
    // Draws of one item are read one under the other: they scroll together.
    connect(gridList_.back()->horizontalScrollBar(), &QScrollBar::valueChanged, this,
            [this](int value) {
              if (modes_->checkedId() == 1) return;
              for (TokenGrid* grid : gridList_) grid->horizontalScrollBar()->setValue(value);
            });
  }
  for (size_t i = 0; i < gridList_.size(); ++i) {
    gridList_[i]->setVisible(i < inView);
    gridHeadings_[i]->setVisible(i < inView && (batch || total > 1));
    if (i >= inView) continue;
    const size_t at = firstShown_ + i;
    const Example& example = preview_.examples[at];
    const bool sameItem = !batch && i > 0;  // the pieces are those of the first draw
    gridList_[i]->show(tokenizer->tokenizer, example, !sameItem);
    const Provenance& from = example.provenance;
    gridHeadings_[i]->setText(batch ? tr("Example %1 · document %2, bytes %3 to %4")
                                          .arg(at + 1)
                                          .arg(countText(static_cast<double>(from.document + 1)),
                                               countText(static_cast<double>(from.byteBegin)),
                                               countText(static_cast<double>(from.byteEnd)))
                                    : tr("Draw %1").arg(firstDraw_ + at + 1));
  }
  const bool paged = batch && total > kGridsInView;
  for (QWidget* part : std::initializer_list<QWidget*>{pageBack_, pageOn_, pageNote_})
    part->setVisible(paged);
  pageBack_->setEnabled(firstShown_ > 0);
  pageOn_->setEnabled(firstShown_ + kGridsInView < total);
  pageNote_->setText(
      tr("%1 to %2 of %3").arg(firstShown_ + 1).arg(firstShown_ + inView).arg(total));

  uint64_t counted = 0, positions = 0;
  for (const Example& example : preview_.examples) {
    if (!batch && &example != &preview_.examples.front()) break;
    positions += example.labels.size();
    for (const int64_t label : example.labels) counted += label != kNoLoss;
  }
  if (total == 0)
    explanation_->setText(tr("Type a sentence of at least two pieces."));
  else if (context_.choices.objective() == "masked-lm")
    explanation_->setText(
        tr("%1 of %2 positions enter the loss. Kept and random pieces must be predicted too: the "
           "model can never trust its input.")
            .arg(countText(static_cast<double>(counted)),
                 countText(static_cast<double>(positions))));
  else
    explanation_->setText(tr("All %1 positions enter the loss: each predicts the piece after it, "
                             "seeing only what stands to its left.")
                              .arg(countText(static_cast<double>(counted))));
}

void PretextPage::showSentence() {
  sentenceCard_->show(context_.choices.spec(), *context_.choices.tokenizer()->tokenizer,
                      sentence_->text().toStdString());
}

void PretextPage::takeAskedBatch() {
  if (const auto asked = context_.choices.takeAskedBatch()) showBatchOfRun(asked->run, asked->step);
}

void PretextPage::shown() {
  takeAskedBatch();
}

void PretextPage::showBatchOfRun(const std::filesystem::path& folder, uint64_t step) {
  run_ = folder;
  showBatch(step);
  refreshPreview();
}

void PretextPage::showBatch(uint64_t step) {
  modes_->button(1)->setChecked(true);
  step_->setValue(static_cast<int>(std::min<uint64_t>(step, 2'000'000'000)));
}

void PretextPage::showEvent(QShowEvent* event) {
  Page::showEvent(event);
  refreshPreview();
}

QJsonObject PretextPage::state() const {
  return {{"sentence", sentence_->text()},
          {"step", step_->value()},
          {"batch", modes_->checkedId() == 1}};
}

void PretextPage::restore(const QJsonObject& state) {
  sentence_->setText(
      state.value("sentence").toString(tr("The cat sat on the mat and watched the rain.")));
  step_->setValue(state.value("step").toInt());
  if (state.value("batch").toBool()) modes_->button(1)->setChecked(true);
}

}  // namespace unmask
