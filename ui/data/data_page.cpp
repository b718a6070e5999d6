// Building and filling the Data page.
#include "ui/data/data_page.h"

#include <QLocale>
#include <QProgressBar>
#include <QStackedWidget>

#include "core/corpus/encode.h"
#include "core/corpus/samples.h"
#include "ui/data/document_view.h"
#include "ui/theme/theme.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/histogram.h"
#include "ui/widgets/settings_form.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

QString kindName(TokenizerKind kind) {
  switch (kind) {
    case TokenizerKind::unigram:
      return DataPage::tr("SentencePiece unigram");
    case TokenizerKind::bpe:
      return DataPage::tr("SentencePiece BPE");
    case TokenizerKind::character:
      return DataPage::tr("characters");
    case TokenizerKind::byte:
      return DataPage::tr("bytes");
  }
  return {};
}

// A card in the middle of an empty subject: what is missing and the one thing to do.
Card* emptyCard(const QString& headline, const QString& text, QPushButton* action) {
  auto* card = new Card({});
  card->body()->addStretch(2);
  QLabel* title = label(headline, "title", true);
  title->setAlignment(Qt::AlignHCenter);
  QLabel* more = label(text, "secondary", true);
  more->setAlignment(Qt::AlignHCenter);
  card->body()->addWidget(title);
  card->body()->addWidget(more);
  card->body()->addSpacing(theme().px(kSpaceS));
  card->body()->addWidget(action, 0, Qt::AlignHCenter);
  card->body()->addStretch(3);
  return card;
}

}  // namespace

DataPage::DataPage(PageContext& context) : Page(context) {
  columns_ = new ThreeColumns;
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  outer->addWidget(columns_);

  open_ = button("dataOpenFiles", tr("Open files…"), "file");
  look_ = primaryButton("dataLook", tr("See the examples"), "arrow-right");
  look_->setLayoutDirection(Qt::RightToLeft);  // the arrow stands after the words
  connect(open_, &QPushButton::clicked, this, &DataPage::openFiles);
  connect(look_, &QPushButton::clicked, this, [this] { context_.go(PageId::pretext); });

  buildLeft(columns_->left());
  columns_->middle()->addWidget(buildSubject(), 1);
  buildRight(columns_->right());

  connect(&context_.library, &Library::changed, this, [this] {
    showCorpora();
    showCorpus();
    showTokenizer();
  });
  connect(&context_.choices, &Choices::corpusChanged, this, [this] {
    showCorpora();
    showCorpus();
    showTokenizer();
  });
  connect(&context_.choices, &Choices::tokenizerChanged, this, &DataPage::showTokenizer);
  connect(&context_.jobs, &JobRunner::changed, this, &DataPage::showJob);
  showCorpora();
  showCorpus();
  showTokenizer();
}

QString DataPage::subtitle() const {
  return context_.choices.corpus() ? tr("What the models learn from")
                                   : tr("Open your own text, or begin with a sample");
}

int DataPage::pickers() const {
  return context_.choices.corpus() ? corpusPicker | tokenizerPicker : 0;
}

QList<QWidget*> DataPage::actions() const {
  return {open_, look_};
}

void DataPage::buildLeft(QVBoxLayout* left) {
  corporaCard_ = new Card(tr("Corpora"));
  corporaList_ = new QVBoxLayout;
  corporaCard_->body()->addLayout(corporaList_);
  left->addWidget(corporaCard_);

  auto* samples = new Card(tr("Built-in samples"));
  samples->body()->setSpacing(0);
  for (const SampleInfo& sample : textSamples()) {
    const QString id = QString::fromLatin1(sample.id);
    auto* make = choiceButton("sample." + id, translated(sample.label));
    make->setCheckable(false);
    make->setToolTip(translated(sample.explanation));
    make->setAccessibleDescription(translated(sample.explanation));
    QLabel* about = label(translated(sample.explanation), "about", true);
    connect(make, &QPushButton::clicked, this, [this, id] { makeSample(id); });
    samples->body()->addWidget(make);
    samples->body()->addWidget(about);
  }
  left->addWidget(samples);

  auto* openCard = new Card(tr("Your own text"));
  openCard->body()->addWidget(
      label(tr("Text, Markdown, JSON, JSONL, CSV and TSV files, also as .gz. Drop them anywhere."),
            "secondary", true));
  auto* files = button("openFiles", tr("Open files…"), "file");
  auto* folder = button("openFolder", tr("Open folder…"), "open");
  connect(files, &QPushButton::clicked, this, &DataPage::openFiles);
  connect(folder, &QPushButton::clicked, this, &DataPage::openFolder);
  openCard->body()->addWidget(files);
  openCard->body()->addWidget(folder);
  auto* how = linkButton("importHow", tr("How files are read"));
  auto* form = new SettingsForm("import");
  form->setFields(fieldsOf(import_));
  form->hide();
  connect(how, &QPushButton::clicked, this, [form] { form->setVisible(form->isHidden()); });
  openCard->body()->addWidget(how);
  openCard->body()->addWidget(form);
  left->addWidget(openCard);
  left->addStretch(1);
}

