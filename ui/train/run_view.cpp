// Building the run view and following a TrainingSession.
#include "ui/train/run_view.h"

#include <QDateTime>
#include <QLocale>
#include <QProgressBar>
#include <cmath>

#include "core/spec/catalogue.h"
#include "core/spec/measures.h"
#include "ui/theme/theme.h"
#include "ui/train/samples_card.h"
#include "ui/train/verdict.h"
#include "ui/widgets/chart.h"
#include "ui/widgets/chart_tools.h"
#include "ui/widgets/settings_form.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

constexpr size_t kEventsListed = 60;

QString eventText(const EventRecord& event) {
  return inWords(Message{event.text, event.values});
}

}  // namespace

RunView::RunView(PageContext& context) : context_(context) {
  columns_ = new ThreeColumns;
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  outer->addWidget(columns_);

  pause_ = button("runPause", tr("Pause"), "pause");
  pause_->setToolTip(tr("Pause keeps the device's memory and goes on at once"));
  resume_ = primaryButton("runResume", tr("Resume"), "play");
  stop_ = button("runStop", tr("Stop"), "stop");
  stop_->setToolTip(tr("Stop saves a checkpoint and frees the device; the run can be resumed"));
  again_ = button("runAgain", tr("New run from this"));
  connect(pause_, &QPushButton::clicked, this, [this] { session_->pause(); });
  connect(resume_, &QPushButton::clicked, this, [this] {
    resume_->setEnabled(false);
    session_->resume();
  });
  connect(stop_, &QPushButton::clicked, this, [this] {
    stopping_ = true;
    session_->stop();
    showState();
  });
  connect(again_, &QPushButton::clicked, this, &RunView::newRunFromThis);

  auto* settingsCard = new Card(tr("Settings of this run"));
  settings_ = new SettingsForm("run");
  settings_->setReadOnly(true);
  settingsCard->body()->addWidget(settings_);
  columns_->left()->addWidget(settingsCard);
  columns_->left()->addStretch(1);

  buildMiddle(columns_->middle());

  auto* runCard = new Card(tr("Run"));
  percent_ = label({}, "figure");
  percent_->setObjectName("runPercent");
  progressText_ = label({}, "secondary", true);
  progressText_->setObjectName("runProgress");
  bar_ = new QProgressBar;
  bar_->setTextVisible(false);
  bar_->setRange(0, 1000);
  bar_->setAccessibleName(tr("Progress of the run"));
  headline_ = label({}, "value", true);
  headline_->setObjectName("verdictHeadline");
  verdict_ = label({}, "secondary", true);
  verdict_->setObjectName("verdict");
  problem_ = label({}, "error", true);
  problem_->setObjectName("runProblem");
  problem_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  for (QWidget* part : std::initializer_list<QWidget*>{percent_, progressText_, bar_, headline_,
                                                       verdict_, problem_})
    runCard->body()->addWidget(part);
  columns_->right()->addWidget(runCard);
  eventsCard_ = new Card(tr("Events"));
  events_ = new QVBoxLayout;
  eventsCard_->body()->addLayout(events_);
  columns_->right()->addWidget(eventsCard_);
  columns_->right()->addStretch(1);
}

void RunView::buildMiddle(QVBoxLayout* middle) {
  lossCard_ = new Card(tr("Loss"));
  loss_ = new Chart;
  loss_->setObjectName("lossChart");
  loss_->setNames(tr("Loss"), tr("nats per token"));
  lossCard_->headingRow()->addWidget(new ChartTools(loss_, "loss"));
  lossCard_->body()->addWidget(loss_, 1);
  middle->addWidget(lossCard_);

  auto* row = new QHBoxLayout;
  row->setSpacing(theme().px(kSpaceM));
  for (const char* id : {"learning_rate", "gradient_norm", "tokens_per_second"}) {
    const Measure* measure = findMeasure(id);
    auto* card = new Card(translated(measure->label));
    card->heading()->setToolTip(translated(measure->meaning));
    auto* value = label({}, "value");
    value->setObjectName(QString("now.") + id);
    card->headingRow()->addWidget(value);
    auto* chart = new Chart;
    chart->setObjectName(QString("chart.") + id);
    chart->setCompact(true);
    chart->setLink(&loss_->link());
    chart->setNames(translated(measure->label), translated(measure->unit));
    card->body()->addWidget(chart);
    row->addWidget(card, 1);
    small_.push_back({chart, value, id});
  }
  middle->addLayout(row);

  samples_ = new SamplesCard;
  middle->addWidget(samples_);
  middle->addStretch(1);
  connect(samples_, &SamplesCard::asked, this,
          [this](const QString& text) { questions_[session_->ask(text)] = text; });
}

