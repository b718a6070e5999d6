// Building the Data page, and what it shows of the shared choices.
#include "ui/data/data_page.h"

#include <QButtonGroup>
#include <QLocale>
#include <QProgressBar>
#include <QShortcut>
#include <QStackedWidget>

#include "core/corpus/samples.h"
#include "ui/data/document_view.h"
#include "ui/data/documents_card.h"
#include "ui/data/measures.h"
#include "ui/data/measures_column.h"
#include "ui/data/picture_audit_view.h"
#include "ui/data/picture_tokenizers.h"
#include "ui/data/pictures_card.h"
#include "ui/data/pictures_view.h"
#include "ui/data/places_dialog.h"
#include "ui/data/sources_dialog.h"
#include "ui/data/things_card.h"
#include "ui/data/tokenizer_view.h"
#include "ui/theme/theme.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

// How much a corpus holds, in a line.
QString extent(const CorpusInfo& info) {
  const PictureFacts& p = info.pictures;
  if (p.count > 0) {
    const QString size = DataPage::tr("%1 × %2", "width, height").arg(p.width).arg(p.height);
    return p.count == 1
               ? DataPage::tr("%1 · one picture").arg(size)
               : DataPage::tr("%1 · %2 pictures", "size, count")
                     .arg(size, countText(static_cast<double>(p.count)));
  }
  const CorpusStatistics& s = info.statistics;
  const QString size = bytesText(static_cast<double>(s.bytes));
  return s.documents == 1
             ? DataPage::tr("%1 · one document").arg(size)
             : DataPage::tr("%1 · %2 documents")
                   .arg(size, countText(static_cast<double>(s.documents)));
}

Result<OpenCorpus> openShared(const std::filesystem::path& folder) {
  UNMASK_ASSIGN(Corpus corpus, Corpus::open(folder));
  return std::make_shared<const Corpus>(std::move(corpus));
}

}  // namespace