QWidget* DataPage::buildSubject() {
  subject_ = new QStackedWidget;
  const QString sample = QString::fromLatin1(textSamples().front().id);
  auto* begin =
      primaryButton("beginWithSample",
                    tr("Begin with %1").arg(translated(textSamples().front().label)), "sample");
  connect(begin, &QPushButton::clicked, this, [this, sample] { makeSample(sample); });
  subject_->addWidget(emptyCard(
      tr("No text here yet"),
      tr("Begin with a built-in sample: it is made in seconds, comes with a tokenizer, and a small "
         "model learns it within a minute. Or open your own files on the left."),
      begin));

  auto* working = new Card({});
  working->body()->addStretch(2);
  workTitle_ = label({}, "title", true);
  workTitle_->setAlignment(Qt::AlignHCenter);
  workStage_ = label({}, "secondary", true);
  workStage_->setAlignment(Qt::AlignHCenter);
  workBar_ = new QProgressBar;
  workBar_->setTextVisible(false);
  workBar_->setObjectName("importProgress");
  auto* cancel = button("importCancel", tr("Cancel"));
  connect(cancel, &QPushButton::clicked, &context_.jobs, &JobRunner::cancel);
  working->body()->addWidget(workTitle_);
  working->body()->addWidget(workStage_);
  working->body()->addWidget(workBar_);
  working->body()->addWidget(cancel, 0, Qt::AlignHCenter);
  working->body()->addStretch(3);
  subject_->addWidget(working);

  document_ = new DocumentView;
  connect(document_, &DocumentView::failed, &context_.messages,
          [this](const Error& error) { context_.messages.showError(error); });
  subject_->addWidget(document_);
  return subject_;
}

void DataPage::buildRight(QVBoxLayout* right) {
  corpusCard_ = new Card(tr("This corpus"));
  corpusFigures_ = new Figures;
  corpusFigures_->setObjectName("corpusFigures");
  skipped_ = label({}, "warning", true);
  skipped_->setObjectName("corpusSkipped");
  corpusCard_->body()->addWidget(corpusFigures_);
  corpusCard_->body()->addWidget(skipped_);
  right->addWidget(corpusCard_);

  lengthsCard_ = new Card(tr("Lengths of documents, characters"));
  lengths_ = new Histogram;
  lengthsCard_->body()->addWidget(lengths_);
  right->addWidget(lengthsCard_);

  tokenizerCard_ = new Card(tr("Tokenizer"));
  tokenizerFigures_ = new Figures;
  tokenizerFigures_->setObjectName("tokenizerFigures");
  tokenizerCard_->body()->addWidget(tokenizerFigures_);
  auto* another = linkButton("trainAnother", tr("Train another tokenizer"));
  tokenizerCard_->body()->addWidget(another);
  trainBox_ = new QWidget;
  auto* box = new QVBoxLayout(trainBox_);
  box->setContentsMargins(0, 0, 0, 0);
  tokenizerForm_ = new SettingsForm("tokenizer");
  tokenizerForm_->setFields(fieldsOf(newTokenizer_));
  box->addWidget(tokenizerForm_);
  train_ = button("trainTokenizer", tr("Train tokenizer"));
  box->addWidget(train_);
  trainBox_->hide();
  tokenizerCard_->body()->addWidget(trainBox_);
  auto* model = linkButton("openModel", tr("Open a SentencePiece .model…"));
  tokenizerCard_->body()->addWidget(model);
  connect(another, &QPushButton::clicked, this,
          [this] { trainBox_->setVisible(trainBox_->isHidden()); });
  connect(train_, &QPushButton::clicked, this, &DataPage::trainTokenizer);
  connect(model, &QPushButton::clicked, this, &DataPage::openModelFile);
  right->addWidget(tokenizerCard_);
  right->addStretch(1);
}

