// The search field, the list of documents, the list of hits.
#include "ui/data/documents_card.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QProgressBar>
#include <QStackedWidget>

#include "ui/data/row_list.h"
#include "ui/help/help.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/words.h"

namespace unmask {

DocumentsCard::DocumentsCard(QWidget* parent) : Card(tr("Documents"), parent) {
  setObjectName("documentsCard");
  headingRow()->addWidget(helpMark("document"));
  model_ = new DocumentsModel(this);
  search_ = new CorpusSearch(this);

  field_ = new QLineEdit;
  field_->setObjectName("documentSearch");
  field_->setPlaceholderText(tr("Search the text"));
  field_->setAccessibleName(tr("Search the text of all documents"));
  field_->setToolTip(tr("Search the text of all documents (Ctrl+F)"));
  field_->setClearButtonEnabled(true);
  field_->setMaxLength(500);
  matchCase_ = modeButton("searchMatchCase", tr("Aa", "upper and lower case differ"));
  matchCase_->setAccessibleName(tr("Capital letters matter"));
  matchCase_->setToolTip(tr("Capital letters matter"));
  auto* fieldRow = new QHBoxLayout;
  fieldRow->addWidget(field_, 1);
  fieldRow->addWidget(matchCase_);
  body()->addLayout(fieldRow);

  foundRow_ = new QWidget;
  auto* row = new QHBoxLayout(foundRow_);
  row->setContentsMargins(0, 0, 0, 0);
  found_ = label({}, "secondary", true);
  found_->setObjectName("searchFound");
  stop_ = iconButton("searchStop", "stop", tr("Stop searching"));
  previousHit_ = iconButton("hitPrevious", "previous", tr("Previous hit (Shift+F3)"));
  nextHit_ = iconButton("hitNext", "next", tr("Next hit (F3)"));
  row->addWidget(found_, 1);
  row->addWidget(stop_);
  row->addWidget(previousHit_);
  row->addWidget(nextHit_);
  body()->addWidget(foundRow_);
  progress_ = new QProgressBar;
  progress_->setTextVisible(false);
  progress_->setRange(0, 1000);
  progress_->setAccessibleName(tr("How much has been searched"));
  body()->addWidget(progress_);

  documents_ = new RowList("documentList", tr("Documents"));
  documents_->setModel(model_);
  hits_ = new RowList("hitList", tr("What was found"));
  hits_->setModel(search_);
  lists_ = new QStackedWidget;
  lists_->addWidget(documents_);
  lists_->addWidget(hits_);
  body()->addWidget(lists_, 1);

  // A search begins while one types, once one hesitates; Return begins it at once.
  typing_.setSingleShot(true);
  typing_.setInterval(300);
  connect(&typing_, &QTimer::timeout, this, &DocumentsCard::startSearch);
  connect(field_, &QLineEdit::textChanged, &typing_, qOverload<>(&QTimer::start));
  connect(field_, &QLineEdit::returnPressed, this, [this] {
    if (typing_.isActive())
      startSearch();
    else
      goToHit(1);
  });
  connect(matchCase_, &QPushButton::clicked, this, &DocumentsCard::startSearch);
  connect(stop_, &QPushButton::clicked, search_, &CorpusSearch::stop);
  connect(previousHit_, &QPushButton::clicked, this, [this] { goToHit(-1); });
  connect(nextHit_, &QPushButton::clicked, this, [this] { goToHit(1); });
  connect(documents_, &RowList::rowChosen, this,
          [this](int at) { Q_EMIT documentChosen(static_cast<quint64>(at)); });
  connect(hits_, &RowList::rowChosen, this, &DocumentsCard::chooseHit);
  connect(search_, &CorpusSearch::changed, this, &DocumentsCard::present);
  connect(search_, &CorpusSearch::failed, this, &DocumentsCard::failed);
  connect(model_, &DocumentsModel::failed, this, &DocumentsCard::failed);
  present();
}

void DocumentsCard::show(OpenCorpus corpus) {
  corpus_ = std::move(corpus);
  model_->show(corpus_);
  startSearch();
}

bool DocumentsCard::fills() const {
  return !lists_->isHidden();
}

QString DocumentsCard::searchText() const {
  return field_->text();
}

void DocumentsCard::setSearch(const QString& text, bool matchCase) {
  const QSignalBlocker quiet(field_);
  field_->setText(text);
  matchCase_->setChecked(matchCase);
  startSearch();
}

void DocumentsCard::setCurrent(uint64_t document) {
  documents_->goTo(static_cast<int>(std::min<uint64_t>(document, INT_MAX)));
}

void DocumentsCard::find() {
  field_->setFocus(Qt::ShortcutFocusReason);
  field_->selectAll();
}

void DocumentsCard::startSearch() {
  typing_.stop();
  search_->start(corpus_, field_->text(), matchCase_->isChecked());
}

void DocumentsCard::goToHit(int by) {
  const int hits = search_->rowCount();
  if (hits == 0) return;
  const int now = hits_->currentRow();
  const int next = now < 0 ? (by > 0 ? 0 : hits - 1) : (now + by + hits) % hits;
  hits_->goTo(next);
  chooseHit(next);
}

void DocumentsCard::chooseHit(int row) {
  if (row >= 0 && row < search_->rowCount()) Q_EMIT hitChosen(search_->hit(row));
}

void DocumentsCard::present() {
  const bool searching = search_->active();
  const uint64_t documents = corpus_ ? corpus_->documents() : 0;
  // One document is no choice: its card is the search alone.
  const bool one = documents <= 1;
  const bool captions = corpus_ && corpus_->info().kind == "pairs";
  setHeading(searching  ? tr("Found")
             : one      ? tr("Search")
             : captions ? tr("Captions")
                        : tr("Documents"));
  lists_->setCurrentIndex(searching ? 1 : 0);
  // The list keeps its room while hits come and go.
  const bool filled = fills();
  lists_->setVisible(searching || !one);
  if (fills() != filled) Q_EMIT fillsChanged();
  foundRow_->setVisible(searching);
  progress_->setVisible(search_->running());
  progress_->setValue(static_cast<int>(1000 * search_->share()));
  stop_->setVisible(search_->running());
  const bool any = search_->rowCount() > 0;
  previousHit_->setEnabled(any);
  nextHit_->setEnabled(any);
  if (!searching) return;
  const SearchTotals& totals = search_->totals();
  const auto count = [](uint64_t n) { return countText(static_cast<double>(n)); };
  const QString hits = totals.hits == 1 ? tr("1 hit") : tr("%1 hits").arg(count(totals.hits));
  const QString where = one ? QString()
                        : totals.documents == 1
                            ? tr(" in 1 document")
                            : tr(" in %1 documents").arg(count(totals.documents));
  QString text = hits + where;
  if (totals.hits == 0)
    text = search_->running()   ? tr("Searching…")
           : search_->stopped() ? tr("Stopped before anything was found")
                                : tr("Not in this text");
  else if (search_->running() || search_->stopped())
    text += tr(" so far");
  if (totals.hits > kListedHits) text += tr("; the first %1 are listed").arg(count(kListedHits));
  found_->setText(text);
}

}  // namespace unmask
