// A TrainingSession's signals as a live line, event lines and JSON objects.
#include "app/cli/follow_run.h"

#include <QEventLoop>
#include <QJsonDocument>
#include <QTimer>
#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "app/cli/answers.h"
#include "app/cli/estimate_run.h"
#include "app/cli/interrupt.h"
#include "core/base/message_value.h"
#include "core/base/numbers.h"
#include "core/runs/checkpoint_folders.h"
#include "core/runs/training_session.h"

namespace unmask {

namespace {

class RunFollower {
 public:
  RunFollower(Terminal& terminal, const std::filesystem::path& folder)
      : terminal_(terminal), folder_(folder), slug_(folder.filename().string()) {
    QObject::connect(&session_, &TrainingSession::recordsArrived, &loop_,
                     [this](const RecordBatch& records) { take(records); });
    QObject::connect(&session_, &TrainingSession::historyComplete, &loop_,
                     [this] { past_ = false; });
    QObject::connect(&session_, &TrainingSession::progressed, &loop_,
                     [this](qint64 step, qint64 total, double left) {
                       step_ = step;
                       total_ = total;
                       secondsLeft_ = left;
                       showProgress();
                     });
    QObject::connect(&session_, &TrainingSession::stateChanged, &loop_, [this](RunState state) {
      if (!past_) terminal_.object({{"type", "state"}, {"state", id(state)}});
      begun_ |= isLive(state) && extendTo_ == 0;
      if (state == RunState::paused || state == RunState::waitingForDisk)
        terminal_.note(message(UNMASK_TEXT("core", "The run is %1."), id(state)));
    });
    QObject::connect(&session_, &TrainingSession::settled, &loop_, [this](RunState state) {
      if (extendTo_ > 0) {
        session_.extend(std::exchange(extendTo_, 0));
        return;
      }
      end_ = state;
      loop_.quit();
    });
    QObject::connect(&session_, &TrainingSession::commandFailed, &loop_,
                     [this](const QString& why) {
                       terminal_.failed({message("%1", why.toStdString()), {}});
                     });
    QObject::connect(&interruptTimer_, &QTimer::timeout, &loop_, [this] {
      // Once nobody reads on there is nothing to follow for, but what was asked for is started.
      if (interrupted() || (begun_ && !terminal_.taken())) loop_.quit();
    });
    interruptTimer_.start(100);
  }

  Followed run(Begin begin, int64_t extendTo, const std::vector<nlohmann::json>& about) {
    terminal_.object({{"type", "run"}, {"run", slug_}, {"folder", folder_.string()}});
    for (const nlohmann::json& object : about) terminal_.object(object);
    if (const auto estimate = readEstimate(folder_)) terminal_.object(estimateJson(*estimate));
    extendTo_ = extendTo;
    begun_ = begin == Begin::watch;
    if (begin == Begin::launch && extendTo == 0)
      session_.start(folder_);
    else
      session_.attach(folder_);
    loop_.exec();
    terminal_.endProgress();
    if (!end_) {
      terminal_.note(
          message(UNMASK_TEXT("core",
                              "The run goes on. Watch it: unmask-cli runs watch %1. Stop "
                              "it: unmask-cli runs stop %1"),
                  slug_));
      return {};
    }
    return ended(*end_);
  }

 private:
  void take(const RecordBatch& records) {
    std::map<int64_t, nlohmann::json> metrics;
    for (const Point& point : records.points) {
      latest_[point.series] = point;
      if (point.series == "loss/validation") {
        // A resumed run begins again at its checkpoint: what came after that is another branch.
        validation_.erase(validation_.lower_bound(point.step), validation_.end());
        validation_[point.step] = point.value;
      }
      nlohmann::json& row = metrics[point.step];
      if (row.is_null()) row = {{"type", "metrics"}, {"step", point.step}};
      row[point.series] = jsonNumber(point.value);
    }
    if (past_) return;
    for (const auto& [step, row] : metrics) terminal_.object(row);
    for (const EventRecord& event : records.events) take(event);
    for (const CheckpointRecord& checkpoint : records.checkpoints)
      if (!checkpoint.removed)
        terminal_.object({{"type", "checkpoint"},
                          {"step", checkpoint.step},
                          {"bytes", checkpoint.bytes},
                          {"validation_loss", jsonNumber(checkpoint.validationLoss)},
                          {"best", checkpoint.best}});
    for (const SampleRecord& sample : records.samples) take(sample);
    showProgress();
  }

  void take(const EventRecord& event) {
    const std::string text = words(Message{event.text, event.values});
    terminal_.object(
        {{"type", "event"}, {"kind", event.kind}, {"step", event.step}, {"text", text}});
    // The end is said below, with what to do next; checkpoints are too many.
    if (text.empty() || event.kind == "checkpoint" || event.kind == "started" ||
        event.kind == "finished" || event.kind == "stopped")
      return;
    const auto loss = validation_.find(event.step);
    if (event.kind == "evaluated" && loss != validation_.end())
      terminal_.line(message(UNMASK_TEXT("core", "step %1: validation loss %2. %3"), event.step,
                             withDecimals(loss->second, 3), text));
    else
      terminal_.line(message(UNMASK_TEXT("core", "step %1: %2"), event.step, text));
  }

