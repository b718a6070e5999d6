// `ask`: a question to a run, live or finished.
#include <QJsonDocument>
#include <nlohmann/json.hpp>

#include "app/cli/answers.h"
#include "app/cli/ask_run.h"
#include "app/cli/commands.h"

namespace unmask {

namespace {

struct Options {
  std::string run;
  std::vector<std::string> text;
  int64_t checkpoint = -1;
};

int run(Terminal& terminal, const CommandLine& commandLine, const Options& options) {
  std::string text;
  for (const std::string& word : options.text) text += (text.empty() ? "" : " ") + word;
  const auto workspace = commandLine.workspace();
  if (!workspace) return terminal.failed(workspace.error());
  const auto folder = workspace->findRun(options.run);
  if (!folder) return terminal.failed(folder.error());
  const auto answer = askRun(*folder, text, options.checkpoint);
  if (!answer) return terminal.failed(answer.error());
  auto object = nlohmann::json::parse(
      QJsonDocument(*answer).toJson(QJsonDocument::Compact).toStdString(), nullptr, false);
  object.update({{"type", "answer"}, {"run", folder->filename().string()}, {"prompt", text}});
  terminal.object(object);
  for (const std::string& line : answerLines(text, *answer)) terminal.text(line);
  return exitDone;
}

}  // namespace

void addAskCommand(CLI::App& app, CommandLine& commandLine) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "ask",
      "Ask a run, live or finished: next-token goes on with the text, masked-lm fills [MASK], "
      "span-corruption fills gaps of any length, denoising restores the text");
  command->add_option("RUN", options->run, "The run's name, or its beginning")->required();
  command->add_option("TEXT", options->text, "The beginning of a text, or a sentence with [MASK]")
      ->required();
  command
      ->add_option("--checkpoint", options->checkpoint,
                   "Ask the checkpoint of this step (default: the weights of now, or the newest)")
      ->check(CLI::NonNegativeNumber);
  command->footer(
      "--json: {type: answer, run, prompt, step, text} or {..., fills: [[[piece,\n"
      "probability], ...], ...]} or {..., restored, gaps: [text, ...]}");
  command->callback([&commandLine, options] {
    commandLine.action = [&commandLine, options](Terminal& terminal) {
      return run(terminal, commandLine, *options);
    };
  });
}

}  // namespace unmask