DataPage::DataPage(PageContext& context)
    : Page(context),
      opening_(this, [this](Result<OpenCorpus> corpus) { opened(std::move(corpus)); }) {
  columns_ = new ThreeColumns;
  columns_->letLeftGrow();
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  outer->addWidget(columns_);

  open_ = button("dataOpenFiles", tr("Open files…"), "file");
  open_->setToolTip(tr("Open text files or pictures (Ctrl+O)"));
  look_ = primaryButton("dataLook", tr("See the examples"), "arrow-right");
  look_->setLayoutDirection(Qt::RightToLeft);  // the arrow stands after the words
  connect(open_, &QPushButton::clicked, this, &DataPage::openFiles);
  connect(look_, &QPushButton::clicked, this, [this] { context_.go(PageId::pretext); });

  buildLeft(columns_->left());
  columns_->middle()->addWidget(buildSubject(), 1);
  measures_ = new Measures(context_.library.workspace().root(), this);
  measuresColumn_ = new MeasuresColumn(*measures_, columns_->right(), this);
  pictureFacts_ = new PicturesCard;
  columns_->right()->addWidget(pictureFacts_);
  tokenizers_ = new TokenizerView(context_, *columns_, *measures_, this);
  pictureTokenizers_ = new PictureTokenizers(context_, *columns_, &tokenizers_->list(), this);
  filler_ = new QWidget;
  columns_->left()->addWidget(filler_, 1);
  columns_->right()->addStretch(0);
  addShortcuts();

  const auto failed = [this](const Error& error) { context_.messages.showError(error); };
  connect(document_, &DocumentView::failed, this, failed);
  connect(documents_, &DocumentsCard::failed, this, failed);
  connect(measures_, &Measures::failed, this, failed);
  connect(pictures_, &PicturesView::failed, this, failed);
  connect(pictureFacts_, &PicturesCard::failed, this, failed);
  connect(pictureFacts_, &PicturesCard::pictureChosen, pictures_, &PicturesView::goTo);
  connect(pictureFacts_, &PicturesCard::sourcesAsked, this, [this] {
    if (corpus_) SourcesDialog(corpus_, window()).exec();
  });
  connect(documents_, &DocumentsCard::documentChosen, pictures_, &PicturesView::goToCaption);
  connect(documents_, &DocumentsCard::hitChosen, pictures_,
          [this](const SearchHit& hit) { pictures_->goToCaption(hit.document); });
  connect(tokenizers_, &TokenizerView::failed, this, failed);
  connect(documents_, &DocumentsCard::documentChosen, document_,
          [this](quint64 document) { document_->goTo(document); });
  connect(documents_, &DocumentsCard::hitChosen, this, [this](const SearchHit& hit) {
    document_->goTo(hit);
    documents_->setCurrent(hit.document);
  });
  connect(&documents_->search(), &CorpusSearch::changed, this,
          [this] { document_->setPattern(documents_->search().pattern()); });
  connect(document_, &DocumentView::documentShown, documents_,
          [this](quint64 document) { documents_->setCurrent(document); });
  connect(measuresColumn_, &MeasuresColumn::documentChosen, document_,
          [this](quint64 document) { document_->goTo(document); });
  connect(measuresColumn_, &MeasuresColumn::sourcesAsked, this, [this] {
    if (corpus_) SourcesDialog(corpus_, window()).exec();
  });
  const auto encodeChosen = [this] {
    if (const TokenizerEntry* entry = context_.choices.tokenizer()) encode(entry->tokenizer->slug);
  };
  connect(measuresColumn_, &MeasuresColumn::encodeAsked, this, encodeChosen);
  connect(tokenizers_, &TokenizerView::encodeAsked, this,
          [this](const QString& slug) { encode(slug.toStdString()); });
  connect(tokenizers_, &TokenizerView::trainAsked, this, &DataPage::trainTokenizer);
  connect(tokenizers_, &TokenizerView::openAsked, this, &DataPage::openModelFile);
  connect(&tokenizers_->list(), &ThingsCard::chosen, this,
          [this](const QString& slug) { context_.choices.setTokenizer(slug.toStdString()); });
  connect(&tokenizers_->list(), &ThingsCard::renameAsked, this, &DataPage::renameTokenizer);
  connect(&tokenizers_->list(), &ThingsCard::removeAsked, this, &DataPage::removeTokenizer);
  connect(&pictureTokenizers_->list(), &ThingsCard::renameAsked, this,
          &DataPage::renamePictureTokenizer);
  connect(&pictureTokenizers_->list(), &ThingsCard::removeAsked, this,
          &DataPage::removePictureTokenizer);

  connect(&context_.library, &Library::changed, this, &DataPage::showChosen);
  connect(&context_.choices, &Choices::corpusChanged, this, &DataPage::showChosen);
  connect(&context_.choices, &Choices::tokenizerChanged, this, &DataPage::showChosen);
  for (const auto signal : {&Choices::objectiveChanged, &Choices::settingsChanged})
    connect(&context_.choices, signal, this,
            [this] { pictureFacts_->setReading(captionReading()); });
  connect(&context_.jobs, &JobRunner::changed, this, &DataPage::showJob);
  showChosen();
}

QString DataPage::subtitle() const {
  return context_.choices.corpus() ? tr("What the models learn from")
                                   : tr("Open your own data, or begin with a sample");
}

int DataPage::pickers() const {
  return context_.choices.corpus() ? corpusPicker | tokenizerPicker : 0;
}

QList<QWidget*> DataPage::actions() const {
  return {open_, look_};
}

QJsonObject DataPage::state() const {
  if (isPending_) return toJson(pending_);
  return toJson(DataState{tokenizerMode_->isChecked(), document_->document(), document_->byte(),
                          document_->asPieces(), document_->invisible(), documents_->searchText(),
                          documents_->matchCase(), tokenizers_->inspected(),
                          tokenizers_->beside()});
}

void DataPage::restore(const QJsonObject& json) {
  if (json.isEmpty()) return;
  const DataState s = dataStateFromJson(json);
  (s.tokenizers ? tokenizerMode_ : corpusMode_)->setChecked(true);
  document_->setModes(s.pieces, s.invisible);
  documents_->setSearch(s.search, s.matchCase);
  tokenizers_->setState(s.inspected, s.beside);
  isPending_ = !corpus_;
  pending_ = s;
  if (corpus_) document_->goTo(s.document, s.byte);
  showMode();
}

