// Building and filling the view of tokenizers.
#include "ui/data/tokenizer_view.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QTableView>

#include "core/corpus/encode.h"
#include "ui/data/things_card.h"
#include "ui/data/vocabulary_model.h"
#include "ui/help/help.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/number_column.h"
#include "ui/widgets/picker.h"
#include "ui/widgets/settings_form.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

constexpr int kLongestInspected = 10'000;  // characters

QString count(uint64_t n) {
  return countText(static_cast<double>(n));
}

QString ratio(uint64_t of, uint64_t by) {
  return by ? valueText(static_cast<double>(of) / static_cast<double>(by)) : QStringLiteral("–");
}

QString kindName(TokenizerKind kind) {
  switch (kind) {
    case TokenizerKind::unigram:
      return TokenizerView::tr("Unigram");
    case TokenizerKind::bpe:
      return TokenizerView::tr("BPE");
    case TokenizerKind::character:
      return TokenizerView::tr("Characters");
    case TokenizerKind::byte:
      return TokenizerView::tr("Bytes");
  }
  return {};
}

QString nameOf(const Tokenizer& tokenizer) {
  return oneLine(QString::fromStdString(tokenizer.name));
}

}  // namespace

TokenizerView::TokenizerView(PageContext& context, ThreeColumns& columns, Measures& chosen,
                             QObject* parent)
    : QObject(parent), context_(context), inspecting_(this, [this](std::pair<Seen, Seen> seen) {
        sides_[0].seen = std::move(seen.first);
        sides_[1].seen = std::move(seen.second);
        presentText();
      }) {
  buildLeft(columns.left());
  buildMiddle(columns.middle());
  buildRight(columns.right(), chosen);
  typing_.setSingleShot(true);
  typing_.setInterval(60);
  connect(&typing_, &QTimer::timeout, this, &TokenizerView::inspect);
  setShown(false);
}

void TokenizerView::buildLeft(QVBoxLayout* left) {
  list_ = new ThingsCard("tokenizer", tr("Tokenizers"));
  QAction* open = list_->addMenu().addAction(tr("Open a SentencePiece .model…"));
  open->setObjectName("openModel");
  connect(open, &QAction::triggered, this, &TokenizerView::openAsked);
  left->addWidget(list_);

  trainCard_ = new Card(tr("Train another"));
  trainCard_->headingRow()->addWidget(helpMark("tokenizer"));
  form_ = new SettingsForm("tokenizer");
  form_->setFields(fieldsOf(newTokenizer_));
  trainCard_->body()->addWidget(form_);
  train_ = button("trainTokenizer", tr("Train tokenizer"));
  trainCard_->body()->addWidget(train_);
  connect(train_, &QPushButton::clicked, this, [this] {
    if (form_->valid()) Q_EMIT trainAsked();
  });
  left->addWidget(trainCard_);
}

