// `evaluate`, `export` and `devices`: what only the worker knows, asked of it as a child process.
#include <nlohmann/json.hpp>

#include "app/cli/ask_worker.h"
#include "app/cli/commands.h"
#include "core/spec/measures.h"

namespace unmask {

namespace {

struct CheckpointOptions {
  std::string run;
  int64_t checkpoint = -1;
  std::string target;  // of an export
};

CLI::App* addOnCheckpoint(CLI::App& app, CheckpointOptions& options, const char* name,
                          const char* description) {
  CLI::App* command = app.add_subcommand(name, description);
  command->add_option("RUN", options.run, "The run's name, or its beginning")->required();
  command->add_option("--checkpoint", options.checkpoint, "Step of the checkpoint (the newest)")
      ->check(CLI::NonNegativeNumber);
  return command;
}

// "COMMAND run-folder ... --checkpoint N"
Result<QStringList> workerArguments(const CommandLine& commandLine, const char* command,
                                    const CheckpointOptions& options) {
  UNMASK_ASSIGN(const Workspace workspace, commandLine.workspace());
  UNMASK_ASSIGN(const auto folder, workspace.findRun(options.run));
  QStringList arguments{QString::fromLatin1(command), QString::fromStdString(folder.string())};
  if (!options.target.empty()) arguments << QString::fromStdString(options.target);
  if (options.checkpoint >= 0)
    arguments << QStringLiteral("--checkpoint") << QString::number(options.checkpoint);
  return arguments;
}

std::string valueText(const nlohmann::json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.is_number_float() ? formatted(value.get<double>()) : value.dump();
}

int evaluate(Terminal& terminal, const CommandLine& commandLine,
             const CheckpointOptions& options) {
  const auto arguments = workerArguments(commandLine, "evaluate", options);
  if (!arguments) return terminal.failed(arguments.error());
  terminal.note(message(UNMASK_TEXT("core", "Evaluating on the whole validation part.")));
  nlohmann::json last;
  const Status done = askWorker(*arguments, [&](const nlohmann::json& object) {
    if (object.contains("targets"))
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

int exportCheckpoint(Terminal& terminal, const CommandLine& commandLine,
                     const CheckpointOptions& options) {
  const auto arguments = workerArguments(commandLine, "export", options);
  if (!arguments) return terminal.failed(arguments.error());
  nlohmann::json exported;
  const Status done =
      askWorker(*arguments, [&](const nlohmann::json& object) { exported = object; });
  if (!done) return terminal.failed(done.error());
  terminal.object(exported);
  const std::string loadedBy = exported.value("loaded_by", std::string());
  terminal.line(message(UNMASK_TEXT("core", "Step %1 is in %2 (%3)."),
                        exported.value("step", int64_t{0}), options.target,
                        readableBytes(exported.value("bytes", uint64_t{0}))));
  if (!loadedBy.empty())
    terminal.line(message(UNMASK_TEXT("core", "transformers loads it: %1.from_pretrained(\"%2\")"),
                          loadedBy, options.target));
  for (const char* reason : {"reason", "tokenizer_reason"})
    if (const std::string text = exported.value(reason, std::string()); !text.empty())
      terminal.line(message("%1", text));
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
  auto options = std::make_shared<CheckpointOptions>();
  CLI::App* evaluated = addOnCheckpoint(
      app, *options, "evaluate",
      "A deterministic pass over the whole validation part with a checkpoint");
  evaluated->footer(
      "--json ends with {type: evaluation, nats_per_token, perplexity,\n"
      "bits_per_byte, accuracy, ...}, of pictures with {type: evaluation, loss, ...}");
  evaluated->callback([&commandLine, options] {
    commandLine.action = [&commandLine, options](Terminal& terminal) {
      return evaluate(terminal, commandLine, *options);
    };
  });

  CLI::App* exported = addOnCheckpoint(
      app, *options, "export", "Write a checkpoint and its tokenizer as transformers loads them");
  exported->add_option("DIR", options->target, "The new folder")->required();
  exported->footer(
      "--json: {type: exported, folder, step, loaded_by, reason, tensors,\n"
      "tokenizer, tokenizer_reason, bytes}; loaded_by is empty where no public\n"
      "class expresses the model: then the tensors have Unmask's names.");
  exported->callback([&commandLine, options] {
    commandLine.action = [&commandLine, options](Terminal& terminal) {
      return exportCheckpoint(terminal, commandLine, *options);
    };
  });

  CLI::App* listed = app.add_subcommand("devices", "What models can be trained on here");
  listed->footer("--json: {type: device, id, name, memory_bytes, bf16} for each");
  listed->callback([&commandLine] {
    commandLine.action = [](Terminal& terminal) { return devices(terminal); };
  });
}

}  // namespace unmask
