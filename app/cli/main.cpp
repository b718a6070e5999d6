// unmask-cli: reads the command line and runs one command.
#include <QCoreApplication>
#include <csignal>
#include <iostream>
#include <sstream>

#include "app/cli/commands.h"
#include "app/cli/interrupt.h"
#include "core/base/guarded.h"
#include "core/base/numbers.h"
#include "core/base/uncaught.h"
#include "core/tokenizers/train_tokenizer.h"

using namespace unmask;

namespace {

constexpr const char* kFooter =
    "With --json, stdout carries one JSON object a line, each with a \"type\"; every command's\n"
    "--help says which. NaN and infinities are the strings \"NaN\", \"Infinity\", \"-Infinity\".\n"
    "Exit codes: 0 done, 1 failed, 2 wrong use. Errors go to stderr.";

// What --help and --version say, on stdout, and what is wrong with a command line, on stderr.
int help(const CLI::App& app, const CLI::ParseError& error) {
  // CLI11 says that a command is missing, not which word it did not know.
  const std::vector<std::string> unknown = app.remaining(true);
  if (error.get_exit_code() != 0 && !unknown.empty())
    std::cerr << "unmask-cli: not understood: " << unknown.front() << std::endl;
  std::ostringstream said;
  if (app.exit(error, said, std::cerr) != 0) return exitWrongUse;
  Terminal terminal(false);
  terminal.raw(said.str());
  return terminal.closed(exitDone);
}

int parseAndRun(int argc, char** argv) {
  CLI::App app(
      "Explore self-supervised training: make examples of a text, train a model on them, "
      "ask it.",
      "unmask-cli");
  CommandLine commandLine;
  app.fallthrough();
  app.require_subcommand(1);
  app.footer(kFooter);
  app.set_version_flag("--version", "unmask-cli " UNMASK_VERSION);
  app.add_option("--workspace", commandLine.workspaceFolder,
                 "Folder of corpora, tokenizers and runs (default: UNMASK_WORKSPACE or the "
                 "platform's data folder)")
      ->type_name("DIR");
  app.add_flag("--json", commandLine.json, "One JSON object a line on stdout");
  addCorpusCommands(app, commandLine);
  addTokenizerCommands(app, commandLine);
  addObjectivesCommand(app, commandLine);
  addPreviewCommand(app, commandLine);
  addTrainCommand(app, commandLine);
  addRunsCommands(app, commandLine);
  addAskCommand(app, commandLine);
  addWorkerCommands(app, commandLine);
  addDemoCommand(app, commandLine);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return help(app, error);
  }
  Terminal terminal(commandLine.json);
  watchForInterrupt();
  try {
    return terminal.closed(commandLine.action(terminal));
  } catch (...) {  // a library's, or no memory left
    return terminal.failed(currentError());
  }
}

}  // namespace

int main(int argc, char** argv) {
  sayWhatIsNotCaught();
  // Not for people: where trainTokenizer runs SentencePiece, so that cancel can kill it.
  if (argc == 3 && std::string_view(argv[1]) == "tokenizer-child")
    return runTokenizerChild(argv[2]);
  std::signal(SIGPIPE, SIG_IGN);  // a reader that hangs up ends the showing, not the work
  QCoreApplication application(argc, argv);
  keepNumbersPlain();
  QCoreApplication::setApplicationName("unmask");
  QCoreApplication::setApplicationVersion(UNMASK_VERSION);
  return parseAndRun(argc, argv);
}
