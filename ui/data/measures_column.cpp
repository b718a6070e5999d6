// Building and filling the cards of measurements.
#include "ui/data/measures_column.h"

#include <QButtonGroup>
#include <QHeaderView>
#include <QStackedWidget>
#include <QTableView>

#include "core/corpus/length_bins.h"
#include "ui/data/counts_model.h"
#include "ui/data/findings_card.h"
#include "ui/data/how_read.h"
#include "ui/help/help.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/histogram.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

QString count(uint64_t n) {
  return countText(static_cast<double>(n));
}

// Of bins of length_bins.h; where there are many, some together.
std::vector<Histogram::Bar> bars(const std::vector<uint64_t>& bins, const QString& range) {
  constexpr size_t kMostBars = 40;
  size_t first = 0;
  while (first < bins.size() && !bins[first]) ++first;
  const size_t step = (bins.size() - first + kMostBars - 1) / kMostBars;
  std::vector<Histogram::Bar> bars;
  for (size_t i = first; i < bins.size(); i += step) {
    uint64_t documents = 0;
    for (size_t k = i; k < std::min(bins.size(), i + step); ++k) documents += bins[k];
    bars.push_back({range.arg(count(shortestOf(i)), count(shortestOf(i + step) - 1)),
                    static_cast<double>(documents)});
  }
  return bars;
}

// Of a corpus that was imported before there were finer bins: powers of two.
std::vector<Histogram::Bar> olderBars(const std::vector<uint64_t>& bins) {
  std::vector<Histogram::Bar> bars;
  for (size_t i = 0; i < bins.size(); ++i)
    if (bins[i] || !bars.empty())
      bars.push_back({MeasuresColumn::tr("%1 to %2 characters")
                          .arg(count(uint64_t{1} << i), count((uint64_t{2} << i) - 1)),
                      static_cast<double>(bins[i])});
  return bars;
}

// A few modes in a card's heading row, the first of them chosen.
void addModes(Card* card, const QList<QPushButton*>& modes) {
  auto* group = new QButtonGroup(card);
  for (QPushButton* mode : modes) {
    group->addButton(mode);
    card->headingRow()->addWidget(mode);
  }
  modes.front()->setChecked(true);
}

}  // namespace

MeasuresColumn::MeasuresColumn(Measures& measures, QVBoxLayout* column, QObject* parent)
    : QObject(parent), measures_(measures) {
  buildCorpus();
  buildLengths();
  buildCounts();
  findings_ = new FindingsCard;
  connect(findings_, &FindingsCard::documentChosen, this, &MeasuresColumn::documentChosen);
  column->addWidget(corpusCard_);
  column->addWidget(lengthsCard_);
  column->addWidget(countsCard_, 2);
  column->addWidget(findings_, 1);
  connect(&measures_, &Measures::changed, this, &MeasuresColumn::present);
}

void MeasuresColumn::buildCorpus() {
  corpusCard_ = new Card(tr("This corpus"));
  corpusCard_->headingRow()->addWidget(helpMark("corpus"));
  figures_ = new Figures;
  figures_->setObjectName("corpusFigures");
  corpusCard_->body()->addWidget(figures_);
  read_ = label({}, "secondary", true);
  read_->setObjectName("corpusRead");
  corpusCard_->body()->addWidget(read_);
  sources_ = linkButton("corpusSources", {});
  connect(sources_, &QPushButton::clicked, this, &MeasuresColumn::sourcesAsked);
  corpusCard_->body()->addWidget(sources_);
}

void MeasuresColumn::buildLengths() {
  lengthsCard_ = new Card(tr("Lengths"));
  lengthCharacters_ = modeButton("lengthsInCharacters", tr("Characters"));
  lengthTokens_ = modeButton("lengthsInTokens", tr("Tokens"));
  addModes(lengthsCard_, {lengthCharacters_, lengthTokens_});
  lengths_ = new Histogram;
  lengths_->setObjectName("lengthHistogram");
  lengthsCard_->body()->addWidget(lengths_);
  for (QPushButton* mode : {lengthCharacters_, lengthTokens_})
    connect(mode, &QPushButton::clicked, this, &MeasuresColumn::presentLengths);
}

void MeasuresColumn::buildCounts() {
  countsCard_ = new Card(tr("How often"));
  countCharacters_ = modeButton("countCharacters", tr("Characters"));
  countPieces_ = modeButton("countPieces", tr("Pieces"));
  addModes(countsCard_, {countCharacters_, countPieces_});
  counts_ = new CountsModel(this);
  countsTable_ = new QTableView;
  countsTable_->setObjectName("countsTable");
  countsTable_->setAccessibleName(tr("How often characters or pieces occur"));
  countsTable_->setModel(counts_);
  countsTable_->setShowGrid(false);
  countsTable_->setFrameShape(QFrame::NoFrame);
  countsTable_->setTabKeyNavigation(false);
  countsTable_->setSelectionBehavior(QAbstractItemView::SelectRows);
  countsTable_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  countsTable_->setTextElideMode(Qt::ElideRight);
  countsTable_->verticalHeader()->hide();
  countsTable_->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  countsTable_->horizontalHeader()->setHighlightSections(false);
  // Numbers are never cut: their columns are as wide as they are, and the first has the rest.
  countsTable_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  countsTable_->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
  countsNote_ = label({}, "secondary", true);
  encode_ = linkButton("encodeCorpus", tr("Cut it into pieces now"));
  countsCard_->body()->addWidget(countsNote_);
  countsCard_->body()->addWidget(encode_);
  countsCard_->body()->addWidget(countsTable_, 1);
  for (QPushButton* mode : {countCharacters_, countPieces_})
    connect(mode, &QPushButton::clicked, this, &MeasuresColumn::presentCounts);
  connect(encode_, &QPushButton::clicked, this, &MeasuresColumn::encodeAsked);
  const auto scale = [this] {
    countsTable_->verticalHeader()->setMinimumSectionSize(1);
    countsTable_->verticalHeader()->setDefaultSectionSize(theme().px(26));
    countsTable_->setMinimumHeight(theme().px(150));
  };
  connect(&theme(), &Theme::changed, this, scale);
  scale();
}

