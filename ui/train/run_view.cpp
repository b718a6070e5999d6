// Building the run view and following a TrainingSession.
#include "ui/train/run_view.h"

#include <QDateTime>
#include <QLocale>
#include <cmath>

#include "core/runs/machine_speed.h"
#include "core/runs/points_csv.h"
#include "core/runs/run_folder.h"
#include "core/spec/catalogue.h"
#include "ui/help/help.h"
#include "ui/theme/theme.h"
#include "ui/train/estimate_rows.h"
#include "ui/train/evaluate_run.h"
#include "ui/train/export_run.h"
#include "ui/train/freeze_run.h"
#include "ui/train/measure_charts.h"
#include "ui/train/run_actions.h"
#include "ui/train/run_charts.h"
#include "ui/train/run_events.h"
#include "ui/train/run_log.h"
#include "ui/train/run_status.h"
#include "ui/train/samples_card.h"
#include "ui/train/verdict.h"
#include "ui/widgets/chart_tools.h"
#include "ui/widgets/settings_form.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

constexpr int kHistoryShownMs = 400;  // a long history is drawn now and then while it is read
constexpr int kWordsMs = 200;         // between two changes of what stands in words

}  // namespace

RunView::RunView(PageContext& context) : context_(context) {
  columns_ = new ThreeColumns;
  columns_->setProperty("leftLast", true);  // curves first, where all stands below one another
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  outer->addWidget(columns_);

  auto* settingsCard = new Card(tr("Settings of this run"));
  settings_ = new SettingsForm("run");
  settings_->setReadOnly(true);
  settings_->setIdle([this](const QString& key) { return idle(run_.spec, key.toStdString()); });
  settingsCard->body()->addWidget(settings_);
  columns_->left()->addWidget(settingsCard);
  columns_->left()->addStretch(1);

  trouble_ = new RunTrouble;
  columns_->middle()->addWidget(trouble_);
  charts_ = new RunCharts;
  columns_->middle()->addWidget(charts_);
  samples_ = new SamplesCard;
  columns_->middle()->addWidget(samples_);
  measures_ = new MeasureCharts(charts_->link());
  columns_->middle()->addWidget(measures_);
  columns_->middle()->addStretch(1);

  status_ = new RunStatus;
  columns_->right()->addWidget(status_);
  events_ = new RunEvents;
  columns_->right()->addWidget(events_, 1);
  columns_->right()->addStretch(0);

  actions_ = new RunActions(this);
  connect(actions_, &RunActions::changed, this, &RunView::headerChanged);
  connect(actions_, &RunActions::newRunAsked, this, &RunView::newRunFromThis);
  connect(actions_, &RunActions::exportAsked, this,
          [this] { exportForTransformers(context_, window(), run_); });
  connect(actions_, &RunActions::evaluateAsked, this,
          [this] { evaluateWhole(context_, run_, window()); });
  connect(actions_, &RunActions::freezeAsked, this,
          [this] { useAsPictureTokenizer(context_, run_, window()); });
  connect(actions_, &RunActions::logAsked, this, &RunView::showLog);
  connect(charts_, &RunCharts::stepChosen, this, &RunView::openBatch);
  connect(charts_->tools(), &ChartTools::saved, this,
          [this](const QString& file) { context_.messages.showNotice(tr("Saved %1").arg(file)); });
  connect(charts_->tools(), &ChartTools::saveFailed, this,
          [this](const QString& file, const QString& reason) {
            context_.messages.showError(
                tr("Cannot write %1: %2. Choose another place.").arg(file, reason));
          });
  charts_->tools()->setCsv([this](const QString& file) { saveCsv(file); });
  connect(events_, &RunEvents::chosen, charts_, &RunCharts::markStep);
  connect(samples_, &SamplesCard::asked, this, [this](const Question& question) {
    if (session_) questions_[session_->ask(question)] = question;
  });
  connect(&theme(), &Theme::changed, this, &RunView::sizeLoss);
  words_.setSingleShot(true);
  words_.setInterval(kWordsMs);
  connect(&words_, &QTimer::timeout, this, &RunView::showState);
  connect(trouble_, &RunTrouble::nextAsked, this, [this](RunWords::Next next) {
    if (next == RunWords::Next::log) showLog();
    if (next == RunWords::Next::newRun) newRunFromThis();
    if (next == RunWords::Next::lowerRate) newRunWithLowerRate();
    if (next == RunWords::Next::resume || next == RunWords::Next::start) resume();
  });
  connect(status_, &RunStatus::lowerRateAsked, this, &RunView::newRunWithLowerRate);
}

// The loss takes two fifths of the page, so that what the model writes is in view as well. While a
// card fills the window the page behind keeps its measures.
void RunView::sizeLoss() {
  if (theme().magnification() != 1) return;
  charts_->setLossHeight(std::clamp(height() * 2 / 5, theme().px(200), theme().px(600)));
}

void RunView::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  sizeLoss();
}

