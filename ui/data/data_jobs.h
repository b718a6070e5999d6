// The Data page's jobs: what runs off the event loop when a person opens, makes or trains
// something.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/job.h"
#include "core/corpus/first_look.h"
#include "core/corpus/import.h"
#include "core/corpus/pictures/import_pictures.h"
#include "core/runs/workspace.h"
#include "core/tokenizers/train_tokenizer.h"

namespace unmask {

// Slugs of what a job left in the workspace; of pictures alone there is no tokenizer.
struct Prepared {
  std::string corpus, tokenizer;
};

// What is to be imported, and how it is to be read.
struct LookRequest {
  std::vector<std::filesystem::path> paths;
  bool ofPictures = false;  // it becomes a corpus of pictures, or of pairs
  ImportSettings text;
  PictureImportSettings pictures;
};
Result<FirstLook> look(const LookRequest&, JobControl&);

struct Looked {
  LookRequest request;
  FirstLook first;
};
// Says, too, whether the paths are meant as pictures.
Result<Looked> lookFirst(LookRequest);

// Files and folders -> corpus of text with a fitting tokenizer, encoded; or one of pictures.
Result<Prepared> importFiles(const Workspace&, const LookRequest&, JobControl&);
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
