// The text of one input file as valid UTF-8, chunk by chunk, whatever its encoding.
#pragma once

#include "core/base/job.h"
#include "core/corpus/byte_source.h"
#include "core/corpus/reading.h"

namespace unmask {

// Wrong bytes of one file: how many were replaced by U+FFFD, and where the first ones were (offset
// in the unpacked file).
struct ReplacedBytes {
  uint64_t count = 0;
  std::vector<uint64_t> first;  // at most 10
};

class DecodedText {
 public:
  // Looks at the first chunk: which encoding, and whether it is text at all. notText() says why it
  // is not (NUL bytes, no encoding that fits). Of a file longer than `atMost` bytes the text ends
  // there, and cut() is true. Errors: an encoding that is none, a file that cannot be read.
  static Result<DecodedText> open(const std::filesystem::path&, const ReadingSettings&, JobControl&,
                                  uint64_t atMost = UINT64_MAX, size_t chunk = kChunkBytes);
  DecodedText(DecodedText&&) noexcept;
  DecodedText& operator=(DecodedText&&) noexcept;
  ~DecodedText();

  const Message& notText() const;
  // Whole characters, valid until the next call; empty at the end. Refuses wrong bytes when the
  // settings say so, naming file and offset. Adds what it reads to the job's progress.
  Result<std::string_view> next();
  // A guess may still come: plain ASCII fits every encoding until the first byte above 127.
  const EncodingFound& encoding() const;
  bool cut() const;
  const ReplacedBytes& replaced() const;
  ByteSource& bytes();

 private:
  struct State;
  explicit DecodedText(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

}  // namespace unmask
