// From files, or a built-in sample, to everything a run needs: corpus, its tokenizer, and the
// corpus in tokens, in one job. The command line and the window share it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/corpus/encode.h"
#include "core/corpus/import.h"
#include "core/corpus/pictures/import_pictures.h"

namespace unmask {

struct PreparedCorpus {
  CorpusInfo info;               // suggestedTokenizer names the tokenizer
  std::filesystem::path corpus;  // folders
  std::filesystem::path tokenizer;
  std::filesystem::path tokens;
};

// Where the new things go; where a name is taken meanwhile, PreparedCorpus has the one that became
// of it (tokenizer-2). A corpus whose folder took a number to be free ("plays-2") has it in its
// name, too ("plays 2"). `program` answers `tokenizer-child` (unmask-cli).
struct PreparePlaces {
  std::filesystem::path corpus, tokenizer, program;
};

// Imports and makes `settings` (nullptr: the default tokenizer; where its vocabulary does not fit
// the text, a smaller one, characters or bytes). All or nothing: after an error or cancel neither
// folder is there.
Result<PreparedCorpus> importAndPrepare(const std::vector<std::filesystem::path>& paths,
                                        const std::string& name, const ImportSettings&,
                                        const TokenizerSettings* settings, const PreparePlaces&,
                                        JobControl&);

// Pictures, and of pairs the tokenizer of their captions and these in tokens; of pictures alone
// there is neither (`tokenizer` and `tokens` stay empty).
Result<PreparedCorpus> importPicturesAndPrepare(const std::vector<std::filesystem::path>& paths,
                                                const std::string& name,
                                                const PictureImportSettings&,
                                                const TokenizerSettings* settings,
                                                const PreparePlaces&, JobControl&);

// The same for a built-in sample with the tokenizer that comes with it.
Result<PreparedCorpus> makeSampleAndPrepare(const std::string& id, const PreparePlaces&,
                                            JobControl&);

}  // namespace unmask
