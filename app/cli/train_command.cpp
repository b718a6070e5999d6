// `train`: prepares a run and follows it while its worker, detached, trains.
#include <nlohmann/json.hpp>

#include "app/cli/commands.h"
#include "app/cli/estimate_run.h"
#include "app/cli/follow_run.h"
#include "app/cli/run_options.h"
#include "core/dataset/batches.h"
#include "core/runs/free_name.h"

namespace unmask {

namespace {

struct Options {
  RunOptions run;
  std::string name;
  std::string device = "auto";
  bool estimate = false;
  bool prepare = false;
  bool detach = false;
};

// Two runs of one name could not be told apart by it.
Status nameIsFree(const Workspace& workspace, const std::string& name) {
  const std::string free = freeName(name, runNames(workspace));
  if (free == name) return {};
  return failure(message(UNMASK_TEXT("core", "There is a run called %1 already."), name),
                 message(UNMASK_TEXT("core", "Free is: --name \"%1\"."), free));
}

int run(Terminal& terminal, const CommandLine& commandLine, const Options& options) {
  auto spec = specFrom(options.run);
  if (!spec) return terminal.wrongUse(spec.error());
  spec->device = options.device;
  const auto workspace = commandLine.workspace();
  if (!workspace) return terminal.failed(workspace.error());
  if (const Status free = nameIsFree(*workspace, options.name); !free)
    return terminal.failed(free.error());
  const auto prepared = prepareData(terminal, *workspace, options.run, std::move(*spec));
  if (!prepared) return terminal.failed(prepared.error());
  sayFitted(terminal, prepared->fitted);
  if (const Status valid = validate(prepared->spec); !valid)
    return terminal.wrongUse(valid.error());
  // A context longer than the text is found here, before a run folder is made.
  double validationItems = 0;
  if (const auto batches = Batches::open(prepared->spec, prepared->data, Access::pread); !batches) {
    return terminal.failed(batches.error());
  } else {
    validationItems = static_cast<double>(batches->validationItems());
    sayWordShortage(terminal, prepared->spec, *batches);
  }
  const auto estimate = sayEstimate(terminal, *workspace, prepared->spec, validationItems);
  if (options.estimate) {
    if (!estimate) return terminal.failed(estimate.error());
    terminal.object(estimateJson(*estimate));
    return exitDone;
  }
  if (!prepared->lacking.none()) {
    nlohmann::json lacking = toJson(prepared->lacking);
    lacking["type"] = "without_piece";
    terminal.object(lacking);
  }
  const auto folder = prepareRun(*workspace, prepared->spec, options.name);
  if (!folder) return terminal.failed(folder.error());
  // A run is worth having without its estimate; what keeps one from being made is said.
  const Status kept = estimate ? saveEstimate(*folder, *estimate) : failure(estimate.error());
  if (!kept) terminal.note(message("%1", inEnglish(kept.error())));

  const std::string slug = folder->filename().string();
  if (options.prepare || options.detach) {
    if (options.detach)
      if (const Status launched = launchWorker(*folder); !launched)
        return terminal.failed(launched.error());
    if (estimate) terminal.object(estimateJson(*estimate));
    terminal.object({{"type", "run"}, {"run", slug}, {"folder", folder->string()}});
    for (const nlohmann::json& object : fittedJson(prepared->fitted)) terminal.object(object);
    terminal.line(options.detach
                      ? message(UNMASK_TEXT("core",
                                            "Training in the background: %1. Watch it: "
                                            "unmask-cli runs watch %1"),
                                slug)
                      : message(UNMASK_TEXT("core",
                                            "Prepared in %1. Start it: unmask-worker train "
                                            "%1"),
                                folder->string()));
    return exitDone;
  }
  terminal.line(message(UNMASK_TEXT("core", "Run %1"), slug));
  return followRun(terminal, *folder, Begin::launch, 0, fittedJson(prepared->fitted)).exitCode;
}

}  // namespace

void addTrainCommand(CLI::App& app, CommandLine& commandLine) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "train", "Train a model; the run goes on when this command is ended with Ctrl+C");
  addRunOptions(*command, options->run);
  command->add_option("--name", options->name, "A name for the run");
  command->add_option("--device", options->device, "auto, cpu or cuda:N")
      ->check([](const std::string& device) {
        const bool cuda = device.starts_with("cuda:") && device.size() > 5 && device.size() < 9 &&
                          device.find_first_not_of("0123456789", 5) == std::string::npos;
        return device == "auto" || device == "cpu" || cuda
                   ? std::string()
                   : "--device must be auto, cpu or cuda:N, not " + device;
      })
      ->capture_default_str();
  command->add_flag("--estimate", options->estimate,
                    "Only say how large it is and how long it would take");
  CLI::Option* prepare =
      command->add_flag("--prepare", options->prepare, "Only make the run's folder");
  command->add_flag("--detach", options->detach, "Start it and return at once")->excludes(prepare);
  command->footer(kFollowJson);
  command->callback([&commandLine, options] {
    commandLine.action = [&commandLine, options](Terminal& terminal) {
      return run(terminal, commandLine, *options);
    };
  });
}

}  // namespace unmask
