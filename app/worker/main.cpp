// unmask-worker: trains runs and answers questions about them, in the background.
#include <CLI/CLI.hpp>
#include <QCoreApplication>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <iostream>

#include "core/base/guarded.h"
#include "core/base/numbers.h"
#include "core/base/uncaught.h"
#include "core/worker/commands.h"

namespace {

// `code`, or 1 where what was printed could not be written.
int written(int code) {
  std::cout.flush();
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0 && std::cout) return code;
  std::fprintf(stderr, "Cannot write to the standard output: %s.\n", std::strerror(errno));
  return code == 0 ? 1 : code;
}

int parseAndRun(int argc, char** argv) {
  CLI::App app{"Trains Unmask's runs and answers questions about them"};
  app.require_subcommand(1);
  app.set_version_flag("--version", unmask::versionText());
  std::string run, target, name;
  int64_t steps = 0, checkpoint = -1;
  bool json = false, measure = false;

  CLI::App* train = app.add_subcommand("train", "Train a prepared run, or go on with it");
  train->add_option("RUN", run, "The run's folder")->required()->check(CLI::ExistingDirectory);
  train->add_option("--steps", steps, "Extend the run to this many steps")
      ->check(CLI::PositiveNumber);
  CLI::App* serve = app.add_subcommand("serve", "Answer questions about a run's checkpoints");
  serve->add_option("RUN", run, "The run's folder")->required()->check(CLI::ExistingDirectory);
  serve->add_option("--checkpoint", checkpoint, "The step to load first; otherwise the newest")
      ->check(CLI::NonNegativeNumber);
  CLI::App* evaluate = app.add_subcommand("evaluate", "Evaluate on the whole validation part");
  evaluate->add_option("RUN", run, "The run's folder")->required()->check(CLI::ExistingDirectory);
  evaluate->add_option("--checkpoint", checkpoint, "The step; otherwise the newest")
      ->check(CLI::NonNegativeNumber);
  evaluate->add_flag("--json", json, "One JSON object");
  CLI::App* exported =
      app.add_subcommand("export", "Write a checkpoint as Hugging Face's transformers load it");
  exported->add_option("RUN", run, "The run's folder")->required()->check(CLI::ExistingDirectory);
  exported->add_option("DIR", target, "The new folder")->required();
  exported->add_option("--checkpoint", checkpoint, "The step; otherwise the newest")
      ->check(CLI::NonNegativeNumber);
  exported->add_flag("--json", json, "One JSON object");
  const CLI::App* derive = app.add_subcommand(
      "derive", "Answer what models make of batches: a JSON question a line on standard input");
  CLI::App* frozen =
      app.add_subcommand("freeze", "Make a picture tokenizer of a picture-tokenizer run");
  frozen->add_option("RUN", run, "The run's folder")->required()->check(CLI::ExistingDirectory);
  frozen->add_option("DIR", target, "The new folder")->required();
  frozen->add_option("--checkpoint", checkpoint, "The step; otherwise the newest")
      ->check(CLI::NonNegativeNumber);
  frozen->add_option("--name", name, "Its name for people")->required();
  frozen->add_flag("--json", json, "One JSON object, which it prints in any case");
  CLI::App* devices = app.add_subcommand("devices", "What models can be trained on here");
  devices->add_flag("--json", json, "A JSON list");
  devices->add_flag("--measure", measure, "Time training on each, for some seconds");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (train->parsed()) return unmask::trainCommand(run, steps);
  if (serve->parsed()) return unmask::serveCommand(run, checkpoint);
  if (evaluate->parsed()) return unmask::evaluateCommand(run, checkpoint, json);
  if (exported->parsed()) return unmask::exportCommand(run, checkpoint, target, json);
  if (derive->parsed()) return unmask::deriveCommand();
  if (frozen->parsed()) return unmask::freezeCommand(run, checkpoint, target, name);
  return unmask::devicesCommand(json, measure);
}

}  // namespace

int main(int argc, char** argv) {
  unmask::sayWhatIsNotCaught();
  unmask::prepareProcess(argv);
  QCoreApplication application(argc, argv);
  unmask::keepNumbersPlain();
  QCoreApplication::setApplicationName(QStringLiteral("unmask-worker"));
  const auto ended = unmask::withoutThrowing(
      [&]() -> unmask::Result<int> { return written(parseAndRun(argc, argv)); });
  if (ended) return *ended;
  std::fprintf(stderr, "%s\n", unmask::inEnglish(ended.error()).c_str());
  return 1;
}
