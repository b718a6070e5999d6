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
#include "core/runs/checkpoint_folders.h"
#include "core/runs/training_session.h"

namespace unmask {

namespace {

std::string number(double value, const char* format) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

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
      if (interrupted()) loop_.quit();
    });
    interruptTimer_.start(100);
  }

  Followed run(Begin begin, int64_t extendTo) {
    terminal_.object({{"type", "run"}, {"run", slug_}, {"folder", folder_.string()}});
    if (const auto estimate = readEstimate(folder_)) terminal_.object(estimateJson(*estimate));
    extendTo_ = extendTo;
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
      latest_[point.series] = point.value;
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
    const auto loss = latest_.find("loss/validation");
    if (event.kind == "evaluated" && loss != latest_.end())
      terminal_.line(message(UNMASK_TEXT("core", "step %1: validation loss %2. %3"), event.step,
                             number(loss->second, "%.3f"), text));
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

  void showProgress() {
    if (past_ || total_ <= 0) return;
    std::string line = words(message(UNMASK_TEXT("core", "step %1 of %2"),
                                     withSeparators(static_cast<uint64_t>(step_)),
                                     withSeparators(static_cast<uint64_t>(total_))));
    const auto add = [&](const char* series, const char* format, const char* pattern) {
      const auto found = latest_.find(series);
      if (found != latest_.end())
        line += "  " + words(message(pattern, number(found->second, format)));
    };
    add("loss/train", "%.3f", UNMASK_TEXT("core", "loss %1"));
    add("loss/validation", "%.3f", UNMASK_TEXT("core", "validation %1"));
    add("tokens_per_second", "%.0f", UNMASK_TEXT("core", "%1 tokens/s"));
    if (secondsLeft_ >= 0)
      line += "  " + words(message(UNMASK_TEXT("core", "%1 left"), readableDuration(secondsLeft_)));
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
  std::map<std::string, double> latest_;  // by series
  std::optional<RunState> end_;
};

}  // namespace

Followed followRun(Terminal& terminal, const std::filesystem::path& runFolder, Begin begin,
                   int64_t extendTo) {
  return RunFollower(terminal, runFolder).run(begin, extendTo);
}

}  // namespace unmask
