// Laying out a page of examples and following what is selected, covered and stepped through.
#include "ui/pretext/examples_card.h"

#include <QLocale>
#include <QScrollBar>
#include <QToolButton>

#include "core/spec/catalogue.h"
#include "ui/help/help.h"
#include "ui/pretext/explanation.h"
#include "ui/pretext/walk_bar.h"
#include "ui/theme/theme.h"
#include "ui/widgets/both_sides.h"
#include "ui/widgets/sticky.h"
#include "ui/widgets/token_chips.h"
#include "ui/widgets/token_grid.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

QString number(quint64 value) {
  return countText(static_cast<double>(value));
}

}  // namespace

ExamplesCard::ExamplesCard(QWidget* parent) : Card({}, parent) {
  setObjectName("examplesCard");
  setAccessibleName(tr("Examples"));
  task_ = label({}, "", true);
  task_->setObjectName("task");
  cover_ = linkButton("coverAnswers", tr("H covers the answers"));
  cover_->setCheckable(true);
  cover_->setToolTip(tr("Covers targets and loss, to be guessed and uncovered one by one (H)"));
  auto* top = new QHBoxLayout;
  top->addWidget(task_, 1);
  for (const ObjectiveInfo& info : objectives())
    if (!helpText(info.id).isEmpty()) {
      helps_.push_back(helpMark(info.id));
      top->addWidget(helps_.back());
    }
  top->addWidget(cover_);
  body()->addLayout(top);
  problem_ = label({}, "error", true);
  problem_->setObjectName("previewProblem");
  help_ = button("previewHelp", {});
  body()->addWidget(problem_);
  body()->addWidget(help_, 0, Qt::AlignLeft);
  walk_ = new WalkBar;
  body()->addWidget(walk_);
  sticky_ = new Sticky(walk_);
  grids_ = new QVBoxLayout;
  body()->addLayout(grids_);
  maskLegend_ = decisionLegend(true);
  targetLegend_ = decisionLegend(false);
  for (QWidget* legend : {maskLegend_, targetLegend_}) {
    legend->layout()->addWidget(helpMark("loss-position"));
    body()->addWidget(legend);
  }
  notes_ = label({}, "warning", true);
  notes_->setObjectName("exampleNotes");
  body()->addWidget(notes_);
  explanation_ = label({}, "secondary", true);
  explanation_->setObjectName("explanation");
  explanation_->setTextFormat(Qt::RichText);
  body()->addWidget(explanation_);
  detail_ = label({}, "", true);
  detail_->setObjectName("positionDetail");
  detail_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  body()->addWidget(detail_);

  auto* pages = new QHBoxLayout;
  more_ = button("moreDraws", tr("One more draw"));
  pageBack_ = iconButton("examplesBack", "previous", tr("Examples before"));
  pageOn_ = iconButton("examplesOn", "next", tr("Examples after"));
  pageNote_ = label({}, "secondary");
  pageNote_->setObjectName("pageNote");
  positionsBack_ = iconButton("positionsBack", "previous", tr("Positions before"));
  positionsOn_ = iconButton("positionsOn", "next", tr("Positions after"));
  positionsNote_ = label({}, "secondary");
  positionsNote_->setObjectName("positionsNote");
  for (QWidget* part : std::initializer_list<QWidget*>{more_, pageBack_, pageNote_, pageOn_})
    pages->addWidget(part);
  hint_ = label(tr("Choose a position to see its ids and draws."), "secondary", true);
  hint_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  pages->addStretch(1);
  pages->addWidget(hint_, 8);
  for (QWidget* part :
       std::initializer_list<QWidget*>{positionsBack_, positionsNote_, positionsOn_})
    pages->addWidget(part);
  body()->addLayout(pages);
  body()->addStretch(1);

  connect(cover_, &QPushButton::clicked, this, [this](bool on) { Q_EMIT coverAsked(on); });
  connect(help_, &QPushButton::clicked, this, &ExamplesCard::helpAsked);
  connect(walk_, &WalkBar::goTo, this, &ExamplesCard::walkAsked);
  connect(walk_, &WalkBar::left, this, [this] { Q_EMIT walkAsked(-1); });
  connect(more_, &QPushButton::clicked, this, &ExamplesCard::moreDrawsAsked);
  connect(pageBack_, &QPushButton::clicked, this, [this] { Q_EMIT pageAsked(-1); });
  connect(pageOn_, &QPushButton::clicked, this, [this] { Q_EMIT pageAsked(1); });
  connect(positionsBack_, &QPushButton::clicked, this, [this] {
    Q_EMIT positionsAsked(state_.firstPosition -
                          std::min<quint64>(state_.firstPosition, TokenModel::kColumns));
  });
  connect(positionsOn_, &QPushButton::clicked, this,
          [this] { Q_EMIT positionsAsked(state_.firstPosition + TokenModel::kColumns); });
  connect(this, &Card::fullChanged, this, &ExamplesCard::showWalked, Qt::QueuedConnection);
  connect(&theme(), &Theme::changed, this, &ExamplesCard::applyScale);
  applyScale();
  showProblem({});
}