void DataPage::showCorpora() {
  clear(corporaList_);
  const CorpusEntry* chosen = context_.choices.corpus();
  for (const CorpusEntry& entry : context_.library.corpora()) {
    const QString slug = QString::fromStdString(entry.info.slug);
    QPushButton* choose = choiceButton("corpus." + slug, {});
    choose->setChecked(chosen && chosen->info.slug == entry.info.slug);
    const QString name = QString::fromStdString(entry.info.name);
    choose->setText(QFontMetrics(theme().font(13, QFont::DemiBold))
                        .elidedText(name, Qt::ElideMiddle, theme().px(180)));
    choose->setAccessibleName(name);
    choose->setToolTip(tr("%1\n%2, %3 documents")
                           .arg(name, bytesText(static_cast<double>(entry.info.statistics.bytes)),
                                countText(static_cast<double>(entry.info.statistics.documents))));
    connect(choose, &QPushButton::clicked, this, [this, choose, slug] {
      choose->setChecked(true);
      context_.choices.setCorpus(slug.toStdString());
    });
    corporaList_->addWidget(choose);
  }
  corporaCard_->setVisible(!context_.library.corpora().empty());
}

void DataPage::showCorpus() {
  const CorpusEntry* entry = context_.choices.corpus();
  columns_->setRightShown(entry != nullptr);
  corpusCard_->setVisible(entry != nullptr);
  lengthsCard_->setVisible(entry != nullptr);
  tokenizerCard_->setVisible(entry != nullptr);
  look_->setProperty("absent", !entry);
  open_->setProperty("absent", !entry);  // the empty page has it in its middle column's neighbour
  Q_EMIT headerChanged();
  showJob();
  if (!entry) return;
  const CorpusStatistics& s = entry->info.statistics;
  const auto count = [](uint64_t n) { return countText(static_cast<double>(n)); };
  Figures::Rows rows{
      {tr("Documents"), count(s.documents)},
      {tr("Characters"), count(s.characters)},
      {tr("Distinct characters"), count(s.distinctCharacters)},
      {tr("Size"), bytesText(static_cast<double>(s.bytes))},
      {tr("Shortest, longest"), tr("%1, %2").arg(count(s.shortest), count(s.longest))},
      {tr("Exact duplicates"), count(s.exactDuplicates)}};
  if (s.replacedBytes) rows.append({tr("Invalid bytes replaced"), count(s.replacedBytes)});
  if (!entry->info.sources.empty()) rows.append({tr("Files"), count(entry->info.sources.size())});
  corpusFigures_->setRows(rows);
  skipped_->setVisible(s.skippedCount > 0);
  if (s.skippedCount) {
    QStringList lines{tr("Skipped: %1").arg(count(s.skippedCount))};
    for (size_t i = 0; i < std::min<size_t>(s.skipped.size(), 3); ++i)
      lines << QString::fromStdString(s.skipped[i].file).section('/', -1) + " " +
                   QString::fromStdString(s.skipped[i].place) + ": " +
                   QString::fromStdString(s.skipped[i].reason);
    skipped_->setText(lines.join('\n'));
    QStringList all;
    for (size_t i = 0; i < std::min<size_t>(s.skipped.size(), 40); ++i)
      all << QString::fromStdString(s.skipped[i].file + " " + s.skipped[i].place + ": " +
                                    s.skipped[i].reason);
    skipped_->setToolTip(all.join('\n'));
  }

  std::vector<Histogram::Bar> bars;
  size_t first = 0;
  while (first < s.lengthHistogram.size() && !s.lengthHistogram[first]) ++first;
  for (size_t i = first; i < s.lengthHistogram.size(); ++i)
    bars.push_back({tr("%1 to %2 characters")
                        .arg(countText(std::ldexp(1, static_cast<int>(i))),
                             countText(std::ldexp(1, static_cast<int>(i) + 1) - 1)),
                    static_cast<double>(s.lengthHistogram[i])});
  lengthsCard_->setVisible(bars.size() > 2);
  lengths_->setBars(std::move(bars), count(s.shortest), count(s.longest));
  const TokenizerEntry* tokenizer = context_.choices.tokenizer();
  document_->show(*entry, tokenizer ? tokenizer->tokenizer : nullptr);
  newTokenizer_ = defaultTokenizer(s);
  tokenizerForm_->readBack();
}

