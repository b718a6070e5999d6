// Writes a corpus folder: text, document offsets, statistics. Import and samples both end here.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "core/base/result.h"
#include "core/corpus/corpus.h"
#include "core/corpus/decoded_text.h"

namespace unmask {

// Memory: a buffer of 1 MiB, the character counts (9 MiB), and 16 bytes a document for finding
// exact duplicates (the first half of each document's SHA-256).
class CorpusWriter {
 public:
  // `folder` exists and is empty (a PartialFolder's).
  static Result<CorpusWriter> create(const std::filesystem::path& folder);
  CorpusWriter(CorpusWriter&&) noexcept;
  CorpusWriter& operator=(CorpusWriter&&) noexcept;
  ~CorpusWriter();

  // The next part of the current document: valid UTF-8, whole characters.
  Status append(std::string_view utf8);
  // Ends the current document; an empty one is no document.
  Status endDocument();
  void skipped(const std::string& file, const Message& place, const Message& reason);
  void noted(const std::string& file, const Message& place, const Message& what);
  void replacedBytes(uint64_t count);
  LeftOut& leftOut();
  uint64_t documents() const;
  uint64_t skips() const;  // told so far

  // Fills in hash and statistics, writes corpus.json.
  Result<CorpusInfo> finish(CorpusInfo);

 private:
  struct State;
  explicit CorpusWriter(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

// Counts and lists the bytes of a file that were replaced by U+FFFD.
void tellReplaced(const DecodedText&, const std::string& file, CorpusWriter&);
// Keeps how a file was read, together with files that were read alike; of plain text alone nothing.
void addReading(CorpusInfo&, Reading);

Status writeCorpusFile(const std::filesystem::path& folder, const CorpusInfo&);
Result<CorpusInfo> readCorpusFile(const std::filesystem::path& folder);
// Another name for people (checkName() of tokenizers/tokenizer_file.h); text and hash stay.
Status renameCorpus(const std::filesystem::path& folder, const std::string& name);

}  // namespace unmask
