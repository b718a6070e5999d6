// Choosing a step and a run, and saying what the hash says.
#include "ui/pretext/batch_pane.h"

#include <QSpinBox>

#include "ui/help/help.h"
#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/words.h"
#include "ui/widgets/wrap_layout.h"

namespace unmask {

namespace {

constexpr int kLastStep = 2'000'000'000;

QSpinBox* numberBox(const char* objectName, const QString& name) {
  auto* box = new QSpinBox;
  box->setObjectName(objectName);
  box->setAccessibleName(name);
  box->setGroupSeparatorShown(true);
  box->setKeyboardTracking(false);
  return box;
}

}  // namespace

BatchPane::BatchPane(QWidget* parent) : QWidget(parent) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  auto* row = new WrapLayout;
  auto* back = iconButton("stepBack", "previous", tr("The step before"));
  auto* on = iconButton("stepOn", "next", tr("The step after"));
  step_ = numberBox("step", tr("Step"));
  step_->setRange(0, kLastStep);
  micro_ = numberBox("micro", tr("Micro-batch"));
  micro_->setRange(1, 1);
  microName_ = label(tr("Micro-batch"), "");
  microName_->setBuddy(micro_);
  microOf_ = label({}, "secondary");
  run_ = new Picker("pickBatchRun", tr("Of"));
  run_->setToolTip(tr("Whose batch: of these settings, or of a run in this workspace"));
  QLabel* name = label(tr("Step"), "");
  name->setBuddy(step_);
  for (QWidget* part :
       std::initializer_list<QWidget*>{name, back, step_, on, microName_, micro_, microOf_})
    row->addWidget(part);
  row->addWidget(run_);
  column->addLayout(row);
  match_ = label({}, "good", true);
  match_->setObjectName("batchMatch");
  column->addWidget(match_);

  connect(back, &QPushButton::clicked, step_, &QSpinBox::stepDown);
  connect(on, &QPushButton::clicked, step_, &QSpinBox::stepUp);
  connect(step_, &QSpinBox::valueChanged, this, [this](int value) {
    if (!showing_) Q_EMIT stepChosen(static_cast<quint64>(value));
  });
  connect(micro_, &QSpinBox::valueChanged, this, [this](int value) {
    if (!showing_) Q_EMIT microChosen(static_cast<quint64>(value - 1));
  });
  connect(run_, &Picker::picked, this, &BatchPane::runChosen);
  const auto applyScale = [column] { column->setSpacing(theme().px(kSpaceS)); };
  connect(&theme(), &Theme::changed, this, applyScale);
  applyScale();
}

void BatchPane::setRuns(const QList<Picker::Option>& runs) {
  runs_ = QList<Picker::Option>{{{}, tr("these settings"), tr("What a new run would train on")}};
  runs_ += runs;
  run_->setOptions(runs_, 1);
}

void BatchPane::show(const PretextState& state, int64_t accumulate) {
  showing_ = true;
  step_->setValue(static_cast<int>(std::min<quint64>(state.step, kLastStep)));
  micro_->setMaximum(static_cast<int>(std::max<int64_t>(accumulate, 1)));
  micro_->setValue(static_cast<int>(std::min<quint64>(state.micro, 1 << 20)) + 1);
  microOf_->setText(tr("of %1").arg(countText(static_cast<double>(accumulate))));
  for (QWidget* part : std::initializer_list<QWidget*>{microName_, micro_, microOf_})
    part->setVisible(accumulate > 1);
  QString shown = tr("these settings");
  for (const Picker::Option& option : runs_)
    if (option.id == state.run && !state.run.isEmpty()) shown = option.label;
  run_->setCurrent(state.run, shown);
  showing_ = false;
}

void BatchPane::showMatch(const PretextState& state, const RunMatch& match,
                          const std::string& hash) {
  match_->setVisible(match.kind != RunMatch::Kind::none);
  const QString step = countText(static_cast<double>(state.step));
  switch (match.kind) {
    case RunMatch::Kind::none:
      return;
    case RunMatch::Kind::identical:
      setRole(match_, "good");
      return match_->setText(tr("✓ Identical to what the run trained on: same hash, %1.")
                                 .arg(QString::fromStdString(match.recorded.substr(0, 12))));
    case RunMatch::Kind::differs:
      setRole(match_, "warning");
      return match_->setText(
          tr("Differs from what the run trained on: it recorded hash %1, this batch has %2.")
              .arg(QString::fromStdString(match.recorded.substr(0, 12)),
                   QString::fromStdString(hash.substr(0, 12))));
    case RunMatch::Kind::notTrained:
      setRole(match_, "secondary");
      return match_->setText(
          match.stepsDone == 1
              ? tr("The run has not trained on step %1 yet: it has done one step.").arg(step)
              : tr("The run has not trained on step %1 yet: it has done %2 steps.")
                    .arg(step, countText(static_cast<double>(match.stepsDone))));
    case RunMatch::Kind::noHash:
      setRole(match_, "secondary");
      return match_->setText(
          tr("The run recorded no hash for step %1: nothing to compare with.").arg(step));
    case RunMatch::Kind::tooLarge:
      setRole(match_, "secondary");
      return match_->setText(tr("This batch is too large to be compared here."));
  }
}

}  // namespace unmask
