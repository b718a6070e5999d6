// One piece per character, or one per byte: nothing to train, nothing lost.
#pragma once

#include "core/tokenizers/tokenizer.h"

namespace unmask {

// Ids are the ranks of the code points, as in nanoGPT (tinyshakespeare: V = 65). There is no
// unknown piece: a character that the vocabulary lacks is encoded as a stand-in (U+FFFD, else '?',
// else a space, else id 0), and firstUnknown() names it so that callers can refuse or warn.
class CharacterTokenizer final : public Tokenizer {
 public:
  explicit CharacterTokenizer(std::vector<uint32_t> characters);  // ascending
  TokenizerKind kind() const override { return TokenizerKind::character; }
  int64_t pieces() const override { return static_cast<int64_t>(characters_.size()); }
  Encoding encode(std::string_view utf8) const override;
  size_t cut(std::string_view utf8) const override;
  std::optional<size_t> firstUnknown(std::string_view utf8) const override;
  bool lossless() const override { return true; }
  std::string decode(const std::vector<int64_t>& ids) const override;
  std::string piece(int64_t id) const override;
  bool startsWord(int64_t id) const override;
  bool isUnknown(int64_t) const override { return false; }

 private:
  int32_t find(uint32_t character) const;  // -1: not there

  std::vector<uint32_t> characters_;
  std::vector<int32_t> idOf_;  // by code point, up to the largest one
  int32_t standIn_ = 0;
};

// V = 256.
class ByteTokenizer final : public Tokenizer {
 public:
  TokenizerKind kind() const override { return TokenizerKind::byte; }
  int64_t pieces() const override { return 256; }
  Encoding encode(std::string_view utf8) const override;
  size_t cut(std::string_view utf8) const override { return utf8.size(); }
  std::optional<size_t> firstUnknown(std::string_view) const override { return {}; }
  bool lossless() const override { return true; }
  std::string decode(const std::vector<int64_t>& ids) const override;
  std::string piece(int64_t id) const override;
  bool startsWord(int64_t id) const override;
  bool isUnknown(int64_t) const override { return false; }
  PieceInfo describe(int64_t) const override { return {PieceKind::byte, {}}; }
};

}  // namespace unmask
