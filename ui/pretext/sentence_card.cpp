// Showing the examples of one item.
#include "ui/pretext/sentence_card.h"

#include <QApplication>
#include <QClipboard>
#include <QListView>
#include <QShortcut>
#include <algorithm>

#include "ui/help/help.h"
#include "ui/pretext/large_view.h"
#include "ui/theme/theme.h"
#include "ui/widgets/job_runner.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

constexpr uint64_t kShort = 5;
constexpr qsizetype kLetters = 68;  // two lines of a card

// The part of a long example where something happens.
QString shortened(const QString& text) {
  if (text.size() <= kLetters) return text;
  const qsizetype mark = std::max(text.indexOf(QChar(0x25A2)), text.indexOf(QChar(0x2192)));
  const qsizetype from = std::clamp<qsizetype>(mark - kLetters / 2, 0, text.size() - kLetters);
  return (from ? QStringLiteral("…") : QString()) + text.mid(from, kLetters) +
         (from + kLetters < text.size() ? QStringLiteral("…") : QString());
}

}  // namespace

SentenceCard::SentenceCard(QWidget* parent) : Card(tr("From this one sentence"), parent) {
  setObjectName("sentenceCard");
  headingRow()->addWidget(helpMark("prefix-examples"), 0, Qt::AlignTop);
  figure_ = label({}, "figure", true);
  figure_->setObjectName("sentenceFigure");
  formula_ = label({}, "secondary", true);
  formula_->setObjectName("sentenceFormula");
  auto* holder = new QWidget;
  holder->setObjectName("sentenceList");
  list_ = new QVBoxLayout(holder);
  list_->setContentsMargins(0, 0, 0, 0);
  covered_ = label(tr("Covered with the answers."), "secondary", true);
  covered_->setObjectName("sentenceCovered");
  all_ = linkButton("sentenceAll", tr("Show all…"));
  body()->addWidget(figure_);
  body()->addWidget(formula_);
  body()->addWidget(holder);
  body()->addWidget(covered_);
  body()->addWidget(all_);
  connect(all_, &QPushButton::clicked, this, &SentenceCard::openAll);
  const auto applyScale = [this] {
    list_->setSpacing(theme().px(6));
    for (QLabel* line : lines_) line->setFont(theme().fixedFont(12));
  };
  connect(&theme(), &Theme::changed, this, applyScale);
  applyScale();
}

void SentenceCard::show(SentenceExamples examples, bool covered) {
  examples_.emplace(std::move(examples));
  figure_->setText(examples_->count());
  formula_->setText(examples_->formula());
  QStringList lines;
  for (uint64_t i = 0; i < std::min(kShort, examples_->listed()); ++i)
    lines << shortened(examples_->text(i));
  // One label a line: wrapped ones stay apart from each other.
  while (lines_.size() < lines.size()) {
    lines_ << label({}, "", true);
    lines_.back()->setTextInteractionFlags(Qt::TextSelectableByMouse);
    lines_.back()->setFont(theme().fixedFont(12));
    list_->addWidget(lines_.back());
  }
  for (qsizetype i = 0; i < lines_.size(); ++i) {
    lines_[i]->setVisible(i < lines.size() && !covered);
    if (i < lines.size()) lines_[i]->setText(lines[i]);
  }
  covered_->setVisible(covered);
  all_->setVisible(!covered && examples_->listed() > 0);
}

void SentenceCard::openAll() {
  auto* view = new LargeView("sentenceView", tr("%1 examples").arg(examples_->count()), this);
  QString about = examples_->formula();
  if (examples_->listed() == SentenceExamples::kMostListed)
    about +=
        " " +
        tr("The first %1 are listed.").arg(countText(static_cast<double>(examples_->listed())));
  view->body()->addWidget(label(about, "secondary", true));
  auto* model = new SentenceModel(*examples_, view);
  auto* list = new QListView;
  list->setObjectName("sentenceAllList");
  list->setAccessibleName(tr("Examples of the sentence"));
  list->setModel(model);
  list->setUniformItemSizes(true);
  list->setTextElideMode(Qt::ElideRight);
  list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  list->setSelectionMode(QAbstractItemView::ExtendedSelection);
  view->body()->addWidget(list, 1);
  QPushButton* copied = button("sentenceCopy", tr("Copy as text"));
  copied->setToolTip(tr("The selected lines, else all that are listed (Ctrl+C)"));
  // A hundred thousand lines take a while to write.
  const auto copy = [view, list, examples = *examples_] {
    std::vector<uint64_t> rows;
    for (const QModelIndex& index : list->selectionModel()->selectedRows())
      rows.push_back(static_cast<uint64_t>(index.row()));
    std::ranges::sort(rows);
    inBackground(
        view, [examples, rows] { return examples.lines(rows); },
        [](const QString& text) { QApplication::clipboard()->setText(text); });
  };
  connect(copied, &QPushButton::clicked, view, copy);
  connect(new QShortcut(QKeySequence::Copy, view), &QShortcut::activated, view, copy);
  view->actions()->insertWidget(0, copied);
  view->show();
  list->setFocus();
}

}  // namespace unmask
