// A trained or opened SentencePiece model (unigram or BPE).
//
// Models without normalisation, as Unmask trains them, are encoded word by word: no piece of theirs
// goes on over a space, a tab or a newline, so the best segmentation of a text is that of its
// words, which are looked up once. U+2581, which SentencePiece uses for the space itself, and bytes
// that are no UTF-8 go around SentencePiece, as byte pieces. Any other model sees whole paragraphs
// of at most 32 KiB, and the bytes that a piece covers come from SentencePiece's own alignment.
#pragma once

#include <sentencepiece_processor.h>

#include <array>
#include <unordered_map>

#include "core/base/result.h"
#include "core/tokenizers/model_file.h"
#include "core/tokenizers/tokenizer.h"

namespace unmask {

class SentencePieceTokenizer final : public Tokenizer {
 public:
  static Result<std::shared_ptr<SentencePieceTokenizer>> load(std::string_view model,
                                                              const std::string& fileName);
  TokenizerKind kind() const override { return model_.kind; }
  int64_t pieces() const override { return static_cast<int64_t>(model_.pieces.size()); }
  Encoding encode(std::string_view utf8) const override;
  Encoding encodeAll(std::string_view utf8, std::span<const uint64_t> ends,
                     std::vector<size_t>& idEnds) const override;
  size_t cut(std::string_view utf8) const override;
  std::optional<size_t> firstUnknown(std::string_view utf8) const override;
  bool lossless() const override { return plain_; }
  std::string decode(const std::vector<int64_t>& ids) const override;
  std::string piece(int64_t id) const override;
  bool startsWord(int64_t id) const override;
  bool isUnknown(int64_t id) const override { return id == unknown_; }
  PieceInfo describe(int64_t id) const override;

 private:
  // Where the tokens of a word lie in the encoding under construction.
  struct Span {
    size_t begin, count;
  };
  using KnownWords = std::unordered_map<std::string_view, Span>;

  explicit SentencePieceTokenizer(ModelDescription);
  void prepare();
  size_t wordEnd(std::string_view text, size_t begin) const;
  void encodeDocument(std::string_view text, KnownWords& known, Encoding& out) const;
  void encodeWords(std::string_view valid, KnownWords& known, Encoding& out) const;
  void encodeWord(std::string_view word, Encoding& out) const;
  void encodeParagraphs(std::string_view valid, Encoding& out) const;
  void encodeAligned(std::string_view text, Encoding& out) const;
  void encodeBytes(std::string_view bytes, Encoding& out) const;

  sentencepiece::SentencePieceProcessor processor_;
  ModelDescription model_;
  bool plain_ = false;                  // no normalisation: text comes back unchanged
  bool byWord_ = false;                 // plain, and no piece crosses a word's beginning
  std::vector<std::string> surfaces_;   // the text that a piece stands for
  std::array<int32_t, 256> byteIds_{};  // -1: no such piece
  int32_t unknown_ = 0, newline_ = -1, tab_ = -1;
};

}  // namespace unmask
