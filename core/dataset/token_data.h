// A corpus in the pieces of one tokenizer, on disk, as corpora/<slug>/tokens/<tokenizer>-<hash>/.
//
//   tokens.npy           uint16 (V+105 <= 65536) or int32 [N]: pieces only, documents back to back
//   token_bytes.npy      uint16 [N]: UTF-8 bytes of the source text each token covers
//   anchors.npy          uint64: byte position in the corpus's text of every 4096th token
//   document_tokens.npy  uint64 [D+1]: first token of each document, then N
//   document_bytes.npy   uint64 [D+1]: first byte of each document, then the text's size
//   tokens.json          pieces, tokenizer slug and hash, corpus hash, starts_word, ends_word and
//                        ends_sentence bitmaps (hex), the piece of each byte (byte_pieces),
//                        characters without a piece (without_piece)
//
// Readers are thread-safe. Encoding (corpus/encode.h) writes it; nothing else does.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/npy.h"
#include "core/base/result.h"
#include "core/pretext/example.h"
#include "core/pretext/words.h"
#include "core/spec/run_spec.h"
#include "core/spec/token_ids.h"
#include "core/spec/without_piece.h"

namespace unmask {

struct TokenDataInfo {
  int64_t pieces = 0;
  uint64_t tokens = 0;
  uint64_t documents = 0;
  uint64_t bytes = 0;
  std::string corpusHash, tokenizerSlug, tokenizerHash;
  WordMarks words;                 // `ends` is empty where it was encoded before it was kept
  std::vector<bool> endsSentence;  // [pieces], or empty: encoded before these marks were kept
  WithoutPiece withoutPiece;       // characters of the corpus; none() where it was not counted
};

// A run of tokens [begin, end) of the array: the training or the validation part.
struct TokenRange {
  uint64_t begin = 0, end = 0;
  uint64_t size() const { return end - begin; }
};

class TokenData {
 public:
  static Result<TokenData> open(const std::filesystem::path& folder, Access);
  TokenData(TokenData&&) noexcept;
  TokenData& operator=(TokenData&&) noexcept;
  ~TokenData();

  const TokenDataInfo& info() const;
  Status read(uint64_t first, std::span<int64_t> out) const;  // pieces
  Result<uint64_t> documentOf(uint64_t token) const;
  Result<TokenRange> documentTokens(uint64_t document) const;
  // First tokens of documents [first, first+count), then the end of the last: count+1 numbers,
  // never falling.
  Result<std::vector<uint64_t>> documentBegins(uint64_t first, uint64_t count) const;
  // Document and byte range (within that document) of tokens [first, first+count).
  Result<Provenance> provenance(uint64_t first, uint64_t count) const;
  // UTF-8 bytes of source text covered by tokens [first, first+count): for bits per byte.
  Result<uint64_t> byteCount(uint64_t first, uint64_t count) const;

 private:
  struct State;
  explicit TokenData(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

// Adds the marks to tokens that were encoded before `ends` was kept.
Status addWordMarks(const std::filesystem::path& folder, const WordMarks&);

// Refuses tokens of another corpus or tokenizer than the run's.
Status sameData(const RunSpec&, const TokenDataInfo&, const std::filesystem::path& folder);

// Written by the encoder (corpus/encode.h), read by TokenData: one place for the format.
class TokenDataWriter {
 public:
  static Result<TokenDataWriter> create(const std::filesystem::path& folder, int64_t pieces);
  TokenDataWriter(TokenDataWriter&&) noexcept;
  ~TokenDataWriter();
  // One whole document, or the next part of a long one: ids and the source bytes of each.
  Status append(std::span<const int32_t> ids, std::span<const uint16_t> bytes);
  Status endDocument();
  Status finish(const TokenDataInfo&);  // counts are filled in by the writer

 private:
  struct State;
  explicit TokenDataWriter(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

}  // namespace unmask