void DataPage::buildLeft(QVBoxLayout* left) {
  modes_ = new QWidget;
  auto* row = new QHBoxLayout(modes_);
  row->setContentsMargins(0, 0, 0, 0);
  corpusMode_ = modeButton("dataCorpus", tr("Corpus"));
  tokenizerMode_ = modeButton("dataTokenizer", tr("Tokenizer"));
  auto* group = new QButtonGroup(this);
  for (QPushButton* mode : {corpusMode_, tokenizerMode_}) {
    group->addButton(mode);
    row->addWidget(mode);
    connect(mode, &QPushButton::clicked, this, &DataPage::showMode);
  }
  corpusMode_->setChecked(true);
  row->addStretch(1);

  corpora_ = new ThingsCard("corpus", tr("Corpora"));
  QMenu& add = corpora_->addMenu();
  const auto action = [this](QMenu& menu, const char* name, const QString& text, auto act) {
    QAction* made = menu.addAction(text);
    made->setObjectName(name);
    connect(made, &QAction::triggered, this, act);
    return made;
  };
  action(add, "corpusOpenFiles", tr("Open files…"), &DataPage::openFiles);
  action(add, "corpusOpenFolder", tr("Open folder…"), &DataPage::openFolder);
  action(add, "corpusImportHow", tr("How files are read…"), &DataPage::showImportSettings);
  add.addSeparator();
  for (const SampleInfo& sample : builtInSamples()) {
    const QString id = QString::fromLatin1(sample.id);
    QAction* make = add.addAction(tr("Sample: %1").arg(translated(sample.label)));
    make->setObjectName("corpusSample." + id);
    make->setToolTip(translated(sample.explanation));
    connect(make, &QAction::triggered, this, [this, id] { makeSample(id); });
  }
  add.setToolTipsVisible(true);
  add.addSeparator();
  action(add, "corpusPlaces", tr("Places…"),
         [this] { PlacesDialog(context_.library, window()).exec(); });
  connect(corpora_->addAction("corpusFiles", tr("Files it came from…")), &QAction::triggered, this,
          [this] {
            if (corpus_) SourcesDialog(corpus_, window()).exec();
          });
  connect(corpora_, &ThingsCard::chosen, this,
          [this](const QString& slug) { context_.choices.setCorpus(slug.toStdString()); });
  connect(corpora_, &ThingsCard::renameAsked, this, &DataPage::renameCorpus);
  connect(corpora_, &ThingsCard::removeAsked, this, &DataPage::removeCorpus);
  left->addWidget(corpora_);
  documents_ = new DocumentsCard;
  left->addWidget(documents_, 1);
  connect(documents_, &DocumentsCard::fillsChanged, this, &DataPage::showMode);
  buildSamples(left);
}

// The empty page's: how to come to a first corpus.
void DataPage::buildSamples(QVBoxLayout* left) {
  openCard_ = new Card(tr("Your own data"));
  openCard_->body()->addWidget(
      label(tr("Text, Markdown, JSON, JSONL, CSV and TSV files, also as .gz; pictures as PNG, JPEG, "
               "WebP, BMP, GIF, IDX, CIFAR, .npy, .npz. Drop them anywhere."),
            "secondary", true));
  auto* files = button("openFiles", tr("Open files…"), "file");
  files->setToolTip(open_->toolTip());
  auto* folder = button("openFolder", tr("Open folder…"), "open");
  connect(files, &QPushButton::clicked, this, &DataPage::openFiles);
  connect(folder, &QPushButton::clicked, this, &DataPage::openFolder);
  openCard_->body()->addWidget(files);
  openCard_->body()->addWidget(folder);
  auto* how = linkButton("importHow", tr("How files are read…"));
  connect(how, &QPushButton::clicked, this, &DataPage::showImportSettings);
  openCard_->body()->addWidget(how);
  auto* places = linkButton("openPlaces", tr("Look in other places…"));
  connect(places, &QPushButton::clicked, this,
          [this] { PlacesDialog(context_.library, window()).exec(); });
  openCard_->body()->addWidget(places);
  left->addWidget(openCard_);

  samplesCard_ = new Card(tr("Built-in samples"));
  samplesCard_->body()->setSpacing(0);
  for (const SampleInfo& sample : builtInSamples()) {
    const QString id = QString::fromLatin1(sample.id);
    auto* make = choiceButton("sample." + id, translated(sample.label));
    make->setCheckable(false);
    make->setToolTip(translated(sample.explanation));
    make->setAccessibleDescription(translated(sample.explanation));
    QLabel* about = label(translated(sample.explanation), "about", true);
    connect(make, &QPushButton::clicked, this, [this, id] { makeSample(id); });
    samplesCard_->body()->addWidget(make);
    samplesCard_->body()->addWidget(about);
  }
  left->addWidget(samplesCard_);
}