// The loss takes two fifths of the page, so that what the model writes is in view as well.
void RunView::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  loss_->setFixedHeight(std::clamp(height() * 2 / 5, theme().px(200), theme().px(600)));
  for (Small& s : small_) s.chart->setFixedHeight(theme().px(84));
}

QList<QWidget*> RunView::actions() const {
  return {pause_, resume_, stop_, again_};
}

void RunView::setActionsAbsent(bool absent) {
  absent_ = absent;
  showState();
}

RunState RunView::state() const {
  return session_ ? session_->state() : RunState::prepared;
}

void RunView::begin(const RunSummary& run) {
  session_.reset();
  run_ = run;
  record_ = {};
  questions_.clear();
  eventsShown_ = 0;
  stopping_ = false;
  step_ = run.step;
  total_ = run.totalSteps ? run.totalSteps : run.spec.train.steps;
  secondsLeft_ = -1;
  clear(events_);
  loss_->removeCurves();
  for (Small& s : small_) s.chart->removeCurves();
  std::vector<FieldRef> shown;
  for (FieldRef& field : fieldsOf(run_.spec)) shown.push_back(field);
  settings_->setFields(std::move(shown));
  samples_->reset(run_.spec.objective == "masked-lm");
  const ObjectiveInfo* info = findObjective(run_.spec.objective);
  const double chance = chanceLoss(run_.spec);
  loss_->setReference(chanceText(info ? info->chanceName : "ln V", chance), chance);

  session_ = std::make_unique<TrainingSession>();
  TrainingSession* session = session_.get();
  connect(session, &TrainingSession::recordsArrived, this, &RunView::take);
  connect(session, &TrainingSession::historyComplete, this, [this] {
    showCurves();
    showEvents();
  });
  connect(session, &TrainingSession::stateChanged, this, [this](RunState state) {
    if (!isLive(state)) context_.library.refresh();
    showState();
  });
  connect(session, &TrainingSession::settled, this, [this] {
    stopping_ = false;
    context_.library.refresh();
    showState();
  });
  connect(session, &TrainingSession::progressed, this, &RunView::showProgress);
  connect(session, &TrainingSession::answered, this, [this](qint64 id, const QJsonObject& answer) {
    if (questions_.contains(id)) samples_->showAnswer(questions_[id], answer);
    questions_.erase(id);
  });
  connect(session, &TrainingSession::askFailed, this, [this](qint64 id, const QString& reason) {
    questions_.erase(id);
    samples_->showAskProblem(reason);
  });
  connect(session, &TrainingSession::commandFailed, this, [this](const QString& reason) {
    stopping_ = false;
    context_.messages.showError(reason);
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
  const RunSummary run = run_;
  start(run);
}

void RunView::close() {
  session_.reset();
  run_ = {};
  Q_EMIT liveRun({}, -1);
}

void RunView::take(const RecordBatch& records) {
  record_.take(records);
  showCurves();
  if (!records.events.empty() || !records.checkpoints.empty()) showEvents();
  if (!records.samples.empty()) samples_->show(record_);
}

void RunView::showCurves() {
  const auto train = record_.series("loss/train");
  const auto validation = record_.series("loss/validation");
  loss_->setEnd(static_cast<double>(std::max<qint64>(step_, 1)));
  loss_->setCurve("train", {tr("training"), 0, false, true}, train);
  loss_->setCurve("validation", {tr("validation"), 0, true, false}, validation);
  for (Small& s : small_) {
    const bool noisy = std::string_view(s.measure) != "learning_rate";
    s.chart->setEnd(static_cast<double>(std::max<qint64>(step_, 1)));
    s.chart->setCurve(s.measure, {translated(findMeasure(s.measure)->label), 0, false, noisy},
                      record_.series(s.measure));
    const double last = record_.last(s.measure);
    s.value->setText(std::isnan(last) && record_.series(s.measure)->empty() ? QString()
                                                                            : valueText(last));
  }
  const ObjectiveInfo* info = findObjective(run_.spec.objective);
  const Verdict verdict =
      verdictOn(*train, *validation, chanceLoss(run_.spec), info ? info->chanceName : "ln V",
                session_ && isLive(session_->state()));
  headline_->setText(verdict.headline);
  verdict_->setText(verdict.detail);
  setRole(headline_, verdict.kind == Verdict::Kind::good      ? "good"
                     : verdict.kind == Verdict::Kind::warning ? "warning"
                                                              : "value");
}

void RunView::showEvents() {
  const std::vector<EventRecord>& events = record_.events();
  for (; eventsShown_ < events.size(); ++eventsShown_) {
    const EventRecord& event = events[eventsShown_];
    QString text = eventText(event);
    if (event.kind == "evaluated") {
      const auto losses = record_.series("loss/validation");
      const size_t at = losses->firstAt(static_cast<double>(event.step));
      if (at < losses->size() && (*losses)[at].x() == static_cast<double>(event.step))
        text = tr("Validation %1").arg(valueText((*losses)[at].y()));
    }
    QLabel* line =
        label(tr("%1  %2", "step, event").arg(countText(static_cast<double>(event.step)), text),
              event.kind == "failed" || event.kind == "warning" ? "error" : "", true);
    line->setToolTip(
        eventText(event) + "\n" +
        QLocale().toString(QDateTime::fromMSecsSinceEpoch(event.timeMs), QLocale::ShortFormat));
    events_->insertWidget(0, line);
  }
  while (events_->count() > static_cast<int>(kEventsListed)) {
    QLayoutItem* oldest = events_->takeAt(events_->count() - 1);
    oldest->widget()->deleteLater();
    delete oldest;
  }
  eventsCard_->setVisible(!events.empty());
  std::vector<ChartPin> pins;
  for (const EventRecord& event : events)
    if (event.kind != "evaluated" && event.kind != "checkpoint")
      pins.push_back({static_cast<double>(event.step), eventText(event)});
  loss_->setPins(std::move(pins));
}

void RunView::showProgress(qint64 step, qint64 total, double secondsLeft) {
  step_ = step;
  if (total > 0) total_ = total;
  secondsLeft_ = secondsLeft;
  showState();
}

void RunView::showState() {
  const RunState now = state();
  const bool live = session_ && isLive(now);
  const auto present = [this](QPushButton* b, bool there) {
    b->setProperty("absent", absent_ || !there);
  };
  present(pause_, live && now != RunState::paused);
  present(resume_, session_ && (now == RunState::paused || (!live && canResume(now))));
  present(stop_, live);
  present(again_, session_ != nullptr);
  pause_->setEnabled(now == RunState::running && !stopping_);
  stop_->setEnabled(now != RunState::starting && !stopping_);
  resume_->setEnabled(true);
  Q_EMIT headerChanged();

  const double share =
      total_ > 0 ? std::clamp(static_cast<double>(step_) / static_cast<double>(total_), 0.0, 1.0)
                 : 0;
  percent_->setText(tr("%1 %").arg(QLocale().toString(std::floor(100 * share), 'f', 0)));
  bar_->setValue(static_cast<int>(1000 * share));
  QString text =
      tr("step %1 of %2")
          .arg(countText(static_cast<double>(step_)), countText(static_cast<double>(total_)));
  if (now == RunState::running && secondsLeft_ >= 0)
    text = tr("%1 · %2 left", "progress, time").arg(text, durationText(secondsLeft_));
  else
    text = tr("%1 · %2", "progress, state")
               .arg(text, stopping_ && live ? tr("stopping") : stateName(now));
  progressText_->setText(text);
  const bool failed = now == RunState::failed || now == RunState::failedToStart ||
                      now == RunState::interrupted || now == RunState::waitingForDisk;
  const QString detail = session_ ? session_->detail() : QString();
  problem_->setVisible(failed);
  problem_->setText(now == RunState::interrupted && detail.isEmpty()
                        ? tr("The worker ended without a word. Resume goes on from the newest "
                             "checkpoint.")
                        : detail);
  if (live)
    Q_EMIT liveRun(tr("%1 · %2", "run, progress").arg(runName(run_), text), share);
  else
    Q_EMIT liveRun({}, -1);
}

void RunView::newRunFromThis() {
  context_.choices.takeSpec({run_.folder, run_.spec});
  context_.choices.setRun({});
}

}  // namespace unmask