  // One sample at each evaluation is enough on a terminal.
  void take(const SampleRecord& sample) {
    const QJsonObject answer =
        QJsonDocument::fromJson(QByteArray::fromStdString(sample.json)).object();
    auto object = nlohmann::json::parse(sample.json, nullptr, false);
    if (!object.is_object()) return;
    object.update({{"type", "sample"}, {"step", sample.step}, {"prompt", sample.prompt}});
    terminal_.object(object);
    if (sample.index != 0) return;
    std::string text = answer.contains(QLatin1String("fills")) ? sample.prompt + " -> " : "";
    for (const std::string& line : answerLines(sample.prompt, answer)) text += line + " ";
    terminal_.text("  " + oneLine(text, static_cast<size_t>(terminal_.columns()) - 4));
  }

  // The figures of one step: the newest of which all is known. A validation loss is older, and says
  // of which step it is.
  void showProgress() {
    if (past_ || total_ <= 0) return;
    const auto loss = latest_.find("loss/train");
    const int64_t done = loss == latest_.end() ? step_ : loss->second.step + 1;
    std::string line = words(message(UNMASK_TEXT("core", "step %1 of %2"),
                                     withSeparators(static_cast<uint64_t>(done)),
                                     withSeparators(static_cast<uint64_t>(total_))));
    const auto add = [&](const Message& part) { line += "  " + words(part); };
    if (loss != latest_.end())
      add(message(UNMASK_TEXT("core", "loss %1"), withDecimals(loss->second.value, 3)));
    if (!validation_.empty()) {
      const auto& [step, value] = *validation_.rbegin();
      add(message(UNMASK_TEXT("core", "validation %1 at step %2"), withDecimals(value, 3),
                  withSeparators(static_cast<uint64_t>(step))));
    }
    for (const auto& [series, pattern] :
         {std::pair("tokens_per_second", UNMASK_TEXT("core", "%1 tokens/s")),
          std::pair("pictures_per_second", UNMASK_TEXT("core", "%1 pictures/s"))})
      if (const auto speed = latest_.find(series); speed != latest_.end())
        add(message(pattern, withDecimals(speed->second.value, 0)));
    if (secondsLeft_ >= 0)
      add(message(UNMASK_TEXT("core", "%1 left"), readableDuration(secondsLeft_)));
    terminal_.progress(line);
  }

  // What can be done with a run that did not end well.
  Message waysOn(RunState state) const {
    const std::string log = (folder_ / "worker.log").string();
    const std::vector<int64_t> steps = checkpointSteps(folder_);
    if (state == RunState::unknown) return {};
    if (steps.empty())
      return message(UNMASK_TEXT("core",
                                 "Its log is %1. It has no checkpoint; begin it again with: "
                                 "unmask-cli runs resume %2"),
                     log, slug_);
    if (std::ranges::none_of(steps, [&](int64_t step) {
          return checkpointIsWhole(checkpointFolder(folder_, step));
        }))
      return message(
          UNMASK_TEXT("core", "Its log is %1. None of its checkpoints is whole: start a new run."),
          log);
    return message(UNMASK_TEXT("core",
                               "Its log is %1. Go on from the last checkpoint with: "
                               "unmask-cli runs resume %2"),
                   log, slug_);
  }

  Followed ended(RunState state) {
    const std::string detail = inEnglish(session_.detail().toStdString());
    terminal_.object({{"type", "done"},
                      {"run", slug_},
                      {"state", id(state)},
                      {"step", session_.step()},
                      {"steps", session_.totalSteps()},
                      {"detail", detail}});
    switch (state) {
      case RunState::finished:
        terminal_.line(
            message(UNMASK_TEXT("core", "Finished after %1 steps: %2"), session_.step(), slug_));
        return {exitDone, true};
      case RunState::stopped:
      case RunState::prepared:
        terminal_.line(message(UNMASK_TEXT("core",
                                           "Stopped at step %1. Go on with: unmask-cli runs resume "
                                           "%2"),
                               session_.step(), slug_));
        return {exitDone, false};
      default:
        return {terminal_.failed({message(UNMASK_TEXT("core", "The run %1 is %2 at step %3. %4"),
                                          slug_, id(state), session_.step(), detail),
                                  waysOn(state)}),
                false};
    }
  }

  Terminal& terminal_;
  std::filesystem::path folder_;
  std::string slug_;
  QEventLoop loop_;
  TrainingSession session_;
  QTimer interruptTimer_;
  bool past_ = true;  // what arrives now happened before this program came
  int64_t extendTo_ = 0;
  int64_t step_ = 0, total_ = 0;
  double secondsLeft_ = -1;
  bool begun_ = false;                      // what was asked for has been started
  std::map<std::string, Point> latest_;     // by series, what arrived last
  std::map<int64_t, double> validation_;    // loss by step
  std::optional<RunState> end_;
};

}  // namespace

Followed followRun(Terminal& terminal, const std::filesystem::path& runFolder, Begin begin,
                   int64_t extendTo, const std::vector<nlohmann::json>& about) {
  return RunFollower(terminal, runFolder).run(begin, extendTo, about);
}

}  // namespace unmask
