// Starting the computations, and giving up those of a corpus no longer shown.
#include "ui/data/measures.h"

#include "core/base/files.h"
#include "core/corpus/computed_folder.h"
#include "ui/widgets/job_runner.h"

namespace unmask {

namespace {

void cancel(std::shared_ptr<JobControl>& control) {
  if (control) control->cancel();
  control.reset();
}

// Nothing: the corpus is not encoded.
using Counted = Result<std::optional<TokenMeasures>>;

Counted countedTokens(const fs::path& root, const Corpus& corpus, const Tokenizer& tokenizer,
                      JobControl& control) {
  const fs::path folder = tokenFolder(root, corpus.folder(), corpus.info(), tokenizer);
  std::error_code ignored;  // unreadable is as good as not there: it can be made
  if (!fs::exists(folder / "tokens.json", ignored)) return std::nullopt;
  const fs::path file = computedFolder(root, corpus.folder(), corpus.info()) / "measures" /
                        (folder.filename().string() + ".json");
  UNMASK_ASSIGN(TokenMeasures measures, tokenMeasuresOf(folder, file, control));
  return std::optional(std::move(measures));
}

}  // namespace

Measures::Measures(fs::path root, QObject* parent) : QObject(parent), root_(std::move(root)) {}

Measures::~Measures() {
  cancel(tokenControl_);
  cancel(duplicateControl_);
}

void Measures::show(OpenCorpus corpus, std::shared_ptr<const Tokenizer> tokenizer) {
  const bool otherCorpus = corpus != corpus_, otherTokens = otherCorpus || tokenizer != tokenizer_;
  if (!otherTokens && (tokens_ || tokenControl_ || tokensFailed_ || !tokenizer_)) return;
  corpus_ = std::move(corpus);
  tokenizer_ = std::move(tokenizer);
  cancel(tokenControl_);
  tokens_.reset();
  tokensFailed_ = false;
  if (otherTokens) encoded_ = true;
  if (otherCorpus) {
    cancel(duplicateControl_);
    duplicates_.reset();
    if (corpus_ && corpus_->info().statistics.exactDuplicates > 0) compareDocuments();
  }
  if (corpus_ && tokenizer_) countTokens();
  Q_EMIT changed();
}

void Measures::countTokens() {
  tokenControl_ = std::make_shared<JobControl>();
  inBackground(
      this,
      [root = root_, corpus = corpus_, tokenizer = tokenizer_, control = tokenControl_] {
        return countedTokens(root, *corpus, *tokenizer, *control);
      },
      [this, control = tokenControl_](Counted counted) {
        if (control != tokenControl_) return;  // of a corpus no longer shown
        tokenControl_.reset();
        tokensFailed_ = !counted;
        if (!counted)
          Q_EMIT failed(counted.error());
        else if (*counted)
          tokens_ = std::make_shared<const TokenMeasures>(std::move(**counted));
        else
          encoded_ = false;
        if (tokens_) encoded_ = true;
        Q_EMIT changed();
      });
}

void Measures::compareDocuments() {
  duplicateControl_ = std::make_shared<JobControl>();
  inBackground(
      this,
      [root = root_, corpus = corpus_, control = duplicateControl_] {
        const fs::path file =
            computedFolder(root, corpus->folder(), corpus->info()) / "measures" / "duplicates.json";
        return duplicatesOf(*corpus, file, *control);
      },
      [this, control = duplicateControl_](Result<Duplicates> found) {
        if (control != duplicateControl_) return;
        duplicateControl_.reset();
        if (found)
          duplicates_ = std::make_shared<const Duplicates>(std::move(*found));
        else
          Q_EMIT failed(found.error());
        Q_EMIT changed();
      });
}

}  // namespace unmask