QWidget* DataPage::buildSubject() {
  subject_ = new QStackedWidget;
  const QString sample = QString::fromLatin1(builtInSamples().front().id);
  auto* begin =
      primaryButton("beginWithSample",
                    tr("Begin with %1").arg(translated(builtInSamples().front().label)), "sample");
  connect(begin, &QPushButton::clicked, this, [this, sample] { makeSample(sample); });
  subject_->addWidget(emptyCard(
      tr("No corpus here yet"),
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
  subject_->addWidget(document_);
  pictures_ = new PicturesView;
  subject_->addWidget(pictures_);
  return subject_;
}

void DataPage::addShortcuts() {
  const auto key = [this](const char* keys, const QString& meaning, auto act) {
    auto* shortcut = new QShortcut(QKeySequence(keys), this);
    shortcut->setWhatsThis(meaning);
    connect(shortcut, &QShortcut::activated, this, act);
  };
  key("Ctrl+O", tr("Open files"), [this] { openFiles(); });
  key("Ctrl+F", tr("Search"), [this] {
    if (tokenizerMode_->isChecked())
      tokenizers_->find();
    else
      documents_->find();
  });
  key("F3", tr("The next hit"), [this] { documents_->goToHit(1); });
  key("Shift+F3", tr("The hit before"), [this] { documents_->goToHit(-1); });
  key("Ctrl+G", tr("Go to a document"), [this] { document_->askForNumber(); });
  key("Ctrl+PgUp", tr("The document before"), [this] { document_->step(-1); });
  key("Ctrl+PgDown", tr("The next document"), [this] { document_->step(1); });
}

void DataPage::showMode() {
  const bool any = context_.choices.corpus() || !context_.library.tokenizers().empty() ||
                   !context_.library.pictureTokenizers().empty();
  if (!any) corpusMode_->setChecked(true);
  const bool tokenizers = tokenizerMode_->isChecked();
  const bool corpus = context_.choices.corpus() != nullptr;
  headWithModes(tokenizers ? tokenizers_->list() : corpus ? *corpora_ : *openCard_, any);
  corpora_->setVisible(!tokenizers && corpus);
  documents_->setVisible(!tokenizers && corpus && (!ofPictures() || captioned()));
  samplesCard_->setVisible(!tokenizers && !corpus);
  openCard_->setVisible(!tokenizers && !corpus);
  subject_->setVisible(!tokenizers);
  measuresColumn_->setShown(!tokenizers && !ofPictures());
  pictureFacts_->setVisible(!tokenizers && ofPictures());
  tokenizers_->setShown(tokenizers);
  pictureTokenizers_->setShown(tokenizers);
  filler_->setVisible(tokenizers || !corpus || (ofPictures() && !captioned()) ||
                      !documents_->fills());
  columns_->setRightShown(tokenizers || corpus);
}

bool DataPage::ofPictures() const {
  const CorpusEntry* entry = context_.choices.corpus();
  return entry && entry->info.pictures.count > 0;
}

bool DataPage::captioned() const {
  return ofPictures() && context_.choices.corpus()->info.statistics.documents > 0;
}

// The column's first card has the switch in its heading's place.
void DataPage::headWithModes(Card& first, bool shown) {
  QPushButton* focused = nullptr;
  for (QPushButton* mode : {corpusMode_, tokenizerMode_})
    if (mode->hasFocus()) focused = mode;
  first.headingRow()->insertWidget(0, modes_);
  modes_->setVisible(shown);
  first.heading()->setVisible(!shown);
  if (focused) focused->setFocus();
}

void DataPage::showCorpora() {
  std::vector<Thing> things;
  for (const CorpusEntry& entry : context_.library.corpora()) {
    things.push_back(
        {QString::fromStdString(entry.info.slug), oneLine(QString::fromStdString(entry.info.name)),
         extent(entry.info),
         context_.library.placeOf(entry.folder), QString::fromStdString(entry.folder.string())});
  }
  const CorpusEntry* chosen = context_.choices.corpus();
  corpora_->show(std::move(things), chosen ? QString::fromStdString(chosen->info.slug) : QString());
  QStringList names, reasons;
  for (const BrokenEntry& broken : context_.library.brokenCorpora()) {
    names << QString::fromStdString(broken.folder.filename().string());
    reasons << inWords(broken.why.what) + " " + inWords(broken.why.advice);
  }
  const QString list = QLocale().createSeparatedList(names);
  corpora_->setWarning(names.isEmpty()     ? QString()
                       : names.size() == 1 ? tr("%1 cannot be read").arg(list)
                                           : tr("%1 corpora cannot be read: %2", "count, names")
                                                 .arg(names.size())
                                                 .arg(list),
                       reasons.join("\n"));
}

void DataPage::showChosen() {
  const CorpusEntry* entry = context_.choices.corpus();
  const TokenizerEntry* tokenizer = context_.choices.tokenizer();
  showCorpora();
  look_->setProperty("absent", !entry);
  open_->setProperty("absent", !entry);  // the empty page has it in its middle column's neighbour
  document_->setTokenizer(tokenizer ? tokenizer->tokenizer : nullptr);
  if (!entry) {
    opened(OpenCorpus());
    openFolder_.clear();
  } else if (entry->folder != openFolder_ || entry->changed != openChanged_) {
    const bool same = entry->folder == openFolder_;  // renamed: what is shown stays
    openFolder_ = entry->folder;
    openChanged_ = entry->changed;
    if (!same) opening_.ask([folder = entry->folder] { return openShared(folder); });
  } else {
    measuresColumn_->show(ofPictures() ? nullptr : corpus_,
                          tokenizer ? tokenizer->tokenizer : nullptr);
    pictureFacts_->setReading(captionReading());
  }
  tokenizers_->showTokenizers();
  showMode();
  showJob();
  Q_EMIT headerChanged();
}

// Of the settings of now where their objective reads captions, else of image-text contrast's.
CaptionReading DataPage::captionReading() const {
  const TokenizerEntry* tokenizer = context_.choices.tokenizer();
  RunSpec spec = context_.choices.spec();
  if (familyOf(spec) != Family::pairs) spec = *defaultSpec("image-text-contrast");
  if (!tokenizer || !validate(spec)) return {};
  return {context_.library.workspace().root(), tokenizer->tokenizer, spec.model.context};
}

void DataPage::opened(Result<OpenCorpus> corpus) {
  if (!corpus) return context_.messages.showError(corpus.error());
  if (*corpus == corpus_) return;
  const CorpusEntry* entry = context_.choices.corpus();
  if (*corpus && (!entry || (*corpus)->folder() != entry->folder)) return;  // no longer chosen
  corpus_ = std::move(*corpus);
  const TokenizerEntry* tokenizer = context_.choices.tokenizer();
  // Of pictures the captions are the documents.
  const OpenCorpus text = corpus_ && corpus_->info().pictures.count > 0 ? nullptr : corpus_;
  documents_->show(text || captioned() ? corpus_ : nullptr);
  document_->show(text);
  pictures_->show(text ? nullptr : corpus_);
  pictureFacts_->show(text ? nullptr : corpus_, captionReading());
  measuresColumn_->show(text, tokenizer ? tokenizer->tokenizer : nullptr);
  tokenizers_->showCorpus(corpus_, corpus_ ? &corpus_->info().statistics : nullptr);
  if (text && std::exchange(isPending_, false))
    document_->goTo(pending_.document, pending_.byte);
  else if (text)
    documents_->setCurrent(0);
  showMode();
  showJob();
}

void DataPage::showJob() {
  const bool busy = context_.jobs.busy();
  if (!ofPictures())
    subject_->setCurrentIndex(context_.choices.corpus() ? 2 : busy ? 1 : 0);
  else if (corpus_ && corpus_->folder() == openFolder_)  // else it is still being opened
    subject_->setCurrentIndex(3);
  tokenizers_->setBusy(busy);
  if (!busy) return;
  const Progress progress = context_.jobs.progress();
  workTitle_->setText(context_.jobs.title());
  workStage_->setText(inWords(progress.stage));
  workBar_->setRange(0, progress.total ? 1000 : 0);
  if (progress.total)
    workBar_->setValue(static_cast<int>(1000 * static_cast<double>(progress.done) /
                                        static_cast<double>(progress.total)));
}

}  // namespace unmask
