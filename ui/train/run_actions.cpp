// The buttons of a run and what becomes of a click.
#include "ui/train/run_actions.h"

#include <QAction>
#include <QMenu>
#include <QStyle>
#include <cmath>

#include "ui/shell/library.h"
#include "ui/theme/icons.h"
#include "ui/train/run_dialogs.h"
#include "ui/widgets/parts.h"

namespace unmask {

RunActions::RunActions(QWidget* parent) : QObject(parent), parent_(parent) {
  pause_ = button("runPause", tr("Pause"), "pause");
  resume_ = primaryButton("runResume", tr("Resume"), "play");
  stop_ = button("runStop", tr("Stop"), "stop");
  stop_->setToolTip(
      tr("Stop saves a checkpoint and frees the device; the run can be resumed later"));
  rateButton_ = button("runLearningRate", tr("Learning rate…"), "rate");
  rateButton_->setToolTip(tr("Change the learning rate from the next step on"));
  again_ = button("runAgain", tr("New run from this…"), "again");
  again_->setToolTip(tr("Set up a new run with the settings of this one"));

  auto* menu = new QMenu(parent);
  menu->setObjectName("runMoreMenu");
  menu->setToolTipsVisible(true);
  const auto entry = [&](const char* name, const QString& iconName, const QString& text,
                         const QString& tip) {
    QAction* action = menu->addAction(icon(iconName), text);
    action->setObjectName(name);
    action->setToolTip(tip);
    return action;
  };
  extend_ = entry("runExtend", "extend", tr("Extend…"),
                  tr("More steps; the learning-rate schedule stays as it is"));
  evaluate_ = entry("runEvaluate", "evaluate", tr("Evaluate now"), {});
  checkpoint_ = entry("runCheckpoint", "save", tr("Checkpoint now"),
                      tr("Save a state from which the run can go on"));
  menu->addSeparator();
  againAction_ = entry("runAgainAction", "again", tr("New run from this…"), again_->toolTip());
  QAction* exported =
      entry("runExport", "save", tr("Export for transformers…"),
            tr("The newest checkpoint and its tokenizer as Hugging Face's transformers load them"));
  freeze_ =
      entry("runFreeze", "codes", tr("Use as picture tokenizer…"),
            tr("Freezes the newest checkpoint: its codes are what Masked picture codes learns "
               "to name"));
  QAction* log = entry("runLog", "file", tr("Show the log"), tr("The end of worker.log"));
  more_ = new QToolButton;
  more_->setObjectName("runMore");
  more_->setText(tr("More"));
  more_->setAccessibleName(tr("More to do with this run"));
  more_->setProperty("button", true);
  more_->setIcon(icon("down"));
  more_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  more_->setPopupMode(QToolButton::InstantPopup);
  more_->setFocusPolicy(Qt::TabFocus);
  more_->setCursor(Qt::PointingHandCursor);
  more_->setMenu(menu);

  connect(pause_, &QPushButton::clicked, this,
          [this] { take(Command::pause, [this] { session_->pause(); }); });
  connect(resume_, &QPushButton::clicked, this,
          [this] { take(Command::resume, [this] { session_->resume(); }); });
  connect(stop_, &QPushButton::clicked, this,
          [this] { take(Command::stop, [this] { session_->stop(); }); });
  connect(rateButton_, &QPushButton::clicked, this, &RunActions::askForRate);
  connect(extend_, &QAction::triggered, this, &RunActions::askForSteps);
  connect(evaluate_, &QAction::triggered, this, [this] {
    if (!isLive(state_)) return Q_EMIT evaluateAsked();
    take(Command::evaluate, [this] { session_->evaluateNow(); });
  });
  connect(checkpoint_, &QAction::triggered, this,
          [this] { take(Command::checkpoint, [this] { session_->checkpointNow(); }); });
  connect(again_, &QPushButton::clicked, this, &RunActions::newRunAsked);
  connect(againAction_, &QAction::triggered, this, &RunActions::newRunAsked);
  connect(freeze_, &QAction::triggered, this, &RunActions::freezeAsked);
  connect(exported, &QAction::triggered, this, &RunActions::exportAsked);
  connect(log, &QAction::triggered, this, &RunActions::logAsked);
  setRun(nullptr, {});
}

QList<QWidget*> RunActions::widgets() const {
  return {pause_, resume_, stop_, rateButton_, again_, more_};
}

void RunActions::setRun(TrainingSession* session, const RunSpec& spec) {
  session_ = session;
  spec_ = spec;
  taken_.clear();
  showNow();
}

void RunActions::take(Command command, const std::function<void()>& send) {
  if (!session_) return;
  taken_.insert(command);
  send();
  showNow();
}

void RunActions::failed() {
  taken_.clear();
  showNow();
}

void RunActions::sawEvent(const EventRecord& event) {
  const auto answered = [&](const char* kind, Command command) {
    if (event.kind == kind) taken_.erase(command);
  };
  answered("learning_rate", Command::rate);
  answered("extended", Command::extend);
  answered("evaluated", Command::evaluate);
  answered("checkpoint", Command::checkpoint);
}

void RunActions::show(RunState state, int64_t step, int64_t total, double rate) {
  if (state != state_) {
    for (const Command command : {Command::pause, Command::resume}) taken_.erase(command);
    if (!isLive(state)) taken_.clear();
    if (state == RunState::starting) taken_.erase(Command::extend);
  }
  state_ = state;
  step_ = step;
  total_ = total;
  rate_ = rate;
  showNow();
}

void RunActions::setAbsent(bool absent) {
  absent_ = absent;
  showNow();
}

void RunActions::setExploded(bool exploded) {
  if (exploded == exploded_) return;
  exploded_ = exploded;
  resume_->setProperty("primary", !exploded);
  resume_->style()->unpolish(resume_);
  resume_->style()->polish(resume_);
  resume_->setIcon(icon("play", exploded ? IconTint::text : IconTint::onAccent));
}

void RunActions::showNow() {
  const bool live = session_ && isLive(state_);
  const bool busy = stopping() || state_ == RunState::starting;
  const auto present = [this](QWidget* b, bool there) {
    b->setProperty("absent", absent_ || !there || !session_);
  };
  present(pause_, live && state_ != RunState::paused);
  present(resume_, state_ == RunState::paused || (!live && canResume(state_)));
  present(stop_, live);
  present(rateButton_, live);
  present(again_, !live);
  present(more_, true);
  const auto say = [this](QPushButton* b, Command command, const QString& usual,
                          const QString& taken) {
    const bool is = taken_.contains(command);
    const QString& text = is ? taken : usual;
    if (b->text() != text) b->setText(text);
    b->setEnabled(!is && b->isEnabled());
  };
  pause_->setEnabled(state_ == RunState::running && !busy);
  pause_->setToolTip(tr("Pause keeps the device's memory and goes on at once"));
  stop_->setEnabled(live && !busy);
  rateButton_->setEnabled(live && !busy);
  resume_->setEnabled(!busy);
  resume_->setToolTip(state_ == RunState::paused ? tr("Goes on at once")
                                                 : tr("Goes on from the newest checkpoint"));
  say(pause_, Command::pause, tr("Pause"), tr("Pausing…"));
  say(resume_, Command::resume,
      state_ == RunState::prepared || state_ == RunState::failedToStart ? tr("Start")
                                                                        : tr("Resume"),
      tr("Resuming…"));
  say(stop_, Command::stop, tr("Stop"), tr("Stopping…"));
  say(rateButton_, Command::rate, tr("Learning rate…"), tr("Setting…"));
  const auto sayAction = [this](QAction* action, Command command, const QString& usual,
                                const QString& taken, bool possible) {
    const bool is = taken_.contains(command);
    action->setText(is ? taken : usual);
    action->setEnabled(possible && !is);
  };
  sayAction(extend_, Command::extend, tr("Extend…"), tr("Extending…"), session_ && !busy);
  sayAction(evaluate_, Command::evaluate, tr("Evaluate now"), tr("Evaluation comes…"),
            live ? !busy : session_ && step_ > 0);
  evaluate_->setToolTip(live ? tr("Validation loss and samples after the step that is running")
                             : tr("The newest checkpoint on the whole validation part"));
  sayAction(checkpoint_, Command::checkpoint, tr("Checkpoint now"), tr("Checkpoint comes…"),
            live && !busy);
  againAction_->setVisible(live);
  freeze_->setVisible(std::holds_alternative<PictureTokenizerSettings>(spec_.objectiveSettings));
  freeze_->setEnabled(session_ && !live);
  Q_EMIT changed();
}

void RunActions::askForRate() {
  auto* dialog = new RateDialog(spec_.train, step_, rate_, parent_);
  connect(dialog, &RateDialog::chosen, this, [this](double rate) {
    take(Command::rate, [this, rate] { session_->setLearningRate(rate); });
  });
  dialog->open();
}

void RunActions::askForSteps() {
  auto* dialog = new ExtendDialog(spec_.train, step_, total_, parent_);
  connect(dialog, &ExtendDialog::chosen, this, [this](qint64 steps) {
    take(Command::extend, [this, steps] { session_->extend(steps); });
  });
  dialog->open();
}

}  // namespace unmask
