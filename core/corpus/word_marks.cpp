// Looks at the first and the last character of each piece.
#include "core/corpus/word_marks.h"

#include <algorithm>
#include <charconv>

#include "core/tokenizers/utf8.h"

namespace unmask {

namespace {

constexpr uint32_t kSpaceMark = 0x2581;  // "▁"; at the end of a piece in models that put it there

// The byte of a byte piece, written "<0x0A>" by SentencePiece.
int16_t byteOf(const Tokenizer& tokenizer, int64_t id) {
  if (tokenizer.kind() == TokenizerKind::byte) return static_cast<int16_t>(id);
  const std::string piece = tokenizer.piece(id);
  int value = -1;
  if (piece.size() == 6) std::from_chars(piece.data() + 3, piece.data() + 5, value, 16);
  return static_cast<int16_t>(value);
}

// The first and the last character; U+FFFD for none.
std::pair<uint32_t, uint32_t> edges(const std::string& piece) {
  uint32_t first = 0xFFFD, last = 0xFFFD;
  const char* const end = piece.data() + piece.size();
  for (const char* p = piece.data(); p < end;) {
    const CodePoint c = decodeOne(p, end);
    if (p == piece.data()) first = c.value;
    last = c.value;
    p += c.length;
  }
  return {first, last};
}

}  // namespace

WordMarks wordMarks(const Tokenizer& tokenizer) {
  WordMarks marks;
  for (int64_t id = 0; id < tokenizer.pieces(); ++id) {
    const PieceKind kind = tokenizer.describe(id).kind;
    const bool isText = kind == PieceKind::normal || kind == PieceKind::user;
    const std::string piece = isText ? tokenizer.piece(id) : std::string();
    const auto [first, last] = edges(piece);
    const bool endsInSpace = last == kSpaceMark && first != kSpaceMark;
    marks.starts.push_back(tokenizer.startsWord(id) || standsAlone(first));
    marks.ends.push_back(standsAlone(last) || endsInSpace);
    marks.bytes.push_back(kind == PieceKind::byte ? byteOf(tokenizer, id) : int16_t{-1});
  }
  if (std::ranges::all_of(marks.bytes, [](int16_t byte) { return byte < 0; })) marks.bytes.clear();
  return marks;
}

}  // namespace unmask
