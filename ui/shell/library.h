// What the workspace and its further places hold, listed off the event loop: corpora, tokenizers,
// runs.
#pragma once

#include <QObject>
#include <QTimer>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/corpus/corpus.h"
#include "core/runs/run_listing.h"
#include "core/runs/workspace.h"
#include "core/spec/picture_tokenizer_info.h"
#include "core/tokenizers/tokenizer.h"
#include "ui/widgets/job_runner.h"

namespace unmask {

// A corpus in the pieces of one tokenizer.
struct EncodedText {
  std::filesystem::path folder;
  std::string tokenizer;  // hash
  uint64_t tokens = 0;
  std::filesystem::file_time_type changed;  // tokens.json
};

struct CorpusEntry {
  std::filesystem::path folder;
  CorpusInfo info;
  std::filesystem::file_time_type changed;  // corpus.json, which a rename writes anew
  std::vector<EncodedText> encoded = {};    // beside the corpus
};

struct TokenizerEntry {
  std::filesystem::path folder;
  std::shared_ptr<const Tokenizer> tokenizer;
  std::filesystem::file_time_type changed;  // unmask.json
};

// Never among the tokenizers of texts, nor they among these.
struct PictureTokenizerEntry {
  std::filesystem::path folder;
  PictureTokenizerInfo info;
  std::filesystem::file_time_type changed;  // unmask.json
};

// A corpus that cannot be read; the others beside it can.
struct BrokenEntry {
  std::filesystem::path folder;
  Error why;
};

// One root as it was last seen.
struct Place {
  std::filesystem::path root;
  bool own = false;         // the workspace itself; nothing is ever written to the others
  bool remembered = false;  // can be taken off the list
  bool listed = false;      // it has answered at least once
  bool writable = false;
  std::optional<Error> problem;  // out of reach, or of a newer version
  std::vector<CorpusEntry> corpora;
  std::vector<BrokenEntry> broken;
  std::vector<TokenizerEntry> tokenizers;
  std::vector<PictureTokenizerEntry> pictureTokenizers;
  std::vector<RunSummary> runs;
  std::shared_ptr<RunListing> listing = std::make_shared<RunListing>();  // for whoever looks
};

class Library : public QObject {
  Q_OBJECT
 public:
  explicit Library(Workspace workspace, QObject* parent = nullptr);

  const Workspace& workspace() const { return workspace_; }
  // Those of the workspace first; of two with one name only the first.
  const std::vector<CorpusEntry>& corpora() const { return corpora_; }
  std::vector<BrokenEntry> brokenCorpora() const;
  const std::vector<TokenizerEntry>& tokenizers() const { return tokenizers_; }
  const std::vector<PictureTokenizerEntry>& pictureTokenizers() const {
    return pictureTokenizers_;
  }
  const std::vector<RunSummary>& runs() const { return runs_; }
  const CorpusEntry* corpus(const std::string& slug) const;
  const TokenizerEntry* tokenizer(const std::string& slug) const;
  const PictureTokenizerEntry* pictureTokenizer(const std::string& slug) const;
  const RunSummary* run(const std::filesystem::path& folder) const;
  const std::vector<Place>& places() const { return places_; }  // the workspace first
  // The name of the further place that holds this folder; empty in the workspace itself.
  QString placeOf(const std::filesystem::path& folder) const;
  bool listed() const { return places_.front().listed; }
  // Every place has answered, or had its time to.
  bool complete() const;

  void refresh();                    // changed() follows
  void setWorkspace(Workspace now);  // with other places; refreshes

 Q_SIGNALS:
  void changed();
  void problem(const unmask::Error& error);  // something in the workspace cannot be read

 private:
  struct Listing {
    Place seen;
    std::vector<Error> problems;
  };
  struct Progress {
    bool running = false, again = false;
  };
  static Listing look(Place known);
  void setPlaces();
  void list(size_t index);
  void take(Listing);
  void merge(std::vector<Error>& problems);

  Workspace workspace_;
  std::vector<Place> places_;
  std::vector<Progress> progress_;  // beside places_
  std::vector<CorpusEntry> corpora_;
  std::vector<TokenizerEntry> tokenizers_;
  std::vector<PictureTokenizerEntry> pictureTokenizers_;
  std::vector<RunSummary> runs_;
  std::vector<std::string> told_;  // problems already reported
  QTimer patience_;                // with places that do not answer
  bool waited_ = false;
};

// The person's own name for it, else when it began and its objective.
QString runName(const RunSummary&);
QString stateName(RunState);
bool canResume(RunState);

}  // namespace unmask
