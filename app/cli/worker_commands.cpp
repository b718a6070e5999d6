// `evaluate` and `devices`: what only the worker knows, asked of it as a child process.
#include <nlohmann/json.hpp>

#include "app/cli/ask_worker.h"
#include "app/cli/commands.h"
#include "core/spec/measures.h"

namespace unmask {

namespace {

struct EvaluateOptions {
  std::string run;
  int64_t checkpoint = -1;
};

std::string valueText(const nlohmann::json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.is_number_float() ? formatted(value.get<double>()) : value.dump();
}

int evaluate(Terminal& terminal, const CommandLine& commandLine, const EvaluateOptions& options) {
  const auto workspace = commandLine.workspace();
  if (!workspace) return terminal.failed(workspace.error());
  const auto folder = workspace->findRun(options.run);
  if (!folder) return terminal.failed(folder.error());
  QStringList arguments{QStringLiteral("evaluate"), QString::fromStdString(folder->string())};
  if (options.checkpoint >= 0)
    arguments << QStringLiteral("--checkpoint") << QString::number(options.checkpoint);
  terminal.note(message(UNMASK_TEXT("core", "Evaluating on the whole validation part.")));
  nlohmann::json last;
  const Status done = askWorker(arguments, [&](const nlohmann::json& object) {
    if (object.contains("nats_per_token"))
      last = object;
    else
      terminal.object(object);
  });
  if (!done) return terminal.failed(done.error());
  last["type"] = "evaluation";
  terminal.object(last);
  for (const auto& [key, value] : last.items())
    if (key != "type") terminal.text("  " + key + " = " + valueText(value));
  return exitDone;
}

void printDevice(Terminal& terminal, nlohmann::json device) {
  device["type"] = "device";
  terminal.object(device);
  terminal.line(message(UNMASK_TEXT("core", "%1  %2%3%4"), device.value("id", std::string()),
                        device.value("name", std::string()),
                        device.value("memory_bytes", uint64_t{0}) == 0
                            ? std::string()
                            : ", " + readableBytes(device["memory_bytes"].get<uint64_t>()),
                        device.value("bf16", false) ? ", bf16" : ""));
}

int devices(Terminal& terminal) {
  return terminal.ended(askWorker({QStringLiteral("devices")}, [&](const nlohmann::json& list) {
    for (const auto& device : list)
      if (device.is_object()) printDevice(terminal, device);
  }));
}

}  // namespace

void addWorkerCommands(CLI::App& app, CommandLine& commandLine) {
  auto options = std::make_shared<EvaluateOptions>();
  CLI::App* evaluated = app.add_subcommand(
      "evaluate", "A deterministic pass over the whole validation part with a checkpoint");
  evaluated->add_option("RUN", options->run, "The run's name, or its beginning")->required();
  evaluated->add_option("--checkpoint", options->checkpoint, "Step of the checkpoint (the newest)")
      ->check(CLI::NonNegativeNumber);
  evaluated->footer(
      "--json ends with {type: evaluation, nats_per_token, perplexity,\n"
      "bits_per_byte, accuracy, ...}");
  evaluated->callback([&commandLine, options] {
    commandLine.action = [&commandLine, options](Terminal& terminal) {
      return evaluate(terminal, commandLine, *options);
    };
  });

  CLI::App* listed = app.add_subcommand("devices", "What models can be trained on here");
  listed->footer("--json: {type: device, id, name, memory_bytes, bf16} for each");
  listed->callback([&commandLine] {
    commandLine.action = [](Terminal& terminal) { return devices(terminal); };
  });
}

}  // namespace unmask