void TokenizerView::buildMiddle(QVBoxLayout* middle) {
  inspectCard_ = new Card(tr("A text in pieces"));
  inspectCard_->setObjectName("inspectCard");
  besidePicker_ = new Picker("pickBeside", tr("Beside"));
  ids_ = modeButton("inspectIds", tr("Ids"));
  ids_->setToolTip(tr("Show the id of each piece"));
  inspectCard_->headingRow()->addWidget(ids_);
  inspectCard_->headingRow()->addWidget(besidePicker_);
  inspectCard_->headingRow()->addWidget(helpMark("piece"));
  text_ = new QPlainTextEdit;
  text_->setObjectName("inspectText");
  text_->setAccessibleName(tr("Text to see in pieces"));
  text_->setPlaceholderText(tr("Type or paste a text to see its pieces"));
  text_->setTabChangesFocus(true);
  text_->setPlainText(tr("The cat sat on the mat and watched the rain."));
  inspectCard_->body()->addWidget(text_);
  flow_ = new PieceFlow;
  flow_->setObjectName("inspectPieces");
  flow_->setAccessibleName(tr("The text in pieces"));
  auto* area = new QScrollArea;
  area->setObjectName("inspectScroll");
  area->setWidgetResizable(true);
  area->setFrameShape(QFrame::NoFrame);
  area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  auto* holder = new QWidget;
  holder->setObjectName("column");
  auto* inside = new QVBoxLayout(holder);
  inside->setContentsMargins(0, 0, 0, 0);
  inside->addWidget(flow_);
  inside->addStretch(1);
  area->setWidget(holder);
  inspectCard_->body()->addWidget(area, 1);
  inspectNote_ = label({}, "secondary", true);
  inspectNote_->setObjectName("inspectNote");
  inspectCard_->body()->addWidget(inspectNote_);
  middle->addWidget(inspectCard_, 1);

  vocabularyCard_ = new Card(tr("Vocabulary"));
  vocabularyCard_->setObjectName("vocabularyCard");
  filter_ = new QLineEdit;
  filter_->setObjectName("vocabularyFilter");
  filter_->setPlaceholderText(tr("Piece or id"));
  filter_->setAccessibleName(tr("Show only pieces with this text, or the piece of this id"));
  filter_->setClearButtonEnabled(true);
  filter_->setMaxLength(200);
  vocabularyCard_->headingRow()->addWidget(filter_);
  vocabularyCard_->headingRow()->addWidget(helpMark("vocabulary"));
  vocabulary_ = new VocabularyModel(this);
  table_ = new QTableView;
  table_->setObjectName("vocabularyTable");
  table_->setAccessibleName(tr("Vocabulary"));
  table_->setModel(vocabulary_);
  table_->setShowGrid(false);
  table_->setFrameShape(QFrame::NoFrame);
  table_->setTabKeyNavigation(false);
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  table_->horizontalHeader()->setHighlightSections(false);
  table_->horizontalHeader()->setSectionResizeMode(VocabularyModel::piece, QHeaderView::Stretch);
  table_->horizontalHeader()->setSortIndicator(VocabularyModel::id, Qt::AscendingOrder);
  table_->setSortingEnabled(true);
  vocabularyCard_->body()->addWidget(table_, 1);
  vocabularyNote_ = label({}, "secondary", true);
  vocabularyNote_->setObjectName("vocabularyNote");
  vocabularyCard_->body()->addWidget(vocabularyNote_);
  middle->addWidget(vocabularyCard_, 1);

  connect(text_, &QPlainTextEdit::textChanged, &typing_, qOverload<>(&QTimer::start));
  connect(ids_, &QPushButton::clicked, this, [this] { flow_->setIds(ids_->isChecked()); });
  connect(besidePicker_, &Picker::picked, this, [this](const QString& slug) {
    beside_ = slug;
    showTokenizers();
  });
  connect(filter_, &QLineEdit::textChanged, vocabulary_, &VocabularyModel::setFilter);
  connect(vocabulary_, &VocabularyModel::arranged, this, &TokenizerView::presentVocabulary);
  const auto scale = [this, area] {
    area->setMinimumHeight(theme().px(110));  // two tokenizers' rows of pieces
    text_->setFont(theme().font(15));
    text_->setFixedHeight(3 * QFontMetrics(theme().font(15)).lineSpacing() + theme().px(14));
    filter_->setMinimumWidth(theme().px(90));
    filter_->setMaximumWidth(theme().px(180));
    table_->verticalHeader()->setMinimumSectionSize(1);
    table_->verticalHeader()->setDefaultSectionSize(theme().px(28));
    table_->setMinimumHeight(theme().px(140));
    fitColumns();
  };
  connect(&theme(), &Theme::changed, this, scale);
  scale();
}

void TokenizerView::buildRight(QVBoxLayout* right, Measures& chosen) {
  for (int i : {0, 1}) {
    Side& side = sides_[i];
    side.card = new Card({});
    side.card->setObjectName(i ? "besideCard" : "tokenizerCard2");
    side.aboutUnigram = helpMark("unigram");
    side.aboutBpe = helpMark("bpe");
    side.card->headingRow()->addWidget(side.aboutUnigram);
    side.card->headingRow()->addWidget(side.aboutBpe);
    const auto part = [&side](const QString& heading, const QString& term) {
      auto* row = new QHBoxLayout;
      row->addWidget(label(heading, "value"), 1);
      row->addWidget(helpMark(term));
      side.card->body()->addLayout(row);
    };
    part(tr("On this text"), "coverage");
    side.text = new Figures;
    side.text->setObjectName(i ? "besideTextFigures" : "textFigures");
    side.card->body()->addWidget(side.text);
    side.unnamed = label({}, "warning", true);
    side.unnamed->setObjectName(i ? "besideUnnamed" : "unnamed");
    side.card->body()->addWidget(side.unnamed);
    side.card->body()->addWidget(rule());
    part(tr("On the corpus"), "bytes-per-token");
    side.corpus = new Figures;
    side.corpus->setObjectName(i ? "besideCorpusFigures" : "tokenizerFigures");
    side.card->body()->addWidget(side.corpus);
    side.note = label({}, "secondary", true);
    side.card->body()->addWidget(side.note);
    side.encode = linkButton(i ? "encodeBeside" : "encodeChosen", tr("Cut it into pieces now"));
    side.card->body()->addWidget(side.encode);
    side.measures = i ? new Measures(context_.library.workspace().root(), this) : &chosen;
    connect(side.measures, &Measures::changed, this, [this, i] {
      presentSide(sides_[i], i == 1);
      if (i == 0) presentVocabulary();
    });
    if (i) connect(side.measures, &Measures::failed, this, &TokenizerView::failed);
    connect(side.encode, &QPushButton::clicked, this, [this, i] {
      if (sides_[i].tokenizer)
        Q_EMIT encodeAsked(QString::fromStdString(sides_[i].tokenizer->slug));
    });
    right->addWidget(side.card);
  }
}

