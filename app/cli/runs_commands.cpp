// `runs`: list, show, watch, resume, stop, export and remove them.
#include <QEventLoop>
#include <QTimer>
#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "app/cli/commands.h"
#include "app/cli/confirm.h"
#include "app/cli/follow_run.h"
#include "app/cli/interrupt.h"
#include "core/base/files.h"
#include "core/base/message_value.h"
#include "core/runs/checkpoint_folders.h"
#include "core/runs/points_csv.h"
#include "core/runs/run_folder.h"
#include "core/runs/run_store.h"
#include "core/runs/training_session.h"
#include "core/spec/field_text.h"
#include "core/spec/spec_diff.h"

namespace unmask {

namespace {

namespace fs = std::filesystem;

bool live(RunState state) {
  return state == RunState::running || state == RunState::starting || state == RunState::paused ||
         state == RunState::waitingForDisk;
}

nlohmann::json summaryJson(const RunSummary& run) {
  return {{"type", "run"},
          {"run", run.slug},
          {"name", run.name},
          {"note", run.note},
          {"folder", run.folder.string()},
          {"state", id(run.state)},
          {"objective", run.spec.objective},
          {"corpus", run.spec.corpus.slug},
          {"tokenizer", run.spec.tokenizer.slug},
          {"step", run.step},
          {"steps", run.totalSteps},
          {"best_validation_loss", jsonNumber(run.bestValidationLoss)},
          {"detail", inEnglish(run.detail)}};
}

// What of its files is damaged or changed: the command fails, after it has said all else.
Status saidProblems(const RunSummary& run, Terminal& terminal) {
  for (size_t i = 1; i < run.problems.size(); ++i)
    terminal.failed(inPlace(run.problems[i], run.slug));
  if (run.problems.empty()) return {};
  return failure(inPlace(run.problems.front(), run.slug));
}

Status list(Terminal& terminal, const Workspace& workspace) {
  const auto folders = workspace.runFolders();
  std::vector<RunSummary> runs;
  Status all;
  // A run that cannot be read hides no other.
  const auto wrong = [&](const Error& error) {
    if (!all) terminal.failed(all.error());
    all = failure(error);
  };
  for (const fs::path& folder : folders) {
    auto run = summarise(folder);
    if (run)
      runs.push_back(std::move(*run));
    else
      wrong(inPlace(run.error(), folder.filename().string()));
  }
  std::ranges::stable_sort(runs, newerThan);
  for (const RunSummary& run : runs) {
    if (const Status sound = saidProblems(run, terminal); !sound) wrong(sound.error());
    terminal.object(summaryJson(run));
    const std::string best =
        std::isnan(run.bestValidationLoss) ? std::string("-") : formatted(run.bestValidationLoss);
    terminal.line(message(UNMASK_TEXT("core", "%1  %2  step %3 of %4  best validation %5  %6"),
                          run.slug, id(run.state), run.step, run.totalSteps, best, run.name));
  }
  if (folders.empty())
    terminal.line(message(UNMASK_TEXT("core", "No runs yet. Start one: unmask-cli train CORPUS")));
  return all;
}

Result<RecordBatch> recordsOf(const fs::path& folder) {
  UNMASK_ASSIGN(const bool recorded, pathExists(folder / "run.db"));
  if (!recorded) return RecordBatch{};  // prepared, never started
  UNMASK_ASSIGN(const RunStoreReader reader, RunStoreReader::open(folder));
  return reader.after(0);
}

Status show(Terminal& terminal, const fs::path& folder) {
  UNMASK_ASSIGN(RunSummary run, summarise(folder));
  UNMASK_ASSIGN(const RecordBatch records, recordsOf(folder));
  std::map<std::string, Point> last;
  for (const Point& point : newestSegments(records.points)) {
    auto [place, added] = last.try_emplace(point.series, point);
    if (point.step >= place->second.step) place->second = point;
  }
  for (const EventRecord& event : records.events) {
    if (event.kind != "damaged") continue;
    const Error part{{event.text, event.values}, {}, {}, ErrorKind::damaged};
    // The summary, which reads less, may have told of it.
    if (std::ranges::none_of(run.problems, [&](const Error& told) {
          return inEnglish(told) == inEnglish(part);
        }))
      run.problems.push_back(part);
  }
  nlohmann::json object = summaryJson(run);
  object["spec"] = toJson(run.spec);
  for (const auto& [series, point] : last)
    object["measures"][series] = {{"step", point.step}, {"value", jsonNumber(point.value)}};
  object["checkpoints"] = nlohmann::json::array();
  for (const int64_t step : checkpointSteps(folder)) object["checkpoints"].push_back(step);
  terminal.object(object);

  terminal.line(message(UNMASK_TEXT("core", "%1: %2, step %3 of %4"), run.slug, id(run.state),
                        run.step, run.totalSteps));
  if (!run.name.empty()) terminal.text(run.name);
  if (!run.note.empty()) terminal.text(run.note);
  if (!run.detail.empty()) terminal.text(words(run.detail));
  for (const auto& [series, point] : last)
    terminal.line(
        message(UNMASK_TEXT("core", "  %1 = %2 (step %3)"), series, point.value, point.step));
  for (const FieldRef& field : fieldsOf(run.spec))
    terminal.text("  " + std::string(field.info.key) + " = " + oneLine(typedText(field), 1000));
  return saidProblems(run, terminal);
}

// Asks the worker to stop and waits until it has saved its checkpoint and gone.
Status stop(Terminal& terminal, const fs::path& folder) {
  QEventLoop loop;
  TrainingSession session;
  bool asked = false;
  Status status;
  const auto settle = [&](RunState state) {
    if (!asked)
      status = failure(message(UNMASK_TEXT("core", "The run %1 is not running: it is %2."),
                               folder.filename().string(), id(state)));
    terminal.object({{"type", "done"},
                     {"run", folder.filename().string()},
                     {"state", id(state)},
                     {"step", session.step()}});
    loop.quit();
  };
  const auto ask = [&](RunState state) {
    if (!live(state) || state == RunState::starting || std::exchange(asked, true)) return;
    terminal.note(message(UNMASK_TEXT("core", "Stopping; it saves a checkpoint first.")));
    session.stop();
  };
  QObject::connect(&session, &TrainingSession::stateChanged, &loop, ask);
  QObject::connect(&session, &TrainingSession::settled, &loop, settle);
  QObject::connect(&session, &TrainingSession::commandFailed, &loop, [&](const QString& reason) {
    status = failure(message("%1", reason.toStdString()));
    loop.quit();
  });
  QTimer watch;
  QObject::connect(&watch, &QTimer::timeout, &loop, [&] {
    if (interrupted()) loop.quit();
  });
  watch.start(100);
  session.attach(folder);
  loop.exec();
  if (status && asked)
    terminal.line(message(UNMASK_TEXT("core", "Stopped at step %1: %2"), session.step(),
                          folder.filename().string()));
  return status;
}

Status exportCsv(Terminal& terminal, const fs::path& folder, const std::string& file) {
  JobControl control;
  if (file == "-") {
    const auto written = pointsAsCsv(
        folder,
        [&](std::string_view text) -> Status {
          terminal.raw(text);
          return terminal.taken() ? Status() : failure(cancelledError());
        },
        control);
    if (!terminal.taken()) return {};  // it says itself what kept it from being written
    return written ? nothingLeftOut(*written) : failure(written.error());
  }
  UNMASK_ASSIGN(const WrittenPoints written, savePointsAsCsv(folder, file, control));
  terminal.object({{"type", "exported"},
                   {"file", file},
                   {"points", written.points},
                   {"left_out", written.leftOut.size()}});
  terminal.line(message(UNMASK_TEXT("core", "%1 points written to %2"), written.points, file));
  return nothingLeftOut(written);
}

Status remove(Terminal& terminal, const Workspace& workspace, const fs::path& folder,
              const std::string& typed, bool yes) {
  const std::string slug = folder.filename().string();
  UNMASK_TRY(confirmed(
      terminal,
      message(UNMASK_TEXT("core", "Remove %1 with its checkpoints for good? [y/N]"), slug), yes,
      {typed, slug, readNotes(folder).name}));
  UNMASK_TRY(workspace.remove(folder));
  terminal.object({{"type", "removed"}, {"run", slug}});
  terminal.line(message(UNMASK_TEXT("core", "Removed %1"), slug));
  return {};
}

// The settings in which runs differ, a column each.
Status diff(Terminal& terminal, const std::vector<fs::path>& folders) {
  std::vector<RunSpec> specs;
  nlohmann::json names = nlohmann::json::array();
  for (const fs::path& folder : folders) {
    UNMASK_ASSIGN(RunSpec spec, readSpec(folder));
    specs.push_back(std::move(spec));
    names.push_back(folder.filename().string());
  }
  const auto differences = specDiff(specs);
  for (const SpecDifference& row : differences) {
    terminal.object(
        {{"type", "difference"}, {"key", row.key}, {"runs", names}, {"values", row.values}});
    std::string values;
    for (const std::string& value : row.values)
      values += (values.empty() ? "" : "  |  ") + (value.empty() ? "-" : oneLine(value, 40));
    terminal.text(row.key + ": " + values);
  }
  if (differences.empty())
    terminal.line(message(UNMASK_TEXT("core", "Their settings are the same.")));
  return {};
}

struct Options {
  std::string run, file;
  std::vector<std::string> runs;
  int64_t steps = 0;
  bool yes = false;
};

using OnRun = std::function<int(Terminal&, const Workspace&, const fs::path&, const Options&)>;

CLI::App* addOnRun(CLI::App& group, CommandLine& commandLine,
                   const std::shared_ptr<Options>& options, const char* name,
                   const char* description, OnRun work) {
  CLI::App* command = group.add_subcommand(name, description);
  command->add_option("RUN", options->run, "The run's name, or its beginning")->required();
  command->callback([&commandLine, options, work = std::move(work)] {
    commandLine.action = [&commandLine, options, work](Terminal& terminal) {
      const auto workspace = commandLine.workspace();
      if (!workspace) return terminal.failed(workspace.error());
      const auto folder = workspace->findRun(options->run);
      if (!folder) return terminal.failed(folder.error());
      return work(terminal, *workspace, *folder, *options);
    };
  });
  return command;
}

}  // namespace

void addRunsCommands(CLI::App& app, CommandLine& commandLine) {
  CLI::App* group = app.add_subcommand("runs", "What was trained and what is training");
  group->require_subcommand(1);
  auto options = std::make_shared<Options>();

  CLI::App* listed = group->add_subcommand("list", "Every run, newest first");
  listed->footer(
      "--json: {type: run, run, name, note, folder, state, objective, corpus, tokenizer,\n"
      "step, steps, best_validation_loss, detail} for each");
  listed->callback([&commandLine] {
    commandLine.action = [&commandLine](Terminal& terminal) {
      const auto workspace = commandLine.workspace();
      if (!workspace) return terminal.failed(workspace.error());
      return terminal.ended(list(terminal, *workspace));
    };
  });

  addOnRun(*group, commandLine, options, "show", "A run's state, measures and settings",
           [](Terminal& terminal, const Workspace&, const fs::path& folder, const Options&) {
             return terminal.ended(show(terminal, folder));
           })
      ->footer(
          "--json: as runs list, with measures: {<measure>: {step, value}}, checkpoints and\n"
          "spec");

  addOnRun(*group, commandLine, options, "watch", "Follow a live run",
           [](Terminal& terminal, const Workspace&, const fs::path& folder, const Options&) {
             return followRun(terminal, folder, Begin::watch).exitCode;
           })
      ->footer(kFollowJson);

  CLI::App* resumed =
      addOnRun(*group, commandLine, options, "resume", "Go on with a stopped or interrupted run",
               [](Terminal& terminal, const Workspace&, const fs::path& folder, const Options& o) {
                 return followRun(terminal, folder, Begin::launch, o.steps).exitCode;
               });
  resumed->add_option("--steps", options->steps, "The run's new number of steps")
      ->check(CLI::PositiveNumber);
  resumed->footer(kFollowJson);

  addOnRun(*group, commandLine, options, "stop", "Save a checkpoint and end the run's worker",
           [](Terminal& terminal, const Workspace&, const fs::path& folder, const Options&) {
             return terminal.ended(stop(terminal, folder));
           })
      ->footer("--json: {type: done, run, state, step}");

  CLI::App* exported =
      addOnRun(*group, commandLine, options, "export", "Write every point of every curve as CSV",
               [](Terminal& terminal, const Workspace&, const fs::path& folder, const Options& o) {
                 return terminal.ended(exportCsv(terminal, folder, o.file));
               });
  exported->add_option("FILE", options->file, "The CSV file; - for stdout")->required();
  exported->footer(
      "Columns: seq, segment (which start of the worker), series, step, value.\n"
      "--json: {type: exported, file, points, left_out: damaged parts; exit 1 where there are any}");

  CLI::App* compared = group->add_subcommand("diff", "The settings in which runs differ");
  compared->add_option("RUN", options->runs, "Two runs or more")->required()->expected(2, 100);
  compared->footer(
      "--json: {type: difference, key, runs, values: one a run, \"\" where it has none}");
  compared->callback([&commandLine, options] {
    commandLine.action = [&commandLine, options](Terminal& terminal) {
      const auto workspace = commandLine.workspace();
      if (!workspace) return terminal.failed(workspace.error());
      std::vector<fs::path> folders;
      for (const std::string& run : options->runs) {
        const auto folder = workspace->findRun(run);
        if (!folder) return terminal.failed(folder.error());
        folders.push_back(*folder);
      }
      return terminal.ended(diff(terminal, folders));
    };
  });

  CLI::App* removed = addOnRun(
      *group, commandLine, options, "remove", "Delete a run with its checkpoints",
      [](Terminal& terminal, const Workspace& workspace, const fs::path& folder, const Options& o) {
        return terminal.ended(remove(terminal, workspace, folder, o.run, o.yes));
      });
  removed->add_flag("--yes,-y", options->yes, "Do not ask");
  removed->footer("--json: {type: removed, run}");
}

}  // namespace unmask
