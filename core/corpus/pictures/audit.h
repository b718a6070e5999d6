// audit.json: what an import of pictures found that somebody should look at, by name.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/corpus/duplicates.h"

namespace unmask {

// A caption whose picture is not in the corpus: named, but not there or skipped.
struct LoneCaption {
  std::string file, place, picture;
};

struct PictureAudit {
  Duplicates exact, near;                   // groups of pictures
  uint64_t withoutCaption = 0;              // pictures of a corpus of pairs
  std::vector<uint64_t> listedWithout;      // the first 10,000
  uint64_t withoutPicture = 0;              // captions
  std::vector<LoneCaption> listedCaptions;  // the first 10,000
};
constexpr size_t kListedAudits = 10'000;

Status writeAudit(const std::filesystem::path& corpusFolder, const PictureAudit&);
Result<PictureAudit> readAudit(const std::filesystem::path& corpusFolder);

}  // namespace unmask