void TokenizerView::setShown(bool shown) {
  shown_ = shown;
  list_->setVisible(shown);
  trainCard_->setVisible(shown);
  inspectCard_->setVisible(shown);
  vocabularyCard_->setVisible(shown);
  sides_[0].card->setVisible(shown);
  sides_[1].card->setVisible(shown && sides_[1].tokenizer);
  if (shown) showTokenizers();
}

void TokenizerView::setBusy(bool busy) {
  train_->setEnabled(!busy && corpus_);
  for (Side& side : sides_) side.encode->setEnabled(!busy);
}

void TokenizerView::showCorpus(OpenCorpus corpus, const CorpusStatistics* statistics) {
  corpus_ = std::move(corpus);
  train_->setEnabled(corpus_ != nullptr);
  if (corpus_ && statistics && defaultsFor_ != corpus_->info().slug) {
    defaultsFor_ = corpus_->info().slug;
    newTokenizer_ = defaultTokenizer(*statistics);
    form_->readBack();
  }
  if (shown_) showTokenizers();
}

void TokenizerView::showTokenizers() {
  std::vector<Thing> things;
  for (const TokenizerEntry& entry : context_.library.tokenizers()) {
    const Tokenizer& t = *entry.tokenizer;
    things.push_back(
        {QString::fromStdString(t.slug), nameOf(t),
         tr("%1 · %2 pieces").arg(kindName(t.kind()), count(static_cast<uint64_t>(t.pieces()))),
         context_.library.placeOf(entry.folder), QString::fromStdString(entry.folder.string())});
  }
  const TokenizerEntry* chosen = context_.choices.tokenizer();
  list_->show(std::move(things),
              chosen ? QString::fromStdString(chosen->tokenizer->slug) : QString());
  if (!shown_) return;
  const TokenizerEntry* beside = context_.library.tokenizer(beside_.toStdString());
  const std::shared_ptr<const Tokenizer> now[2] = {
      chosen ? chosen->tokenizer : nullptr,
      beside && beside != chosen ? beside->tokenizer : nullptr};
  for (int i : {0, 1}) sides_[i].tokenizer = now[i];
  sides_[1].measures->show(now[1] ? corpus_ : nullptr, now[1]);
  fillBeside();
  inspect();
  presentVocabulary();
}

void TokenizerView::fillBeside() {
  QList<Picker::Option> options{{{}, tr("nothing"), tr("Only the chosen tokenizer")}};
  for (const TokenizerEntry& entry : context_.library.tokenizers())
    if (entry.tokenizer != sides_[0].tokenizer)
      options.append({QString::fromStdString(entry.tokenizer->slug), nameOf(*entry.tokenizer),
                      kindName(entry.tokenizer->kind())});
  besidePicker_->setOptions(options, 1);
  besidePicker_->setEnabled(options.size() > 1);
  const auto& second = sides_[1].tokenizer;
  besidePicker_->setCurrent(second ? beside_ : QString(), second ? nameOf(*second) : tr("nothing"));
}

void TokenizerView::find() {
  filter_->setFocus(Qt::ShortcutFocusReason);
  filter_->selectAll();
}

QString TokenizerView::inspected() const {
  return text_->toPlainText();
}

void TokenizerView::setState(const QString& inspected, const QString& beside) {
  if (!inspected.isEmpty()) text_->setPlainText(inspected);
  beside_ = beside;
  if (shown_) showTokenizers();
}

void TokenizerView::inspect() {
  const std::string text = text_->toPlainText().left(kLongestInspected).toStdString();
  inspecting_.ask([text, first = sides_[0].tokenizer, second = sides_[1].tokenizer] {
    const auto seen = [&](const std::shared_ptr<const Tokenizer>& tokenizer) -> Seen {
      if (!tokenizer) return nullptr;
      return std::make_shared<const PieceFlow::Seen>(
          PieceFlow::Seen{tokenizer, unmask::inspect(*tokenizer, text)});
    };
    return std::pair(seen(first), seen(second));
  });
}

