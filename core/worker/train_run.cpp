// Training a run from its folder.
#include "core/worker/train_run.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "core/base/files.h"
#include "core/base/guarded.h"
#include "core/base/message_value.h"
#include "core/base/numbers.h"
#include "core/base/platform.h"
#include "core/dataset/preset_fit.h"
#include "core/runs/run_folder.h"
#include "core/worker/answers.h"
#include "core/worker/checkpoints.h"
#include "core/worker/picture_answers.h"
#include "core/worker/zero_shot_tasks.h"

namespace unmask {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kStatusEvery = std::chrono::milliseconds(50);
constexpr int kFlushTimeMs = 10000;
constexpr int kRetryMs = 300;
constexpr auto kLookEvery = std::chrono::seconds(1);
constexpr double kAnswerSeconds = 0.7;  // a live run answers within a second
constexpr uint64_t kProbePictures = 1000;  // quick, and good to two percent or so
constexpr double kNotKnown = std::numeric_limits<double>::quiet_NaN();

int64_t nowMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// A figure of training that may have broken, in a message.
std::string said(double value) {
  if (std::isnan(value)) return asValue(message(UNMASK_TEXT("core", "not a number")));
  if (std::isinf(value)) return asValue(message(UNMASK_TEXT("core", "infinite")));
  return formatted(value);
}

double secondsSince(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// A mean that forgets over some 20 values.
void follow(double& mean, double value) {
  mean = mean == 0 ? value : 0.95 * mean + 0.05 * value;
}

// What was set by hand from `step` on, as it holds: a later word about an earlier step takes back
// what an abandoned continuation had set after it, and what led to a failure is not repeated.
std::map<int64_t, double> ratesFrom(const std::vector<EventRecord>& events, int64_t step) {
  std::map<int64_t, double> rates;
  for (const EventRecord& event : events) {
    if (event.kind == "failed") rates.erase(rates.lower_bound(step), rates.end());
    if (event.kind != "learning_rate" || event.values.empty()) continue;
    rates.erase(rates.lower_bound(event.step), rates.end());
    // Older versions wrote the comma of their locale.
    std::string rate = event.values[0];
    std::replace(rate.begin(), rate.end(), ',', '.');
    if (const auto value = numberIn(rate)) rates[event.step] = *value;
  }
  rates.erase(rates.begin(), rates.lower_bound(step));
  return rates;
}

// What a validation pass looked at, of all that is held out.
Message scored(const RunSpec& spec, uint64_t windows, uint64_t all) {
  const bool text = familyOf(spec) == Family::text;
  if (windows == all)
    return text ? message(UNMASK_TEXT("core", "Evaluated on %1 windows."), windows)
                : message(UNMASK_TEXT("core", "Evaluated on %1 pictures."), windows);
  return text ? message(UNMASK_TEXT("core", "Evaluated on a sample: %1 of %2 windows."), windows,
                        all)
              : message(UNMASK_TEXT("core", "Evaluated on a sample: %1 of %2 pictures."), windows,
                        all);
}

}  // namespace

TrainRun::TrainRun(fs::path runFolder, int64_t extendTo, RunStoreWriter& store, RunControl& control,
                   RunOutlet outlet)
    : folder_(std::move(runFolder)),
      extendTo_(extendTo),
      store_(store),
      control_(control),
      outlet_(std::move(outlet)) {}

void TrainRun::record(const char* kind, Error text) {
  RecordBatch records;
  EventRecord event;
  event.step = trainer_ ? trainer_->stepsDone() : 0;
  event.timeMs = nowMs();
  event.kind = kind;
  event.text = std::move(text.what.pattern);
  event.values = std::move(text.what.values);
  event.advice = std::move(text.advice.pattern);
  event.adviceValues = std::move(text.advice.values);
  records.events.push_back(std::move(event));
  store_.append(std::move(records));
}

void TrainRun::setState(RunState state) {
  state_ = state;
  sayStatus(true);
}

void TrainRun::sayStatus(bool always) {
  if (!always && Clock::now() - statusSaid_ < kStatusEvery) return;
  statusSaid_ = Clock::now();
  outlet_.status(
      {state_, trainer_ ? trainer_->stepsDone() : 0, totalSteps_, secondsLeft(), detail_});
}

double TrainRun::secondsLeft() const {
  if (stepSeconds_ == 0 || !trainer_) return -1;
  const int64_t steps = totalSteps_ - trainer_->stepsDone();
  const int64_t every = std::max<int64_t>(1, spec_.train.evalEvery);
  const int64_t evaluations = totalSteps_ / every - trainer_->stepsDone() / every;
  return static_cast<double>(steps) * stepSeconds_ +
         static_cast<double>(evaluations) * evaluationSeconds_;
}

RunState TrainRun::run() {
  const Status done = withoutThrowing([&]() -> Status {
    UNMASK_TRY(prepare());
    return loop();
  });
  if (!done) {
    detail_ = QString::fromStdString(asValue(done.error()));
    std::fprintf(stderr, "%s\n", inEnglish(done.error()).c_str());
    record("failed", done.error());
    state_ = RunState::failed;
  } else if (control_.stopping()) {
    record("stopped", message(UNMASK_TEXT("core", "Stopped at step %1."), trainer_->stepsDone()));
    state_ = RunState::stopped;
  } else {
    record("finished",
           message(UNMASK_TEXT("core", "Finished after %1 steps."), trainer_->stepsDone()));
    state_ = RunState::finished;
  }
  if (const Status flushed = store_.flush(kFlushTimeMs); !flushed) {
    std::fprintf(stderr, "%s\n", inEnglish(flushed.error()).c_str());
    detail_ = QString::fromStdString(asValue(flushed.error()));
    state_ = RunState::failed;
  }
  sayStatus(true);
  return state_;
}

Status TrainRun::prepare() {
  setState(RunState::starting);
  removeLeftovers(folder_ / "checkpoints");
  JobControl job;
  UNMASK_ASSIGN(inputs_, openInputs(folder_, job));
  UNMASK_ASSIGN(inputs_.spec, resolveOnce(inputs_.spec, folder_));
  spec_ = inputs_.spec;
  UNMASK_ASSIGN(trainer_, Trainer::create(spec_, *inputs_.batches));
  std::error_code error;
  fs::create_directories(folder_ / "checkpoints", error);
  if (error) {
    return failure(systemError(message(UNMASK_TEXT("core", "Cannot create the folder %1: %2."),
                                       (folder_ / "checkpoints").string()),
                               error.value()));
  }
  return restore();
}

// Goes back to the newest checkpoint that is sound; what was logged after it stays in run.db under
// its older segment.
Status TrainRun::restore() {
  UNMASK_ASSIGN(const RunStoreReader reader, RunStoreReader::open(folder_));
  UNMASK_ASSIGN(const std::vector<EventRecord> events, reader.events());
  UNMASK_ASSIGN(const std::vector<CheckpointRecord> recorded, reader.checkpoints());
  totalSteps_ = totalSteps(spec_.train.steps, events);

  std::vector<int64_t> steps = checkpointSteps(folder_);
  Status loaded;
  for (; !steps.empty(); steps.pop_back()) {
    loaded = trainer_->load(checkpointFolder(folder_, steps.back()));
    if (loaded) break;
    record("warning", loaded.error());
  }
  // A run with checkpoints of which none can be read is not begun anew over them.
  if (!loaded && steps.empty())
    return failure(ErrorKind::damaged,
                   message(UNMASK_TEXT("core", "None of the run's checkpoints can be read: %1"),
                           asValue(loaded.error().what)),
                   message(UNMASK_TEXT("core", "Start a new run with the same settings.")));
  UNMASK_ASSIGN(const int64_t recordedSteps, reader.stepsDone());
  if (!steps.empty() && steps.back() > recordedSteps)
    record("warning", Error{message(UNMASK_TEXT("core",
                                                "The records end at step %1, the checkpoint is of "
                                                "step %2: the records between are lost."),
                                    recordedSteps, steps.back()),
                            {}});
  for (const int64_t step : steps) checkpoints_[step] = kNotKnown;
  for (const CheckpointRecord& checkpoint : recorded) {
    if (checkpoints_.count(checkpoint.step))
      checkpoints_[checkpoint.step] = checkpoint.validationLoss;
  }
  const int64_t step = trainer_->stepsDone();
  if (step > 0) checkpointedStep_ = evaluatedStep_ = step;
  if (step > 0) validationLoss_ = checkpoints_[step];
  rates_ = ratesFrom(events, step);

  const bool first = events.empty();
  record("started", first ? message(UNMASK_TEXT("core", "Started."))
                          : message(UNMASK_TEXT("core", "Went on from step %1."), step));
  if (extendTo_ > totalSteps_) extend(extendTo_);
  return {};
}

// The schedule stays as it is, and some end at zero.
void TrainRun::extend(int64_t steps) {
  totalSteps_ = steps;
  record("extended", message(UNMASK_TEXT("core", "Extended to %1 steps."), totalSteps_));
  if (trainer_->learningRateAt(totalSteps_ - 1) > 0) return;
  const TrainSettings& train = spec_.train;
  record("warning",
         Error{message(UNMASK_TEXT("core",
                                   "The learning rate's schedule ends at zero: from step %1 on "
                                   "nothing more is learned."),
                       train.decaySteps > 0 ? train.decaySteps : train.steps),
               message(UNMASK_TEXT("core", "Set a learning rate when the run has come there."))});
}

Status TrainRun::loop() {
  setState(RunState::running);
  if (trainer_->stepsDone() == 0) UNMASK_TRY(evaluate());
  while (true) {
    poll();
    UNMASK_TRY(stillThere());
    if (pausing_) UNMASK_TRY(waitWhilePaused());
    UNMASK_TRY(waitWhileStalled());
    if (std::exchange(evaluationWanted_, false) && !control_.stopping()) UNMASK_TRY(evaluate());
    if (std::exchange(checkpointWanted_, false)) UNMASK_TRY(checkpoint());
    const int64_t step = trainer_->stepsDone();
    if (control_.stopping() || step >= totalSteps_) break;
    UNMASK_TRY(trainStep());

    const int64_t done = trainer_->stepsDone();
    const bool last = done >= totalSteps_;
    if (last || (spec_.train.evalEvery > 0 && done % spec_.train.evalEvery == 0)) {
      UNMASK_TRY(evaluate());
    }
    const bool due = spec_.train.checkpointEvery > 0 && done % spec_.train.checkpointEvery == 0;
    if ((last || due) && !control_.stopping()) UNMASK_TRY(checkpoint());
    sayStatus(false);
  }
  return checkpoint();
}

// A folder that was removed is not made again: without its spec.json it would be no run.
Status TrainRun::stillThere() {
  if (Clock::now() - lookedForFolder_ < kLookEvery) return {};
  lookedForFolder_ = Clock::now();
  const auto there = pathExists(folder_ / "spec.json");
  if (!there || *there) return {};  // a disk that does not answer shows when it is written to
  return failure(
      ErrorKind::absent,
      message(UNMASK_TEXT("core", "The run's folder %1 is gone."), folder_.string()),
      message(UNMASK_TEXT("core", "Nothing more can be saved of this run.")));
}

Status TrainRun::trainStep() {
  const int64_t step = trainer_->stepsDone();
  if (const auto rate = rates_.find(step); rate != rates_.end()) {
    trainer_->setLearningRate(rate->second);
    rates_.erase(rate);
  }
  const Clock::time_point begin = Clock::now();
  UNMASK_ASSIGN(const StepReport report, trainer_->step());
  const double seconds = secondsSince(begin);
  follow(stepSeconds_, seconds);

  RecordBatch records;
  const auto point = [&](const char* series, double value) {
    records.points.push_back({0, 0, series, report.step, value});
  };
  point("loss/train", report.loss);
  point("gradient_norm", report.gradientNorm);
  point("learning_rate", report.learningRate);
  point(familyOf(spec_) == Family::text ? "tokens_per_second" : "pictures_per_second",
        static_cast<double>(inputs_.batches->itemsPerStep()) / seconds);
  point("step_seconds", report.stepSeconds);
  for (const auto& [measure, value] : report.measures) point(measure.c_str(), value);
  point("data_seconds", report.dataSeconds);
  for (size_t micro = 0; micro < report.batchHashes.size(); ++micro) {
    records.hashes.push_back(
        {0, 0, report.step, static_cast<int64_t>(micro), report.batchHashes[micro]});
  }
  store_.append(std::move(records));
  if (report.finite) {
    if (std::exchange(keepRuleDue_, false)) applyKeepRule();
    return {};
  }
  // Weights that give no finite loss are no good checkpoint, even though no step had said so yet.
  if (checkpointedStep_ == report.step && checkpoints_.size() > 1) dropCheckpoint(report.step);
  const Message advice =
      checkpoints_.empty()
          ? message(UNMASK_TEXT("core", "Start a new run with a lower learning rate."))
          : message(UNMASK_TEXT("core",
                                "The checkpoint of step %1 is the last good one; resume "
                                "with a lower learning rate."),
                    checkpoints_.rbegin()->first);
  return failure(message(UNMASK_TEXT("core",
                                     "Training broke at step %1: the loss is %2, the "
                                     "gradient norm %3, at a learning rate of %4."),
                         report.step, said(report.loss), said(report.gradientNorm),
                         report.learningRate),
                 advice);
}

Status TrainRun::evaluate() {
  const int64_t step = trainer_->stepsDone();
  const Clock::time_point begin = Clock::now();
  // What an untrained model scores is told by a sample: the first curve is not waited for.
  const int64_t batches = step == 0 && spec_.train.evalBatches == 0
                              ? sampleBatches(spec_, inputs_.batches->validationItems())
                              : spec_.train.evalBatches;
  const auto report = trainer_->evaluate(batches, [this] { return betweenBatches(); });
  if (!report && control_.stopping()) return {};
  if (!report) return failure(report.error());

  const auto read = trainer_->representation(kProbePictures, [this] { return betweenBatches(); });
  if (!read && control_.stopping()) return {};
  if (!read) return failure(read.error());

  const auto named = trainer_->zeroShot(zeroShotTasks(inputs_), kProbePictures / 2,
                                        [this] { return betweenBatches(); });
  if (!named && control_.stopping()) return {};
  if (!named) return failure(named.error());

  RecordBatch records;
  for (const auto* measures : {&report->measures, &*read, &*named})
    for (const auto& [measure, value] : *measures)
      records.points.push_back({0, 0, measure, step, value});
  records.points.push_back({0, 0, "memory_bytes", step, static_cast<double>(peakMemoryBytes())});
  store_.append(std::move(records));
  const auto loss = report->measures.find("loss/validation");
  validationLoss_ = loss == report->measures.end() ? kNotKnown : loss->second;
  evaluatedStep_ = step;
  if (loss != report->measures.end() && !std::isfinite(validationLoss_)) {
    return failure(message(UNMASK_TEXT("core",
                                       "Training broke before step %1: the validation loss "
                                       "is %2."),
                           step, said(validationLoss_)),
                   message(UNMASK_TEXT("core", "Resume with a lower learning rate.")));
  }
  record("evaluated", scored(spec_, report->windows, inputs_.batches->evaluationSize().windows));
  UNMASK_TRY(makeSamples());
  follow(evaluationSeconds_, secondsSince(begin));
  return {};
}

void TrainRun::keepSample(int64_t index, const std::string& prompt, const QJsonObject& answer) {
  RecordBatch records;
  records.samples.push_back({0, 0, trainer_->stepsDone(), index, prompt,
                             QJsonDocument(answer).toJson(QJsonDocument::Compact).toStdString()});
  store_.append(std::move(records));
}

Status TrainRun::makePictureSamples() {
  if (probes_.empty() && spec_.samples.pictures > 0) {
    UNMASK_ASSIGN(probes_, probePictures(inputs_.batches->pictures(),
                                         static_cast<uint64_t>(spec_.samples.pictures)));
  }
  for (size_t i = 0; i < probes_.size(); ++i) {
    if (!betweenBatches()) return {};
    UNMASK_ASSIGN(const PictureSample sample, pictureSample(*trainer_, inputs_, probes_[i]));
    keepSample(static_cast<int64_t>(i), sample.prompt, sample.answer);
  }
  return {};
}

Status TrainRun::makeSamples() {
  if (familyOf(spec_) != Family::text) return makePictureSamples();
  const int64_t step = trainer_->stepsDone();
  const auto& prompts = spec_.samples.prompts;
  for (size_t i = 0; i < prompts.size(); ++i) {
    const auto index = static_cast<int64_t>(i);
    if (!betweenBatches()) return {};
    const auto answer = answerTo(*trainer_, inputs_, QString::fromStdString(prompts[i]),
                                 drawOfSample(step, index), [this] { return betweenBatches(); });
    if (control_.stopping()) return {};
    if (!answer) {
      // A prompt that does not fit this objective spoils the sample, not the run.
      if (badPrompts_.insert(i).second) record("warning", answer.error());
      continue;
    }
    keepSample(index, prompts[i], *answer);
  }
  return {};
}

Status TrainRun::checkpoint() {
  const int64_t step = trainer_->stepsDone();
  if (step == 0 || checkpointedStep_ == step) return {};
  const fs::path folder = checkpointFolder(folder_, step);
  while (true) {
    // Nothing may lie in a checkpoint's past that run.db has not.
    Status saved = store_.flush(kFlushTimeMs);
    lookedForFolder_ = {};  // looked for anew at each try: saving would make it again
    UNMASK_TRY(stillThere());
    if (saved) saved = trainer_->save(folder);
    if (saved) break;
    if (!waitForDisk(saved.error())) return saved;  // stopped: what was trained since is lost
  }
  if (state_ == RunState::waitingForDisk) diskIsBack();
  checkpointedStep_ = step;
  checkpoints_[step] = evaluatedStep_ == step ? validationLoss_ : kNotKnown;
  RecordBatch records;
  records.checkpoints.push_back(
      {0, 0, step, bytesOf(folder), checkpoints_[step], bestOf(checkpoints_) == step, false});
  store_.append(std::move(records));
  record("checkpoint", message(UNMASK_TEXT("core", "Checkpoint of step %1."), step));
  // An older one goes only when a step has shown that the new one is sound, or at the end.
  keepRuleDue_ = true;
  if (step >= totalSteps_ || control_.stopping()) applyKeepRule();
  return {};
}

void TrainRun::applyKeepRule() {
  for (const int64_t step : expendable(checkpoints_, spec_.train.keepLast, spec_.train.keepBest)) {
    dropCheckpoint(step);
  }
}

void TrainRun::dropCheckpoint(int64_t step) {
  if (const Status removed = removeCheckpoint(folder_, step); !removed) {
    return record("warning", removed.error());
  }
  RecordBatch records;
  records.checkpoints.push_back({0, 0, step, 0, checkpoints_[step], false, true});
  checkpoints_.erase(step);
  store_.append(std::move(records));
}

// All commands; of the questions one, so that between two of them the run goes on.
void TrainRun::poll() {
  while (const auto command = control_.takeCommand()) obey(*command);
  if (const auto question = control_.takeQuestion()) answerQuestion(*question);
}

bool TrainRun::betweenBatches() {
  if (!answering_) {
    poll();
    sayStatus(false);
  }
  return !control_.stopping();
}

void TrainRun::answerQuestion(const Request& request) {
  answering_ = true;
  // The run waits meanwhile, and so does a person: on a slow machine the answer is cut short.
  bool cut = false;
  const Clock::time_point begin = Clock::now();
  auto answer = answerTo(*trainer_, inputs_, request.question, drawOfQuestion(request.id), [&] {
    cut = secondsSince(begin) > kAnswerSeconds;
    return !cut && !control_.stopping();
  });
  answering_ = false;
  if (answer && cut) answer->insert(QStringLiteral("cut"), true);
  if (answer)
    outlet_.answer(request, *answer);
  else
    outlet_.refuse(request, answer.error());
}

void TrainRun::obey(const Request& request) {
  const int64_t step = trainer_->stepsDone();
  if (request.name == QLatin1String("pause")) {
    pausing_ = true;
  } else if (request.name == QLatin1String("resume")) {
    pausing_ = false;
  } else if (request.name == QLatin1String("checkpoint")) {
    checkpointWanted_ = true;
  } else if (request.name == QLatin1String("evaluate")) {
    evaluationWanted_ = true;
  } else if (request.name == QLatin1String("extend")) {
    const auto steps = static_cast<int64_t>(std::clamp(request.value, 0.0, 1e15));
    if (steps <= totalSteps_) {
      return outlet_.refuse(
          request, {message(UNMASK_TEXT("core", "The run already has %1 steps."), totalSteps_),
                    message(UNMASK_TEXT("core", "Give a larger number."))});
    }
    extend(steps);
  } else if (request.name == QLatin1String("learning_rate")) {
    if (!(request.value > 0) || !std::isfinite(request.value)) {
      return outlet_.refuse(
          request, {message(UNMASK_TEXT("core", "%1 is not a learning rate."), request.value),
                    message(UNMASK_TEXT("core", "Give a number above zero."))});
    }
    // Taken up by the next step, so that a checkpoint of this step does not hold it yet.
    rates_ = {{step, request.value}};
    record("learning_rate",
           Message{UNMASK_TEXT("core", "Learning rate set to %1."), {exactly(request.value)}});
  } else {
    return outlet_.refuse(request, {message(UNMASK_TEXT("core", "A run does not know %1."),
                                            request.name.left(40).toStdString()),
                                    {}});
  }
  outlet_.done(request);
  if (step < totalSteps_) sayStatus(true);
}

Status TrainRun::waitWhilePaused() {
  record("paused", message(UNMASK_TEXT("core", "Paused.")));
  setState(RunState::paused);
  while (pausing_ && !control_.stopping()) {
    control_.wait(1000);
    poll();
    if (std::exchange(evaluationWanted_, false)) UNMASK_TRY(evaluate());
    if (std::exchange(checkpointWanted_, false)) UNMASK_TRY(checkpoint());
  }
  if (control_.stopping()) return {};
  record("resumed", message(UNMASK_TEXT("core", "Went on.")));
  setState(RunState::running);
  return {};
}

bool TrainRun::waitForDisk(const Error& why) {
  if (state_ != RunState::waitingForDisk) {
    std::fprintf(stderr, "%s\n", inEnglish(why).c_str());
    record("waiting_for_disk", why);
    detail_ = QString::fromStdString(asValue(why));
    setState(RunState::waitingForDisk);
    detail_.clear();
  }
  control_.wait(kRetryMs);
  poll();
  return !control_.stopping();
}

Status TrainRun::waitWhileStalled() {
  if (!store_.stalled()) return {};
  const Error why{message(UNMASK_TEXT("core", "The disk does not take the run's records.")),
                  message(UNMASK_TEXT("core", "Make room on it; the run goes on by itself."))};
  while (store_.stalled()) {
    if (!waitForDisk(why)) return {};
  }
  diskIsBack();
  return {};
}

void TrainRun::diskIsBack() {
  record("disk_back", message(UNMASK_TEXT("core", "The disk takes data again.")));
  setState(pausing_ ? RunState::paused : RunState::running);
}

}  // namespace unmask
