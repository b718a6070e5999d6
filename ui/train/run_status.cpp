// Filling the Run card.
#include "ui/train/run_status.h"

#include <QLocale>
#include <QProgressBar>
#include <cmath>

#include "ui/help/help.h"
#include "ui/theme/icons.h"

namespace unmask {

namespace {

QString lowerRateText() {
  return RunStatus::tr("New run with a lower learning rate…");
}

}  // namespace

RunStatus::RunStatus(QWidget* parent) : Card(tr("Run"), parent) {
  setObjectName("runCard");
  percent_ = label({}, "figure");
  percent_->setObjectName("runPercent");
  progress_ = label({}, "secondary", true);
  progress_->setObjectName("runProgress");
  bar_ = new QProgressBar;
  bar_->setTextVisible(false);
  bar_->setRange(0, 1000);
  bar_->setAccessibleName(tr("Progress of the run"));
  what_ = label({}, "", true);
  what_->setObjectName("runState");
  headline_ = label({}, "value", true);
  headline_->setObjectName("verdictHeadline");
  verdict_ = label({}, "secondary", true);
  verdict_->setObjectName("verdict");
  auto* headlines = new QHBoxLayout;
  headlines->addWidget(headline_);
  headlines->addWidget(helpMark("chance"));
  headlines->addStretch(1);
  lowerRate_ = linkButton("verdictLowerRate", lowerRateText());
  connect(lowerRate_, &QPushButton::clicked, this, &RunStatus::lowerRateAsked);
  usedHeading_ = label(tr("Used"), "heading");
  used_ = new Figures;
  used_->setObjectName("runUsed");
  for (QWidget* part : std::initializer_list<QWidget*>{percent_, progress_, bar_, what_})
    body()->addWidget(part);
  body()->addLayout(headlines);
  for (QWidget* part : std::initializer_list<QWidget*>{verdict_, lowerRate_, usedHeading_, used_})
    body()->addWidget(part);
  showUsed({});
}

void RunStatus::show(const RunFacts& run) {
  words_ = wordsFor(run);
  const double share =
      run.total > 0
          ? std::clamp(static_cast<double>(run.step) / static_cast<double>(run.total), 0.0, 1.0)
          : 0;
  percent_->setText(tr("%1 %").arg(QLocale().toString(std::floor(100 * share), 'f', 0)));
  bar_->setValue(static_cast<int>(1000 * share));
  progress_->setText(words_.progress);
  what_->setText(words_.what);
  // What went wrong stands in a card of its own.
  what_->setVisible(!words_.what.isEmpty() && words_.kind != RunWords::Kind::trouble);
}

RunTrouble::RunTrouble(QWidget* parent) : Card(tr("What happened"), parent) {
  setObjectName("runTrouble");
  what_ = label({}, "warning", true);
  what_->setObjectName("runTroubleWhat");
  problem_ = label({}, "error", true);
  problem_->setObjectName("runProblem");
  problem_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  next_ = button("runNext", {});
  next_->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
  for (QWidget* part : std::initializer_list<QWidget*>{what_, problem_, next_})
    body()->addWidget(part);
  connect(next_, &QPushButton::clicked, this, [this] { Q_EMIT nextAsked(asked_); });
  hide();
}

void RunTrouble::show(const RunFacts& run) {
  const RunWords words = wordsFor(run);
  setVisible(words.kind == RunWords::Kind::trouble);
  what_->setText(words.what);
  problem_->setText(words.problem);
  problem_->setVisible(!words.problem.isEmpty());
  using Next = RunWords::Next;
  asked_ = words.next;
  next_->setVisible(asked_ != Next::none);
  next_->setText(asked_ == Next::log         ? tr("Show the log")
                 : asked_ == Next::newRun    ? tr("New run from this…")
                 : asked_ == Next::lowerRate ? lowerRateText()
                                             : tr("Resume"));
  const bool again = asked_ == Next::newRun || asked_ == Next::lowerRate;
  next_->setIcon(icon(asked_ == Next::log ? "file" : again ? "again" : "play"));
}

void RunStatus::showVerdict(const Verdict& verdict, bool offered) {
  lowerRate_->setVisible(offered && verdict.exploded);
  headline_->setText(verdict.headline);
  verdict_->setText(verdict.detail);
  setRole(headline_, verdict.kind == Verdict::Kind::good      ? "good"
                     : verdict.kind == Verdict::Kind::warning ? "warning"
                                                              : "value");
}

void RunStatus::showUsed(const Figures::Rows& rows) {
  usedHeading_->setVisible(!rows.isEmpty());
  used_->setVisible(!rows.isEmpty());
  if (!rows.isEmpty()) used_->setRows(rows);
}

}  // namespace unmask
