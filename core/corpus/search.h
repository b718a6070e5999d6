// Searching the whole text of a corpus, as a job that tells what it finds while it goes on.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/job.h"
#include "core/corpus/corpus.h"

namespace unmask {

// A text to look for in UTF-8. Without regard to case: by Unicode's simple case folding, one
// character for one ("ß" does not find "ss").
class TextPattern {
 public:
  TextPattern(std::string text, bool matchCase);

  struct Match {
    size_t begin = 0, bytes = 0;
  };
  // The first match that begins at or after `from`. Memory none, time linear for usual texts.
  std::optional<Match> find(std::string_view utf8, size_t from) const;
  size_t longestMatch() const;  // bytes
  bool empty() const { return text_.empty(); }

 private:
  size_t matchAt(std::string_view utf8, size_t at) const;  // bytes; 0: none

  std::string text_;
  bool matchCase_;
  std::vector<uint32_t> folded_;
  std::array<bool, 256> mayBegin_{};  // bytes with which a match can begin
};

struct SearchHit {
  uint64_t document = 0;
  uint64_t byte = 0;                 // within the document
  uint64_t bytes = 0;                // of the match
  std::string before, match, after;  // the match and its surroundings in the document, UTF-8
};

struct SearchTotals {
  uint64_t hits = 0, documents = 0;  // documents with at least one
};

// Of so many hits the place is told; the others are only counted.
constexpr uint64_t kListedHits = 10'000;

// `found` gets the next hits, in the order of the text, and the totals so far: at most some ten
// times a second, on this thread. Matches do not overlap and do not cross a document's end.
// Progress in bytes.
Result<SearchTotals> searchCorpus(
    const Corpus&, const TextPattern&,
    const std::function<void(std::vector<SearchHit>, const SearchTotals&)>& found, JobControl&);

}  // namespace unmask