void ExamplesCard::applyScale() {
  grids_->setSpacing(theme().px(kSpaceXs));
  detail_->setFont(theme().font(12));
}

void ExamplesCard::showProblem(const QString& text, const QString& action) {
  problem_->setText(text);
  problem_->setVisible(!text.isEmpty());
  help_->setText(action);
  help_->setVisible(!action.isEmpty());
}

void ExamplesCard::focusWalk() {
  walk_->setFocus();
  showWalked();
}

// What is explained is seen below its explanation.
void ExamplesCard::showWalked() {
  if (!walk_->isVisible() || gridList_.empty()) return;
  layout()->activate();
  if (both_.front()->isVisible()) {
    const BothSides::Side side = stage_ == Stage::all        ? BothSides::target
                                 : stage_ == Stage::replaced ? BothSides::input
                                                             : BothSides::pieces;
    return sticky_->scrollTo(both_.front(), both_.front()->placeOf(side));
  }
  sticky_->scrollTo(gridList_.front(), gridList_.front()->rect());
}

void ExamplesCard::makeGrid() {
  const size_t at = gridList_.size();
  auto* grid = new TokenGrid;
  headings_.push_back(label({}, "heading", true));
  headings_.back()->setContentsMargins(0, at ? kSpaceXs : 0, 0, 0);
  gridList_.push_back(grid);
  grids_->addWidget(headings_.back());
  grids_->addWidget(grid);
  both_.push_back(new BothSides);
  both_.back()->setObjectName(QString("bothSides.%1").arg(at));
  summaries_.push_back(label({}, "secondary", true));
  summaries_.back()->setObjectName(QString("spanSummary.%1").arg(at));
  grids_->addWidget(both_.back());
  grids_->addWidget(summaries_.back());
  connect(grid, &TokenGrid::chosen, this, [this, at](int row, quint64 position) {
    Q_EMIT selected({preview_.first + at, row, position});
  });
  connect(grid, &TokenGrid::uncoverAsked, this, [this, at](int row, quint64 position) {
    Q_EMIT uncoverAsked({preview_.first + at, row, position});
  });
  connect(&theme(), &Theme::changed, this, &ExamplesCard::alignDraws, Qt::QueuedConnection);
  // Draws of one item are read one under the other: they scroll together.
  connect(grid->horizontalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
    if (state_.batch) return;
    for (TokenGrid* other : gridList_) other->horizontalScrollBar()->setValue(value);
  });
}

QString ExamplesCard::headingOf(quint64 example) const {
  if (!state_.batch) return tr("Draw %1").arg(number(state_.firstDraw + example + 1));
  const Provenance& from = preview_.examples[example - preview_.first].provenance;
  return tr("Example %1 · document %2, bytes %3 to %4")
      .arg(number(example + 1), number(from.document + 1), number(from.byteBegin),
           number(from.byteEnd));
}

