// A corpus on disk: corpora/<slug>/ with corpus.json, text.npy (uint8, UTF-8), and
// document_offsets.npy (uint64 [D+1]). Immutable once imported.
//
// Pictures lie beside the text (dataset/picture_data.h): the documents of a corpus of pairs are its
// captions, and one of pictures alone has no document.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/npy.h"
#include "core/base/result.h"
#include "core/corpus/left_out.h"
#include "core/corpus/picture_facts.h"
#include "core/corpus/reading.h"

namespace unmask {

struct SkippedItem {
  std::string file;
  std::string place;   // "line 12", "byte 4711", ""
  std::string reason;  // asValue of a message
};

struct SourceFile {
  std::string path;
  uint64_t bytes = 0;
  std::string sha256;
  uint64_t documents = 0;  // or pictures
};

struct CorpusStatistics {
  uint64_t documents = 0;
  uint64_t bytes = 0;
  uint64_t characters = 0;  // code points
  uint64_t distinctCharacters = 0;
  uint64_t shortest = 0, longest = 0;     // characters of a document
  std::vector<uint64_t> lengthHistogram;  // powers of two: [2^i, 2^(i+1)) characters
  std::vector<uint64_t> lengthBins;       // the same, finer (length_bins.h); absent in older ones
  uint64_t exactDuplicates = 0;           // documents equal to an earlier one
  std::vector<std::pair<uint32_t, uint64_t>>
      characterCounts;         // code point, count; the 10,000 most frequent
  uint64_t replacedBytes = 0;  // invalid input bytes replaced by U+FFFD
  uint64_t skippedCount = 0;
  std::vector<SkippedItem> skipped;  // the first 100,000
  uint64_t notedCount = 0;           // records that were taken, but changed, or may be cut
  std::vector<SkippedItem> noted;    // the first 1,000
  LeftOut leftOut;                   // hidden files and litter of folders; not among the skipped
};

struct CorpusInfo {
  std::string slug, name, hash;  // SHA-256 over the digests of text and document offsets
  std::string kind = "text";       // text | pictures | pairs
  std::string sampleOf;            // id of the built-in sample, or ""
  std::string suggestedTokenizer;  // slug of the tokenizer made with it
  std::string separator;           // file | blank-line | line
  std::vector<SourceFile> sources;
  std::vector<Reading> readings;  // of the first 1,000 files but plain text; absent in older ones
  CorpusStatistics statistics;
  PictureFacts pictures;
};

class Corpus {
 public:
  static Result<Corpus> open(const std::filesystem::path& folder, Access = Access::pread);
  Corpus(Corpus&&) noexcept;
  Corpus& operator=(Corpus&&) noexcept;
  ~Corpus();

  const CorpusInfo& info() const;
  const std::filesystem::path& folder() const;
  uint64_t documents() const;
  Result<uint64_t> documentBytes(uint64_t document) const;
  // [begin, begin+count) bytes of a document, cut to its end. Not cut on character boundaries.
  Result<std::string> text(uint64_t document, uint64_t begin, uint64_t count) const;
  Result<std::string> bytes(uint64_t begin, uint64_t count) const;  // of the whole text
  Result<uint64_t> documentBegin(uint64_t document) const;          // byte position in the text
  // Where documents [first, first + out.size()) begin; document D "begins" at the text's end.
  Status offsets(uint64_t first, std::span<uint64_t> out) const;

 private:
  struct State;
  explicit Corpus(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

}  // namespace unmask
