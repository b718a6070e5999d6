// The commands of unmask-cli, one file for each group. Each function adds its group to the parser;
// parsing a command line sets the action that main then runs.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <string>

#include "app/cli/terminal.h"
#include "core/runs/workspace.h"

namespace unmask {

struct CommandLine {
  std::string workspaceFolder;  // "": UNMASK_WORKSPACE or the platform's data folder
  bool json = false;
  std::function<int(Terminal&)> action;  // returns the exit code

  Result<Workspace> workspace() const {
    UNMASK_ASSIGN(Workspace opened, Workspace::open(workspaceFolder));
    UNMASK_TRY(opened.checkRoots());
    return opened;
  }
};

void addCorpusCommands(CLI::App&, CommandLine&);
void addTokenizerCommands(CLI::App&, CommandLine&);
void addObjectivesCommand(CLI::App&, CommandLine&);
void addPreviewCommand(CLI::App&, CommandLine&);
void addTrainCommand(CLI::App&, CommandLine&);
void addRunsCommands(CLI::App&, CommandLine&);
void addAskCommand(CLI::App&, CommandLine&);
void addWorkerCommands(CLI::App&, CommandLine&);  // evaluate, export, devices
void addDemoCommand(CLI::App&, CommandLine&);

}  // namespace unmask
