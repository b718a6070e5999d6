// The card's labels and words.
#include "ui/train/this_run_card.h"

#include <QGridLayout>
#include <cmath>

#include "ui/help/help.h"
#include "ui/theme/theme.h"
#include "ui/train/estimate_rows.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

constexpr double kLong = 2 * 3600;  // seconds, from which the time is warned of
constexpr double kRoom = 0.9;       // of the memory that a run may take

QLabel* named(const char* objectName, const char* role, bool wrap = false) {
  QLabel* made = label({}, role, wrap);
  made->setObjectName(objectName);
  return made;
}

}  // namespace

ThisRunCard::ThisRunCard() : Card(tr("This run")) {
  headingRow()->addWidget(helpMark("memory-estimate"));
  time_ = named("estimatedTime", "figure", true);
  timeBasis_ = named("estimatedTimeBasis", "secondary", true);
  parameters_ = named("estimatedParameters", "figure");
  memory_ = named("estimatedMemory", "figure");
  memoryOf_ = named("estimatedMemoryOf", "secondary", true);
  warning_ = named("estimateWarning", "warning", true);
  problem_ = named("specProblem", "error", true);
  help_ = button("startHelp", {});
  connect(help_, &QPushButton::clicked, this, &ThisRunCard::helpAsked);
  fittedHeading_ = label(tr("Fitted"), "heading", true);
  fitted_ = named("fittedSettings", "secondary", true);
  facts_ = new Figures;
  facts_->setObjectName("runSummary");
  auto* figures = new QGridLayout;
  figures->setHorizontalSpacing(theme().px(kSpaceM));
  figures->setVerticalSpacing(0);
  figures->addWidget(parameters_, 0, 0);
  figures->addWidget(memory_, 0, 1);
  auto* parametersName = label(tr("parameters"), "secondary");
  figures->addWidget(parametersName, 1, 0, Qt::AlignTop);
  figures->addWidget(memoryOf_, 1, 1, Qt::AlignTop);
  figures->setColumnStretch(0, 1);
  figures->setColumnStretch(1, 1);
  auto* time = new QVBoxLayout;
  time->setSpacing(0);
  time->addWidget(time_);
  time->addWidget(timeBasis_);
  body()->addWidget(problem_);
  body()->addWidget(help_, 0, Qt::AlignLeft);
  body()->addLayout(time);
  body()->addLayout(figures);
  body()->addWidget(warning_);
  body()->addWidget(rule());
  body()->addWidget(facts_);
  body()->addWidget(fittedHeading_);
  body()->addWidget(fitted_);
  warning_->hide();
  showProblem({}, {});
  showFitted({});
}

void ThisRunCard::showEstimate(const Shown& s) {
  const TimeEstimate& time = s.estimate.time;
  const bool known = std::isfinite(time.seconds);
  time_->setText(known         ? roughDuration(time.seconds)
                 : s.measuring ? tr("measuring…")
                               : tr("time not known"));
  QString basis;
  if (!known && s.measuring)
    basis = tr("how fast %1 trains, some seconds").arg(s.deviceName);
  else if (!known)
    basis = s.problem.isEmpty() ? tr("nothing was timed on %1 yet").arg(s.deviceName) : s.problem;
  else if (time.runs == 1)
    basis = tr("about, from your last run on %1").arg(s.deviceName);
  else if (time.runs > 1)
    basis = tr("about, from your last %n runs on %1", nullptr, time.runs).arg(s.deviceName);
  else if (time.farFetched)
    basis = tr("very roughly: nothing of this size was timed on %1").arg(s.deviceName);
  else if (s.measuredIn > 0)
    basis = tr("about, from a measurement of %1 just now").arg(s.deviceName);
  else
    basis = tr("about, from an earlier measurement of %1").arg(s.deviceName);
  if (known && s.measuring) basis = tr("%1; measuring", "where an estimate comes from").arg(basis);
  timeBasis_->setText(basis);

  const MemoryEstimate& memory = s.estimate.memory;
  parameters_->setText(parametersText(static_cast<double>(s.estimate.parameters)));
  parameters_->setToolTip(countText(static_cast<double>(s.estimate.parameters)));
  memory_->setText(roughBytes(memory.total()));
  memoryOf_->setText(s.availableMemory > 0 ? tr("of %1 memory").arg(roughBytes(s.availableMemory))
                                           : tr("memory"));
  const QString parts =
      tr("weights %1, gradients %2, optimizer %3, activations %4, program %5")
          .arg(bytesText(memory.weights), bytesText(memory.gradients), bytesText(memory.optimizer),
               bytesText(memory.activations), bytesText(memory.program));
  memory_->setToolTip(parts);
  memory_->setAccessibleDescription(parts);

  QStringList warnings;
  if (s.availableMemory > 0 && memory.total() > kRoom * s.availableMemory)
    warnings << tr("It will not fit into the memory of %1. Lower the batch size, the context or "
                   "the width.")
                    .arg(s.deviceName);
  if (known && time.seconds > kLong)
    warnings << tr("This takes about %1 here. A smaller size or fewer steps are done sooner; a "
                   "run can be stopped and resumed.")
                    .arg(roughDuration(time.seconds));
  if (!s.warning.isEmpty()) warnings << s.warning;
  warning_->setText(warnings.join("\n"));
  warning_->setVisible(!warnings.isEmpty());
}

void ThisRunCard::showFacts(const Figures::Rows& rows) {
  facts_->setRows(rows);
}

void ThisRunCard::showProblem(const QString& reason, const QString& help) {
  problem_->setText(reason);
  problem_->setVisible(!reason.isEmpty());
  help_->setText(help);
  help_->setVisible(!help.isEmpty());
}

void ThisRunCard::showFitted(const QStringList& lines) {
  fitted_->setText(lines.join("\n"));
  for (QLabel* part : {fittedHeading_, fitted_}) part->setVisible(!lines.isEmpty());
}

}  // namespace unmask