void DataPage::showTokenizer() {
  const TokenizerEntry* entry = context_.choices.tokenizer();
  document_->setTokenizer(entry ? entry->tokenizer : nullptr);
  if (!entry) {
    tokenizerFigures_->setRows({{tr("None chosen"), {}}});
    return;
  }
  const Tokenizer& t = *entry->tokenizer;
  tokenizerFigures_->setRows({{tr("Name"), QString::fromStdString(t.name)},
                              {tr("Kind"), kindName(t.kind())},
                              {tr("Pieces"), countText(static_cast<double>(t.pieces()))}});
}

void DataPage::showJob() {
  const bool busy = context_.jobs.busy();
  subject_->setCurrentIndex(context_.choices.corpus() ? 2 : busy ? 1 : 0);
  train_->setEnabled(!busy);
  if (!busy) return;
  const Progress progress = context_.jobs.progress();
  workTitle_->setText(context_.jobs.title());
  workStage_->setText(inWords(progress.stage));
  workBar_->setRange(0, progress.total ? 1000 : 0);
  if (progress.total)
    workBar_->setValue(static_cast<int>(1000 * static_cast<double>(progress.done) /
                                        static_cast<double>(progress.total)));
}

void DataPage::makeSample(const QString& id) {
  for (const CorpusEntry& entry : context_.library.corpora())
    if (entry.info.sampleOf == id.toStdString()) {
      context_.choices.setCorpus(entry.info.slug);
      return;
    }
  const SampleInfo* sample = findSample(id.toStdString());
  context_.jobs.run(
      tr("Making %1").arg(translated(sample->label)), this,
      [workspace = context_.library.workspace(), id = id.toStdString()](JobControl& control) {
        return makeBuiltIn(workspace, id, control);
      },
      [this](const Result<Prepared>& result) { prepared(result); });
}

void DataPage::openPaths(const QStringList& paths) {
  std::vector<std::filesystem::path> files;
  for (const QString& path : paths) files.emplace_back(path.toStdString());
  if (files.empty()) return;
  const QString name = paths.front().section('/', -1, -1, QString::SectionSkipEmpty);
  context_.jobs.run(
      paths.size() == 1 ? tr("Importing %1").arg(name) : tr("Importing %1 files").arg(paths.size()),
      this,
      [workspace = context_.library.workspace(), files, settings = import_](JobControl& control) {
        return importFiles(workspace, files, settings, control);
      },
      [this](const Result<Prepared>& result) { prepared(result); });
}

void DataPage::openFiles() {
  openPaths(
      dialogs().openFiles(this, tr("Open text files"),
                          tr("Text (*.txt *.md *.jsonl *.json *.csv *.tsv *.gz);;All files (*)")));
}

void DataPage::openFolder() {
  const QString folder = dialogs().openFolder(this, tr("Open a folder of text files"));
  if (!folder.isEmpty()) openPaths({folder});
}

void DataPage::trainTokenizer() {
  const CorpusEntry* entry = context_.choices.corpus();
  if (!entry || !tokenizerForm_->valid()) return;
  context_.jobs.run(
      tr("Training a tokenizer"), this,
      [workspace = context_.library.workspace(), folder = entry->folder, settings = newTokenizer_](
          JobControl& control) { return trainAnother(workspace, folder, settings, control); },
      [this](const Result<Prepared>& result) { prepared(result); });
}

void DataPage::openModelFile() {
  const CorpusEntry* entry = context_.choices.corpus();
  const QStringList files = dialogs().openFiles(
      this, tr("Open a SentencePiece model"), tr("SentencePiece models (*.model);;All files (*)"));
  if (!entry || files.isEmpty()) return;
  context_.jobs.run(
      tr("Opening %1").arg(files.front().section('/', -1)), this,
      [workspace = context_.library.workspace(), folder = entry->folder,
       model = std::filesystem::path(files.front().toStdString())](JobControl& control) {
        return openModel(workspace, model, folder, control);
      },
      [this](const Result<Prepared>& result) { prepared(result); });
}

void DataPage::prepared(const Result<Prepared>& result) {
  showJob();
  if (!result) {
    if (isCancelled(result.error()))
      context_.messages.showNotice(tr("Cancelled. Nothing was kept."));
    else
      context_.messages.showError(result.error());
    return;
  }
  context_.messages.dismiss();
  context_.choices.setCorpus(result->corpus);
  if (!result->tokenizer.empty()) context_.choices.setTokenizer(result->tokenizer);
  trainBox_->hide();
  context_.library.refresh();
}

}  // namespace unmask
