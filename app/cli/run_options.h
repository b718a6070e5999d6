// The options that describe a run, shared by `train`, `preview` and `demo`: objective, preset,
// settings, corpus and tokenizer.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "app/cli/terminal.h"
#include "core/corpus/corpus.h"
#include "core/dataset/batches.h"
#include "core/dataset/preset_fit.h"
#include "core/runs/workspace.h"
#include "core/spec/run_spec.h"
#include "core/tokenizers/tokenizer.h"

namespace unmask {

struct RunOptions {
  std::string corpus;
  std::string objective = "next-token";
  // "": the one suggested with the corpus, or the only picture tokenizer that fits
  std::string tokenizer;
  bool onlyLook = false;              // masked-tokens can be looked at without a picture tokenizer
  std::string preset;                 // "": the objective's first
  std::vector<std::string> settings;  // "model.width=256"
};

void addRunOptions(CLI::App& command, RunOptions&);

// The settings alone: whatever fails here is wrong use.
Result<RunSpec> specFrom(const RunOptions&);

// Where the data lie, the corpus encoded now if it has not been; and the spec that names them, its
// preset fitted to them but for what --set gave.
struct PreparedRun {
  RunSpec spec;
  Corpus corpus;
  std::shared_ptr<const Tokenizer> tokenizer;  // null: the objective works on pictures alone
  DataFolders data;
  WithoutPiece lacking;  // characters of the corpus
  std::vector<FittedSetting> fitted = {};
};
Result<PreparedRun> prepareData(Terminal&, const Workspace&, const RunOptions&, RunSpec);

// A note where whole words are to be hidden in a text that has none.
void sayWordShortage(Terminal&, const RunSpec&, const Batches&);

// The names that people gave to the runs of a workspace.
std::vector<std::string> runNames(const Workspace&);

// What is other than in the preset, with the reason: a note a setting for people, and what --json
// has of it, {type: fitted, key, preset, value, reason}.
void sayFitted(Terminal&, const std::vector<FittedSetting>&);
std::vector<nlohmann::json> fittedJson(const std::vector<FittedSetting>&);

}  // namespace unmask
