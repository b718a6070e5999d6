// Which documents of a corpus are exactly alike.
#pragma once

#include <filesystem>
#include <vector>

#include "core/base/job.h"
#include "core/corpus/corpus.h"

namespace unmask {

struct DuplicateGroup {
  uint64_t copies = 0;              // documents with this text
  std::vector<uint64_t> documents;  // the first 100 of them, ascending
};

struct Duplicates {
  uint64_t groups = 0;                 // texts that occur more than once
  uint64_t documents = 0;              // equal to an earlier one
  std::vector<DuplicateGroup> listed;  // the 1,000 with most copies, then in the order of the text
};

// Compares the documents by the first half of their SHA-256. Memory: 24 bytes a document.
Result<Duplicates> findDuplicates(const Corpus&, JobControl&);

// The same, kept in `file` (JSON: format, corpus hash, groups, documents, listed) and read from
// there the next time. A file that cannot be read, or of another corpus, is made anew.
Result<Duplicates> duplicatesOf(const Corpus&, const std::filesystem::path& file, JobControl&);

}  // namespace unmask
