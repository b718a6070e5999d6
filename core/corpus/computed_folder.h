// Where what is computed from a corpus (its tokens, measures) is written: never outside the
// workspace.
#pragma once

#include <filesystem>

#include "core/corpus/corpus.h"
#include "core/tokenizers/tokenizer.h"

namespace unmask {

// The corpus's own folder where it lies in the workspace `root`; for a corpus of another root (a
// teacher's share) root/derived/<slug>-<first 12 digits of its hash>.
std::filesystem::path computedFolder(const std::filesystem::path& root,
                                     const std::filesystem::path& corpusFolder, const CorpusInfo&);

// .../tokens/<tokenizer slug>-<first 12 digits of its hash> below the computed folder; or, where
// the other root has the corpus encoded already, there. Looks at the other root's disk.
std::filesystem::path tokenFolder(const std::filesystem::path& root,
                                  const std::filesystem::path& corpusFolder, const CorpusInfo&,
                                  const Tokenizer&);

}  // namespace unmask