void ExamplesCard::show(const Preview& preview, std::shared_ptr<const Tokenizer> tokenizer,
                        const RunSpec& spec, const PretextState& state) {
  preview_ = preview;
  tokenizer_ = std::move(tokenizer);
  spec_ = spec;
  showState(state);
}

void ExamplesCard::showState(const PretextState& state) {
  const Stage before = stage_;
  state_ = state;
  const bool masking = std::holds_alternative<MaskedLmSettings>(spec_.objectiveSettings);
  const std::vector<WalkStep> walk = walkOf(spec_.objective);
  const bool walking = state_.walk >= 0 && !preview_.examples.empty();
  const auto step =
      static_cast<size_t>(std::clamp(state_.walk, 0, static_cast<int>(walk.size()) - 1));
  stage_ = walking ? walk[step].stage : Stage::all;
  walk_->setVisible(walking);
  if (walking) walk_->show(walk, static_cast<int>(step));
  if (const ObjectiveInfo* info = findObjective(spec_.objective))
    task_->setText(translated(info->task));
  if (walking) task_->setText(tr("How this example is made"));
  for (QToolButton* help : helps_)
    help->setVisible(!walking &&
                     help->objectName() == "help." + QString::fromStdString(spec_.objective));
  cover_->setChecked(state_.covered);
  cover_->setText(state_.covered ? tr("H uncovers the answers") : tr("H covers the answers"));
  showGrids();
  const bool complete = stage_ == Stage::all;
  const bool explained = !preview_.examples.empty() && !state_.covered;
  maskLegend_->setVisible(explained && masking && stage_ >= Stage::replaced);
  targetLegend_->setVisible(explained && !masking && complete && !isEncoderDecoder(spec_));
  QStringList notes;
  for (const Message& note : preview_.notes) notes << inWords(note);
  notes_->setText(notes.join('\n'));
  notes_->setVisible(!notes.isEmpty() && !state_.covered);
  explanation_->setVisible(complete);
  explanation_->setText(
      preview_.examples.empty() && (state_.batch || problem_->isVisibleTo(this)) ? QString()
      : preview_.examples.empty() ? (masking ? tr("Type a sentence of at least one piece.")
                                             : tr("Type a sentence of at least two pieces."))
      : state_.covered && isEncoderDecoder(spec_)
          ? tr("The answers are covered: guess, then uncover them with H.")
      : state_.covered ? tr("The answers are covered: guess, then uncover chip by chip "
                            "with a click or Enter.")
      : tokenizer_     ? explanationOf(preview_, spec_, *tokenizer_, state_.batch)
                       : QString());
  if (masking && before == Stage::chosen && stage_ == Stage::replaced && !gridList_.empty())
    gridList_.front()->turnPieces();
  showPages();
  showDetail();
  if (walking) QMetaObject::invokeMethod(this, &ExamplesCard::showWalked, Qt::QueuedConnection);
}

void ExamplesCard::showSelected(const PretextState& state) {
  state_ = state;
  for (size_t i = 0; i < gridList_.size(); ++i)
    if (!state_.selected || preview_.first + i != state_.selected->example)
      gridList_[i]->select(-1, 0);
  showDetail();
}

