// Tokenizers: text to pieces and back, unchanged.
//
// A tokenizer lives in tokenizers/<slug>/ as unmask.json (+ spm.model for SentencePiece). Its hash
// is the SHA-256 of what determines its ids.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/job.h"
#include "core/base/result.h"

namespace unmask {

enum class TokenizerKind { unigram, bpe, character, byte };
const char* id(TokenizerKind);  // "unigram", "bpe", "char", "byte", as in tokenizer.type

struct Encoding {
  std::vector<int32_t> ids;
  std::vector<uint32_t> bytes;  // UTF-8 bytes of the input each id covers; sums to the input's size
};

enum class PieceKind { normal, unknown, control, user, unused, byte };

struct PieceInfo {
  PieceKind kind = PieceKind::normal;
  std::optional<float> score;  // SentencePiece: log probability (unigram) or minus the rank (BPE)
};

class Tokenizer {
 public:
  virtual ~Tokenizer() = default;
  virtual TokenizerKind kind() const = 0;
  virtual int64_t pieces() const = 0;  // V
  // Thread-safe. Bytes that are no UTF-8 become byte pieces where there are some, else unknown.
  virtual Encoding encode(std::string_view utf8) const = 0;
  // Documents one after the other: document k ends at byte ends[k] of `utf8` (ascending; after the
  // last may come the beginning of one more). The ids are those of each alone; idEnds[k] says where
  // those of document k end. Faster than one by one.
  virtual Encoding encodeAll(std::string_view utf8, std::span<const uint64_t> ends,
                             std::vector<size_t>& idEnds) const;
  // Where a long text may be cut: encode(text[0, c)) followed by encode(the rest with whatever
  // comes after it) is encode(everything). 0: not within this text; 64 KiB are always enough.
  virtual size_t cut(std::string_view utf8) const = 0;
  // Byte position of the first character that decode(encode(text)) would not give back, if any.
  virtual std::optional<size_t> firstUnknown(std::string_view utf8) const = 0;
  // False for an opened .model that changes the text (NFKC, lower case, removed spaces...).
  virtual bool lossless() const = 0;
  // Valid UTF-8 (a lone byte piece gives U+FFFD). Ids that are not 0..V-1 give nothing.
  virtual std::string decode(const std::vector<int64_t>& ids) const = 0;
  // The piece as stored ("▁cat", "\n", "<0x0A>"); display puts names on controls.
  virtual std::string piece(int64_t id) const = 0;
  // The piece begins with white space or is a user symbol: whole words are runs from one to the
  // next.
  virtual bool startsWord(int64_t id) const = 0;
  virtual bool isUnknown(int64_t id) const = 0;
  virtual PieceInfo describe(int64_t) const { return {}; }  // 0 <= id < pieces()

  std::string slug, name, hash;
};

// "▁cat", "⏎" for newline, "⇥" for tab, "[MASK]" for reserved ids.
std::string displayPiece(const Tokenizer&, int64_t id);

// The piece ends with a full stop, an exclamation or question mark (also "…", "。", "！", "？").
bool endsSentence(const Tokenizer&, int64_t id);

// Ids of text in which a person wrote reserved names: "The [MASK] sat" -> ..., mask id, ... Where
// pieces carry their leading space (SentencePiece), [MASK] and sentinels stand for it too: the one
// space before them is not encoded.
std::vector<int64_t> encodeWithReserved(const Tokenizer&, std::string_view utf8);

// The text without the reserved names that encodeWithReserved reads in it.
std::string withoutReserved(const Tokenizer&, std::string_view utf8);

Result<std::shared_ptr<const Tokenizer>> openTokenizer(const std::filesystem::path& folder);

}  // namespace unmask