QList<QWidget*> RunView::actions() const {
  return actions_->widgets();
}

void RunView::setActionsAbsent(bool absent) {
  actions_->setAbsent(absent);
}

RunState RunView::state() const {
  return session_ ? session_->state() : RunState::prepared;
}

void RunView::begin(const RunSummary& run) {
  actions_->setRun(nullptr, {});
  session_.reset();
  run_ = run;
  record_ = {};
  questions_.clear();
  historyComplete_ = false;
  shown_.start();
  step_ = run.step;
  total_ = run.totalSteps ? run.totalSteps : run.spec.train.steps;
  secondsLeft_ = -1;
  std::vector<FieldRef> fields;
  for (FieldRef& field : fieldsOf(run_.spec)) fields.push_back(field);
  settings_->setFields(std::move(fields));
  charts_->begin(run_.spec, QString::fromStdString(run_.slug));
  measures_->begin();
  events_->begin();
  samples_->begin(run_.folder, run_.spec);
  session_ = std::make_unique<TrainingSession>();
  follow(session_.get());
  actions_->setRun(session_.get(), run_.spec);
  estimate_.reset();
  inBackground(
      this, [folder = run_.folder] { return std::pair(folder, readEstimate(folder)); },
      [this](const auto& read) {
        if (read.first != run_.folder) return;  // another run is open by now
        estimate_ = read.second;
        showUsed();
      });
  showUsed();
}

void RunView::follow(TrainingSession* session) {
  connect(session, &TrainingSession::recordsArrived, this, &RunView::take);
  connect(session, &TrainingSession::historyComplete, this, [this] {
    historyComplete_ = true;
    showCurves();
    events_->show(record_);
    samples_->show(record_);
  });
  connect(session, &TrainingSession::stateChanged, this, [this](RunState state) {
    if (!isLive(state)) context_.library.refresh();
    showState();
  });
  connect(session, &TrainingSession::settled, this, [this] {
    context_.library.refresh();
    showState();
  });
  connect(session, &TrainingSession::progressed, this,
          [this](qint64 step, qint64 total, double secondsLeft) {
            step_ = step;
            if (total > 0) total_ = total;
            secondsLeft_ = secondsLeft;
            if (!words_.isActive()) words_.start();
          });
  connect(session, &TrainingSession::answered, this, [this](qint64 id, const QJsonObject& answer) {
    if (questions_.contains(id)) samples_->showAnswer(questions_[id], answer);
    questions_.erase(id);
  });
  connect(session, &TrainingSession::askFailed, this, [this](qint64 id, const QString& reason) {
    questions_.erase(id);
    samples_->showProblem(inWords(reason));
  });
  connect(session, &TrainingSession::commandFailed, this, [this](const QString& reason) {
    actions_->failed();
    context_.messages.showError(tr("%1: %2", "run, reason").arg(runName(run_), inWords(reason)));
    showState();
  });
}

void RunView::open(const RunSummary& run) {
  begin(run);
  session_->attach(run.folder);
  showState();
}

void RunView::start(const RunSummary& run) {
  begin(run);
  session_->start(run.folder);
  showState();
}

void RunView::resume() {
  if (!session_) return;
  session_->start(run_.folder);
  showState();
}

void RunView::close() {
  words_.stop();
  actions_->setRun(nullptr, {});
  session_.reset();
  run_ = {};
  record_ = {};  // nobody looks at it: a long run is much
  samples_->begin({}, {});
  charts_->forget();
  measures_->begin();
  Q_EMIT liveRun({}, -1);
}

void RunView::take(const RecordBatch& records) {
  record_.take(records);
  for (const EventRecord& event : records.events) actions_->sawEvent(event);
  if (!historyComplete_) {
    if (shown_.elapsed() < kHistoryShownMs) return;
    shown_.start();
    return showCurves();
  }
  showCurves();
  if (!records.events.empty() || !records.checkpoints.empty()) {
    charts_->showEvents(record_);
    events_->show(record_);
    showState();
  }
  if (!records.samples.empty()) samples_->show(record_);
}

void RunView::showCurves() {
  charts_->show(record_, step_);
  measures_->show(record_, step_, charts_->source(record_));
  if (historyComplete_) charts_->showEvents(record_);
  if (!words_.isActive()) words_.start();
}

