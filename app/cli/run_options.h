// The options that describe a run, shared by `train`, `preview` and `demo`: objective, preset,
// settings, corpus and tokenizer.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "app/cli/terminal.h"
#include "core/corpus/corpus.h"
#include "core/dataset/batches.h"
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

// Where the data lie, the corpus encoded now if it has not been; and the spec that names them.
struct PreparedRun {
  RunSpec spec;
  Corpus corpus;
  std::shared_ptr<const Tokenizer> tokenizer;  // null: the objective works on pictures alone
  DataFolders data;
  WithoutPiece lacking;  // characters of the corpus
};
Result<PreparedRun> prepareData(Terminal&, const Workspace&, const RunOptions&, RunSpec);

// A note where whole words are to be hidden in a text that has none.
void sayWordShortage(Terminal&, const RunSpec&, const Batches&);

}  // namespace unmask
