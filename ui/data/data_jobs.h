// The Data page's jobs: what runs off the event loop when a person opens, makes or trains
// something.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/job.h"
#include "core/corpus/import.h"
#include "core/corpus/pictures/import_pictures.h"
#include "core/runs/workspace.h"
#include "core/tokenizers/train_tokenizer.h"

namespace unmask {

// Slugs of what a job left in the workspace; of pictures alone there is no tokenizer.
struct Prepared {
  std::string corpus, tokenizer;
};

// Files and folders -> corpus of text with a fitting tokenizer, encoded; or one of pictures, where
// they hold more of these.
Result<Prepared> importFiles(const Workspace&, const std::vector<std::filesystem::path>&,
                             const ImportSettings& text, const PictureImportSettings& pictures,
                             JobControl&);
Result<Prepared> makeBuiltIn(const Workspace&, const std::string& sampleId, JobControl&);
// Another tokenizer for a corpus, and the corpus encoded with it.
Result<Prepared> trainAnother(const Workspace&, const std::filesystem::path& corpusFolder,
                              const TokenizerSettings&, JobControl&);
// `corpusFolder` "": the tokenizer alone.
Result<Prepared> openModel(const Workspace&, const std::filesystem::path& model,
                           const std::filesystem::path& corpusFolder, JobControl&);

Status encodeCorpusWith(const Workspace&, const std::filesystem::path& corpusFolder,
                        const Tokenizer&, JobControl&);

}  // namespace unmask