Verdict RunView::verdict() const {
  const ObjectiveInfo* info = findObjective(run_.spec.objective);
  const LossKind kind = info ? info->lossKind : LossKind::nats;
  const double flat = record_.last("flat_loss/validation");
  const bool measured = kind == LossKind::squaredError && std::isfinite(flat);
  const double heldOut = record_.last("chance/validation");  // of fewer than a batch
  const CurvePoints train = record_.series("loss/train");
  const CurvePoints validation = record_.series("loss/validation");
  const CurvePoints gradient = record_.series("gradient_norm");
  const Watched watched{*train,
                        *validation,
                        *gradient,
                        kind == LossKind::squaredError ? flat  // NaN until it is measured
                        : std::isfinite(heldOut)       ? heldOut
                                                       : chanceLoss(run_.spec),
                        measured ? tr("even patches") : info ? info->chanceName : "ln V",
                        session_ && isLive(session_->state()),
                        kind};
  const Verdict found = verdictOn(watched);
  if (found.exploded || found.kind == Verdict::Kind::waiting) return found;
  if (const auto equal = equalViews(run_.spec)) return *equal;
  if (const auto stuck = neverMatching(*record_.series("match_loss/train"),
                                       record_.last("balanced_accuracy/validation")))
    return *stuck;
  return besideFrequencies(found, watched, record_.last("code_entropy/validation"));
}

void RunView::showUsed() {
  Figures::Rows rows;
  const double memory = record_.last("memory_bytes");
  const CurvePoints seconds = record_.trainingSeconds();
  if (estimate_) {
    const RunState now = state();
    rows = estimateRows(*estimate_,
                        {memory,
                         trainedSeconds(record_.events(), isLive(now) && now != RunState::paused,
                                        QDateTime::currentMSecsSinceEpoch()),
                         now == RunState::finished});
  } else if (std::isfinite(memory)) {
    rows.append({tr("Memory"), bytesText(memory)});
  }
  if (!seconds->empty()) {
    rows.append({tr("Training time"), durationText(seconds->back().y())});
    const TrainSettings& train = run_.spec.train;
    const bool text = familyOf(run_.spec) == Family::text;
    const auto perStep = static_cast<double>(train.batchSize * train.accumulate *
                                             (text ? run_.spec.model.context : 1));
    rows.append(
        {text ? tr("Tokens") : tr("Pictures"), countText((seconds->back().x() + 1) * perStep)});
  }
  status_->showUsed(rows);
}

void RunView::showState() {
  const RunState now = state();
  const bool live = session_ && isLive(now);
  actions_->show(now, step_, total_, record_.last("learning_rate"));
  const Verdict found = verdict();
  RunFacts facts;
  facts.state = now;
  facts.step = step_;
  facts.exploded = found.exploded;
  // The step that broke, as its message and the verdict name it.
  const auto broken =
      brokenSince(*record_.series("loss/train"), *record_.series("gradient_norm"));
  if (now == RunState::failed && broken) facts.step = static_cast<int64_t>(*broken);
  facts.total = total_;
  facts.secondsLeft = secondsLeft_;
  facts.stopping = actions_->stopping();
  facts.detail = session_ ? session_->detail() : QString();
  for (const CheckpointRecord& checkpoint : record_.checkpoints())
    facts.newestCheckpoint = std::max(facts.newestCheckpoint, checkpoint.step);
  status_->show(facts);
  trouble_->show(facts);
  actions_->setExploded(found.exploded);
  status_->showVerdict(found, !isLive(now) && trouble_->isHidden());
  showUsed();  // 'Time so far' becomes 'Time'
  samples_->setLive(live);
  if (!live) return Q_EMIT liveRun({}, -1);
  const double share =
      total_ > 0 ? std::clamp(static_cast<double>(step_) / static_cast<double>(total_), 0.0, 1.0)
                 : 0;
  Q_EMIT liveRun(tr("%1 · %2", "run, progress").arg(runName(run_), status_->progress()), share);
}

QJsonObject RunView::sight() const {
  return charts_->sight();
}

void RunView::setSight(const QJsonObject& sight) {
  charts_->setSight(sight);
}

void RunView::saveCsv(const QString& file) {
  context_.jobs.run(
      tr("Saving all points"), this,
      [folder = run_.folder, file = file.toStdString()](JobControl& control) {
        return savePointsAsCsv(folder, file, control);
      },
      [this, file](const Result<WrittenPoints>& written) {
        if (!written && isCancelled(written.error())) return;
        if (!written) return context_.messages.showError(written.error());
        if (const Status whole = nothingLeftOut(*written); !whole)
          return context_.messages.showError(whole.error());
        const auto points = static_cast<double>(written->points);
        context_.messages.showNotice(
            points == 1 ? tr("One point saved as %1").arg(file)
                        : tr("%1 points saved as %2").arg(countText(points), file));
      });
}

void RunView::showLog() {
  (new RunLog(run_.folder / "worker.log", this))->show();
}

void RunView::openBatch(qint64 step) {
  context_.choices.askForBatch(run_.folder, static_cast<uint64_t>(step));
  context_.go(PageId::pretext);
}

void RunView::newRunWithLowerRate() {
  constexpr double kLower = 10;
  newRunFromThis();
  TrainSettings& train = context_.choices.spec().train;
  train.learningRate /= kLower;
  train.minLearningRate /= kLower;
  context_.choices.settingsEdited();
}

void RunView::newRunFromThis() {
  context_.choices.takeSpec({run_.folder, run_.spec});
  context_.choices.setRun({});
}

}  // namespace unmask
