// Tokenizers: text to pieces and back, unchanged.
//
// A tokenizer lives in tokenizers/<slug>/ as unmask.json (+ spm.model for SentencePiece). Its hash
// is the SHA-256 of what determines its ids.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/job.h"
#include "core/base/result.h"

namespace unmask {

enum class TokenizerKind { unigram, bpe, character, byte };

struct Encoding {
  std::vector<int32_t> ids;
  std::vector<uint32_t> bytes;  // UTF-8 bytes of the input each id covers; sums to the input's size
};

class Tokenizer {
 public:
  virtual ~Tokenizer() = default;
  virtual TokenizerKind kind() const = 0;
  virtual int64_t pieces() const = 0;                        // V
  virtual Encoding encode(std::string_view utf8) const = 0;  // thread-safe
  virtual std::string decode(const std::vector<int64_t>& ids) const = 0;  // reserved ids: nothing
  // The piece as stored ("▁cat", "\n", "<0x0A>"); display puts names on controls.
  virtual std::string piece(int64_t id) const = 0;
  virtual bool startsWord(int64_t id) const = 0;
  virtual bool isUnknown(int64_t id) const = 0;

  std::string slug, name, hash;
};

// "▁cat", "⏎" for newline, "⇥" for tab, "[MASK]" for reserved ids.
std::string displayPiece(const Tokenizer&, int64_t id);

// Ids of text in which a person wrote reserved names: "The [MASK] sat" -> ..., mask id, ...
std::vector<int64_t> encodeWithReserved(const Tokenizer&, std::string_view utf8);

Result<std::shared_ptr<const Tokenizer>> openTokenizer(const std::filesystem::path& folder);

}  // namespace unmask