void ExamplesCard::showGrids() {
  // While the making of an example is explained, or its answers are to be guessed, one is enough:
  // another draw of the same item would tell them.
  const bool one = state_.walk >= 0 || (state_.covered && !state_.batch);
  const size_t inView =
      one ? std::min<size_t>(preview_.examples.size(), 1) : preview_.examples.size();
  while (gridList_.size() < inView) makeGrid();
  for (size_t i = 0; i < gridList_.size(); ++i) {
    const bool there = i < inView;
    headings_[i]->setVisible(there && (state_.batch || preview_.total > 1));
    const bool decodes = there && isEncoderDecoder(spec_);
    gridList_[i]->setVisible(there && !decodes);
    both_[i]->setVisible(decodes);
    summaries_[i]->setVisible(decodes && !state_.covered && stage_ == Stage::all);
    if (!there) continue;
    const quint64 example = preview_.first + i;
    if (decodes) {
      both_[i]->show(tokenizer_, preview_.examples[i], spec_, state_.covered, stage_);
      both_[i]->setAccessibleName(headingOf(example));
      summaries_[i]->setText(both_[i]->summary());
      headings_[i]->setText(headingOf(example));
      continue;
    }
    TokenView view;
    view.allRows = state_.batch || i == 0;  // the pieces are those of the first draw
    view.stage = stage_;
    view.first = state_.firstPosition;
    view.covered = state_.covered;
    for (auto chip = state_.uncovered.lower_bound({example, 0, 0});
         chip != state_.uncovered.end() && chip->example == example; ++chip)
      view.uncovered.emplace(chip->row, chip->position);
    gridList_[i]->show(tokenizer_, preview_.examples[i], spec_.objectiveSettings, view);
    gridList_[i]->setAccessibleName(headingOf(example));
    if (state_.selected && state_.selected->example == example)
      gridList_[i]->select(state_.selected->row, state_.selected->position);
    else
      gridList_[i]->select(-1, 0);
    headings_[i]->setText(headingOf(example));
  }
  alignDraws();
}

// Draws of one item stand position under position, over one scroll bar.
void ExamplesCard::alignDraws() {
  std::vector<TokenGrid*> shown;
  for (TokenGrid* grid : gridList_)
    if (grid->isVisibleTo(this)) shown.push_back(grid);
  for (TokenGrid* grid : shown) grid->setBarShown(state_.batch || grid == shown.back());
  if (state_.batch || shown.size() < 2) return;
  std::vector<int> widest;
  for (TokenGrid* grid : shown) {
    const std::vector<int> needed = grid->neededWidths();
    widest.resize(std::max(widest.size(), needed.size()));
    for (size_t i = 0; i < needed.size(); ++i) widest[i] = std::max(widest[i], needed[i]);
  }
  for (TokenGrid* grid : shown) grid->setWidths(widest);
}

void ExamplesCard::showPages() {
  const bool draws = !std::holds_alternative<NextTokenSettings>(spec_.objectiveSettings);
  const bool alone = state_.walk >= 0 || (state_.covered && !state_.batch);
  more_->setVisible(!state_.batch && draws && !alone && preview_.total < kMostDraws &&
                    !preview_.examples.empty());
  const bool paged = preview_.total > kInView && !alone;
  for (QWidget* part : std::initializer_list<QWidget*>{pageBack_, pageOn_, pageNote_})
    part->setVisible(paged);
  const quint64 last = preview_.first + preview_.examples.size();
  pageBack_->setEnabled(preview_.first > 0);
  pageOn_->setEnabled(last < preview_.total);
  pageNote_->setText(
      tr("%1 to %2 of %3").arg(number(preview_.first + 1), number(last), number(preview_.total)));
  const quint64 length = preview_.examples.empty() ? 0 : preview_.examples.front().inputIds.size();
  const bool parts = length > TokenModel::kColumns && !isEncoderDecoder(spec_);
  for (QWidget* part :
       std::initializer_list<QWidget*>{positionsBack_, positionsOn_, positionsNote_})
    part->setVisible(parts);
  const quint64 first = state_.firstPosition < length ? state_.firstPosition : 0;
  positionsBack_->setEnabled(first > 0);
  positionsOn_->setEnabled(first + TokenModel::kColumns < length);
  positionsNote_->setText(tr("Positions %1 to %2 of %3")
                              .arg(number(first),
                                   number(std::min(length, first + TokenModel::kColumns) - 1),
                                   number(length)));
}

void ExamplesCard::showDetail() {
  QString text;
  if (state_.selected)
    for (size_t i = 0; i < gridList_.size(); ++i)
      if (gridList_[i]->isVisibleTo(this) && preview_.first + i == state_.selected->example)
        text = gridList_[i]->tokens()->detail(state_.selected->position);
  detail_->setText(text);
  detail_->setVisible(!text.isEmpty());
  hint_->setVisible(text.isEmpty() && !preview_.examples.empty() && !isEncoderDecoder(spec_));
}

}  // namespace unmask
