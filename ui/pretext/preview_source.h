// What previews are made of: the settings with their tokenizer and tokens, be they those chosen now
// or a run's own.
#pragma once

#include "core/dataset/batch_source.h"
#include "core/spec/run_spec.h"
#include "ui/shell/choices.h"
#include "ui/shell/library.h"

namespace unmask {

struct PreviewSource {
  RunSpec spec;
  std::shared_ptr<const Tokenizer> tokenizer;  // null: of pictures alone
  std::filesystem::path corpus;                // its folder
  CorpusInfo corpusIs;                         // slug and hash alone
  std::filesystem::path root;                  // of the workspace
  // Of masked-tokens its picture tokenizer, where it fits; of picture-tokenizer one that fits, to
  // show what codes are.
  std::optional<PictureTokenizerEntry> pictureTokenizer = {};
};

// Where the tokens lie; empty: the corpus is not encoded yet. Looks at the disk of the corpus.
std::filesystem::path encodedTokens(const PreviewSource&);

// Of the tokens, where there is a tokenizer, and of the corpus.
DataFolders foldersOf(const PreviewSource&);

// Needs a chosen corpus, and a tokenizer where the objective does.
// objective: whose settings; empty: the chosen one's.
Result<PreviewSource> sourceOf(Choices&, const Library&, const std::string& objective = {});
// Says which of the run's corpus and tokenizer is missing or not the one it was made with.
Result<PreviewSource> sourceOf(const RunSpec& ofRun, const Library&);

}  // namespace unmask