void MeasuresColumn::setShown(bool shown) {
  shown_ = shown;
  for (Card* card : std::initializer_list<Card*>{corpusCard_, lengthsCard_, countsCard_, findings_})
    card->setVisible(false);
  if (shown_) present();
}

void MeasuresColumn::show(OpenCorpus corpus, std::shared_ptr<const Tokenizer> tokenizer) {
  findings_->show(corpus);
  corpus_ = std::move(corpus);
  tokenizer_ = std::move(tokenizer);
  measures_.show(corpus_, tokenizer_);
}

QString MeasuresColumn::pieceName(int64_t id) const {
  return oneLine(QString::fromStdString(displayPiece(*tokenizer_, id)));
}

void MeasuresColumn::present() {
  const bool any = corpus_ && shown_;
  corpusCard_->setVisible(any);
  countsCard_->setVisible(any);
  if (!any) {
    lengthsCard_->hide();
    findings_->hide();
    return;
  }
  presentFigures();
  presentLengths();
  presentCounts();
  findings_->present(measures_.duplicates());
}

void MeasuresColumn::presentFigures() {
  const CorpusInfo& info = corpus_->info();
  const CorpusStatistics& s = info.statistics;
  uint64_t spaces = 0, invisible = 0;
  for (const auto& [c, n] : s.characterCounts) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
      spaces += n;
    else if (!invisibleMark(c).isEmpty())
      invisible += n;
  }
  Figures::Rows rows{{tr("Documents"), count(s.documents)},
                     {tr("Characters"), count(s.characters)},
                     {tr("Distinct characters"), count(s.distinctCharacters)},
                     {tr("Spaces and line ends"), count(spaces)},
                     {tr("Other invisible ones"), count(invisible)},
                     {tr("Size"), bytesText(static_cast<double>(s.bytes))}};
  if (const auto& tokens = measures_.tokens(); tokens && tokens->tokens > 0) {
    rows.append({tr("Tokens"), count(tokens->tokens)});
    rows.append({tr("Bytes per token"), valueText(static_cast<double>(tokens->bytes) /
                                                  static_cast<double>(tokens->tokens))});
  }
  if (s.replacedBytes) rows.append({tr("Invalid bytes replaced"), count(s.replacedBytes)});
  figures_->setRows(rows);
  read_->setText(howRead(info));
  read_->setVisible(!read_->text().isEmpty());
  sources_->setVisible(!info.sources.empty());
  sources_->setText(info.sources.size() == 1
                        ? tr("The file it came from")
                        : tr("The %1 files it came from").arg(count(info.sources.size())));
}

void MeasuresColumn::presentLengths() {
  const CorpusStatistics& s = corpus_->info().statistics;
  const auto& tokens = measures_.tokens();
  lengthTokens_->setEnabled(tokens != nullptr);
  if (!tokens) lengthCharacters_->setChecked(true);
  const bool inTokens = lengthTokens_->isChecked();
  lengths_->setBars(inTokens                ? bars(tokens->lengthBins, tr("%1 to %2 tokens"))
                    : !s.lengthBins.empty() ? bars(s.lengthBins, tr("%1 to %2 characters"))
                                            : olderBars(s.lengthHistogram),
                    count(inTokens ? tokens->shortest : s.shortest),
                    count(inTokens ? tokens->longest : s.longest));
  lengthsCard_->setVisible(s.documents > 1);
}

void MeasuresColumn::presentCounts() {
  const CorpusStatistics& s = corpus_->info().statistics;
  const bool pieces = countPieces_->isChecked();
  const auto& tokens = measures_.tokens();
  std::vector<CountsModel::Row> rows;
  QString note;
  if (!pieces) {
    for (const auto& [c, n] : s.characterCounts) rows.push_back({c, n});
    counts_->show(tr("Character"), std::move(rows), s.characters,
                  [](int64_t c) { return characterName(static_cast<char32_t>(c)); });
  } else if (tokens) {
    for (size_t id = 0; id < tokens->counts.size(); ++id)
      if (tokens->counts[id]) rows.push_back({static_cast<int64_t>(id), tokens->counts[id]});
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& a, const auto& b) { return a.count > b.count; });
    counts_->show(tr("Piece"), std::move(rows), tokens->tokens,
                  [this](int64_t id) { return pieceName(id); });
  } else {
    counts_->show(tr("Piece"), {}, 0, nullptr);
    note = !tokenizer_            ? tr("No tokenizer is chosen.")
           : measures_.counting() ? tr("Counting pieces…")
                                  : tr("The corpus is not in this tokenizer's pieces yet.");
  }
  countsNote_->setText(note);
  countsNote_->setVisible(!note.isEmpty());
  encode_->setVisible(pieces && tokenizer_ && !tokens && !measures_.encoded());
  countsTable_->setVisible(note.isEmpty());
}

}  // namespace unmask
