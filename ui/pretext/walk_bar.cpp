// The steps of each objective, and the bar that shows them.
#include "ui/pretext/walk_bar.h"

#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"

namespace unmask {

std::vector<WalkStep> walkOf(const std::string& objective) {
  const WalkStep tokenize{WalkBar::tr("Tokenize"),
                          WalkBar::tr("The text is cut into pieces of the tokenizer's vocabulary."),
                          Stage::pieces};
  if (objective == "next-token")
    return {
        tokenize,
        {WalkBar::tr("Shift"),
         WalkBar::tr(
             "The target of every position is the piece after it: the same text, moved on by "
             "one."),
         Stage::replaced},
        {WalkBar::tr("Label"),
         WalkBar::tr(
             "Every position enters the loss. The model sees only what stands to its left."),
         Stage::all}};
  if (objective == "span-corruption")
    return {tokenize,
            {WalkBar::tr("Choose"),
             WalkBar::tr("Spans of pieces are drawn by lot: how many pieces are hidden in how many "
                         "spans is settled, where and how long each is, is not."),
             Stage::chosen},
            {WalkBar::tr("Replace"),
             WalkBar::tr("Each span becomes one sentinel, a token of its own: [S0], [S1] and so on. "
                         "This the encoder reads."),
             Stage::replaced},
            {WalkBar::tr("Label"),
             WalkBar::tr("The decoder has to write each sentinel and after it the pieces that it "
                         "hides. What was shown is not written again."),
             Stage::all}};
  if (objective == "denoising")
    return {tokenize,
            {WalkBar::tr("Choose"),
             WalkBar::tr("Spans of pieces are drawn by lot, of lengths from a Poisson distribution; "
                         "pieces to be deleted are struck out."),
             Stage::chosen},
            {WalkBar::tr("Corrupt"),
             WalkBar::tr("Sentences change places, and each span becomes one [MASK], however long it "
                         "is; one of length 0 puts a [MASK] where nothing is missing."),
             Stage::replaced},
            {WalkBar::tr("Label"),
             WalkBar::tr("The decoder has to write the whole original. Every position enters the "
                         "loss, those that were shown too."),
             Stage::all}};
  return {
      tokenize,
      {WalkBar::tr("Choose"),
       WalkBar::tr("Some positions are drawn by lot: these the model will have to predict."),
       Stage::chosen},
      {WalkBar::tr("Replace"),
       WalkBar::tr(
           "Of the chosen, most become [MASK], some a random piece, some stay as they were."),
       Stage::replaced},
      {WalkBar::tr("Label"),
       WalkBar::tr(
           "The originals of the chosen positions are the targets. All others enter no loss."),
       Stage::all}};
}

WalkBar::WalkBar(QWidget* parent) : QWidget(parent) {
  setObjectName("walkBar");
  setAttribute(Qt::WA_StyledBackground);  // it stands over what is scrolled
  setFocusPolicy(Qt::StrongFocus);
  setAccessibleName(tr("Step-through"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  auto* top = new QHBoxLayout;
  row_ = new QHBoxLayout;
  back_ = iconButton("walkBack", "previous", tr("The step before (Page Up)"));
  on_ = iconButton("walkOn", "next", tr("The next step (Space or Page Down)"));
  auto* leave = iconButton("walkLeave", "close", tr("Leave the step-through (Esc)"));
  top->addLayout(row_);
  top->addStretch(1);
  for (QPushButton* part : {back_, on_, leave}) top->addWidget(part);
  column->addLayout(top);
  sentence_ = label({}, "", true);
  sentence_->setObjectName("walkSentence");
  column->addWidget(sentence_);
  connect(back_, &QPushButton::clicked, this, [this] { Q_EMIT goTo(current_ - 1); });
  connect(on_, &QPushButton::clicked, this, [this] { Q_EMIT goTo(current_ + 1); });
  connect(leave, &QPushButton::clicked, this, &WalkBar::left);
  const auto applyScale = [this, column, top] {
    column->setSpacing(theme().px(kSpaceXs));
    top->setSpacing(theme().px(kSpaceXs));
    row_->setSpacing(theme().px(kSpaceXs));
    sentence_->setFont(theme().font(16));
  };
  connect(&theme(), &Theme::changed, this, applyScale);
  applyScale();
}

void WalkBar::show(const std::vector<WalkStep>& walk, int current) {
  current_ = current;
  const int last = static_cast<int>(walk.size()) - 1;
  while (steps_.size() < walk.size()) {
    const int at = static_cast<int>(steps_.size());
    QPushButton* step = modeButton(QString("walkStep.%1").arg(at), {});
    connect(step, &QPushButton::clicked, this, [this, at] { Q_EMIT goTo(at); });
    row_->addWidget(step);
    steps_.push_back(step);
  }
  for (size_t i = 0; i < steps_.size(); ++i) {
    const bool there = i < walk.size();
    steps_[i]->setVisible(there);
    if (!there) continue;
    steps_[i]->setText(tr("%1 %2", "number and name of a step").arg(i + 1).arg(walk[i].name));
    steps_[i]->setChecked(static_cast<int>(i) == current);
  }
  back_->setEnabled(current > 0);
  on_->setEnabled(current < last);
  sentence_->setText(walk[static_cast<size_t>(std::clamp(current, 0, last))].sentence);
  setAccessibleDescription(sentence_->text());
}

}  // namespace unmask
