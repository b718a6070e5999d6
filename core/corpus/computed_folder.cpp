// Telling corpora of the workspace from those of other roots.
#include "core/corpus/computed_folder.h"

#include "core/base/files.h"

namespace unmask {

namespace {

bool liesIn(const fs::path& root, const fs::path& corpusFolder) {
  return corpusFolder.lexically_normal().parent_path() == (root / "corpora").lexically_normal();
}

}  // namespace

fs::path computedFolder(const fs::path& root, const fs::path& corpusFolder,
                        const CorpusInfo& info) {
  return liesIn(root, corpusFolder)
             ? corpusFolder
             : root / "derived" / (info.slug + "-" + info.hash.substr(0, 12));
}

fs::path tokenFolder(const fs::path& root, const fs::path& corpusFolder, const CorpusInfo& info,
                     const Tokenizer& tokenizer) {
  const fs::path name = fs::path("tokens") / (tokenizer.slug + "-" + tokenizer.hash.substr(0, 12));
  std::error_code ignored;  // a root out of reach has nothing encoded
  if (!liesIn(root, corpusFolder) && fs::exists(corpusFolder / name / "tokens.json", ignored))
    return corpusFolder / name;
  return computedFolder(root, corpusFolder, info) / name;
}

}  // namespace unmask