void TokenizerView::presentText() {
  flow_->show(sides_[0].seen.get(), sides_[1].seen.get());
  QStringList notes;
  if (text_->toPlainText().size() > kLongestInspected)
    notes << tr("The first %1 characters.").arg(count(kLongestInspected));
  if (flow_->cutShort()) notes << tr("Not all pieces are drawn; all are counted.");
  if (sides_[1].seen)
    notes << tr("Above: %1. Below: %2. Pieces that end at the same place end in line.")
                 .arg(nameOf(*sides_[0].seen->tokenizer), nameOf(*sides_[1].seen->tokenizer));
  for (const Side& side : sides_)
    if (side.seen && side.seen->inspection.inBytes > 0)
      notes << tr("Dashed: single bytes of a character without a piece.");
  notes.removeDuplicates();
  inspectNote_->setText(notes.join(' '));
  inspectNote_->setVisible(!notes.isEmpty());
  presentSide(sides_[0], false);
  presentSide(sides_[1], true);
}

void TokenizerView::presentSide(Side& side, bool second) {
  side.card->setVisible(shown_ && (side.tokenizer || !second));
  if (!side.tokenizer) {
    if (second) return;
    side.card->setHeading(tr("No tokenizer yet"));
    side.aboutUnigram->hide();
    side.aboutBpe->hide();
    return;
  }
  side.card->setHeading(nameOf(*side.tokenizer));
  side.aboutUnigram->setVisible(side.tokenizer->kind() == TokenizerKind::unigram);
  side.aboutBpe->setVisible(side.tokenizer->kind() == TokenizerKind::bpe);
  const Seen& seen = side.seen;
  if (seen && seen->tokenizer == side.tokenizer) {
    const Inspection& i = seen->inspection;
    const uint64_t tokens = i.encoding.ids.size();
    side.text->setRows({{tr("Tokens"), count(tokens)},
                        {tr("Bytes per token"), ratio(i.bytes, tokens)},
                        {tr("Tokens per word"), ratio(tokens, i.words)},
                        {tr("Coverage"), shareText(i.coverage())}});
    QStringList names;
    constexpr size_t kNamed = 8;
    for (size_t k = 0; k < std::min(kNamed, i.unnamed.size()); ++k)
      names << tr("%1 × %2", "character, how often")
                   .arg(characterName(static_cast<char32_t>(i.unnamed[k].first)),
                        count(i.unnamed[k].second));
    if (i.unnamed.size() > kNamed) names << tr("%1 more").arg(count(i.unnamed.size() - kNamed));
    side.unnamed->setText(
        (i.unknown > 0 ? tr("Unknown, and lost: %1") : tr("No piece of their own: %1"))
            .arg(names.join(", ")));
    side.unnamed->setVisible(!names.isEmpty());
  }
  Figures::Rows rows{{tr("Kind"), kindName(side.tokenizer->kind())},
                     {tr("Pieces"), count(static_cast<uint64_t>(side.tokenizer->pieces()))}};
  const auto measured = counted(side);
  if (measured) {
    const auto used = static_cast<uint64_t>(std::count_if(
        measured->counts.begin(), measured->counts.end(), [](uint64_t n) { return n > 0; }));
    rows.append({tr("Pieces used"), count(used)});
    rows.append({tr("Tokens"), count(measured->tokens)});
    rows.append({tr("Bytes per token"), ratio(measured->bytes, measured->tokens)});
  }
  if (!side.tokenizer->lossless()) rows.append({tr("Gives the text back"), tr("not always")});
  side.corpus->setRows(rows);
  const bool encoded = side.measures->encoded();
  side.note->setText(!corpus_                    ? tr("No corpus is chosen.")
                     : side.measures->counting() ? tr("Counting pieces…")
                                                 : tr("The corpus is not in these pieces yet."));
  side.note->setVisible(!measured);
  side.encode->setVisible(corpus_ && !measured && !encoded);
}

std::shared_ptr<const TokenMeasures> TokenizerView::counted(const Side& side) {
  const auto& tokens = side.measures->tokens();
  const bool fits = tokens && side.tokenizer &&
                    tokens->counts.size() == static_cast<size_t>(side.tokenizer->pieces());
  return fits ? tokens : nullptr;
}

void TokenizerView::fitColumns() {
  for (int column : {VocabularyModel::id, VocabularyModel::kind, VocabularyModel::score,
                     VocabularyModel::count, VocabularyModel::share})
    fitNumberColumn(table_, column, vocabulary_->widest(column));
}

void TokenizerView::presentVocabulary() {
  vocabulary_->show(sides_[0].tokenizer, counted(sides_[0]));
  fitColumns();
  const auto rows = static_cast<uint64_t>(vocabulary_->rowCount());
  const auto all = static_cast<uint64_t>(vocabulary_->total());
  vocabularyNote_->setText(rows != all ? tr("%1 of %2 pieces.").arg(count(rows), count(all))
                           : all == 1  ? tr("1 piece.")
                                       : tr("%1 pieces.").arg(count(all)));
}

}  // namespace unmask
