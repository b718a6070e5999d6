// What the workspace holds, listed off the event loop: corpora, tokenizers, runs.
#pragma once

#include <QObject>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/corpus/corpus.h"
#include "core/runs/workspace.h"
#include "core/tokenizers/tokenizer.h"
#include "ui/widgets/job_runner.h"

namespace unmask {

struct CorpusEntry {
  std::filesystem::path folder;
  CorpusInfo info;
};

struct TokenizerEntry {
  std::filesystem::path folder;
  std::shared_ptr<const Tokenizer> tokenizer;
};

class Library : public QObject {
  Q_OBJECT
 public:
  explicit Library(Workspace workspace, QObject* parent = nullptr);

  const Workspace& workspace() const { return workspace_; }
  const std::vector<CorpusEntry>& corpora() const { return held_.corpora; }
  const std::vector<TokenizerEntry>& tokenizers() const { return held_.tokenizers; }
  const std::vector<RunSummary>& runs() const { return held_.runs; }
  const CorpusEntry* corpus(const std::string& slug) const;
  const TokenizerEntry* tokenizer(const std::string& slug) const;
  const RunSummary* run(const std::filesystem::path& folder) const;
  bool listed() const { return listed_; }

  void refresh();  // changed() follows

 Q_SIGNALS:
  void changed();
  void problem(const unmask::Error& error);  // something in the workspace cannot be read

 private:
  struct Held {
    std::vector<CorpusEntry> corpora;
    std::vector<TokenizerEntry> tokenizers;
    std::vector<RunSummary> runs;
    std::vector<Error> problems;
  };
  static Held list(const Workspace&, const std::vector<TokenizerEntry>& known);

  Workspace workspace_;
  Held held_;
  std::vector<std::string> told_;  // problems already reported
  bool listed_ = false;
  Latest<Held> latest_;
};

// The person's own name for it, else when it began and its objective.
QString runName(const RunSummary&);
QString stateName(RunState);
bool canResume(RunState);

}  // namespace unmask
