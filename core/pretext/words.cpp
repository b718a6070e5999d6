// BERT's classes of characters, and words made of pieces.
#include "core/pretext/words.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>

namespace unmask {

namespace {

struct Range {
  uint32_t first, last;
};

bool among(std::span<const Range> ranges, uint32_t c) {
  return std::ranges::any_of(
      ranges, [c](const Range& range) { return c >= range.first && c <= range.last; });
}

// BERT's tokenize_chinese_chars, with the signs that stand for a Han character.
constexpr std::array<Range, 10> kHan{{{0x4E00, 0x9FFF},
                                      {0x3400, 0x4DBF},
                                      {0x3005, 0x3007},
                                      {0x3021, 0x3029},
                                      {0xF900, 0xFAFF},
                                      {0x20000, 0x2A6DF},
                                      {0x2A700, 0x2CEAF},
                                      {0x2CEB0, 0x2EBEF},
                                      {0x2F800, 0x2FA1F},
                                      {0x30000, 0x323AF}}};
// Hiragana, katakana, their extensions and halfwidth forms.
constexpr std::array<Range, 4> kKana{
    {{0x3040, 0x30FF}, {0x31F0, 0x31FF}, {0xFF66, 0xFF9F}, {0x1AFF0, 0x1B16F}}};
// Thai and Lao; Myanmar and its extensions; Khmer and its symbols.
constexpr std::array<Range, 6> kSpaceless{{{0x0E00, 0x0EFF},
                                           {0x1000, 0x109F},
                                           {0xA9E0, 0xA9FF},
                                           {0xAA60, 0xAA7F},
                                           {0x1780, 0x17FF},
                                           {0x19E0, 0x19FF}}};

bool isPunctuation(uint32_t c) {
  if (c < 0x80)
    return (c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) ||
           (c >= 123 && c <= 126);
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_PC:
    case UTF8PROC_CATEGORY_PD:
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PI:
    case UTF8PROC_CATEGORY_PF:
    case UTF8PROC_CATEGORY_PO:
      return true;
    default:
      return false;
  }
}

// The character that the bytes at `window[at]` make, and how many pieces it takes. Bytes that make
// none (the window opens or ends within a character) are taken one by one, as no character.
struct InBytes {
  int32_t character = -1;
  size_t pieces = 1;
};
InBytes characterAt(std::span<const int64_t> window, size_t at, const WordMarks& marks) {
  std::array<utf8proc_uint8_t, 4> bytes{};
  utf8proc_ssize_t count = 0;
  for (size_t i = at; i < window.size() && count < 4; ++i) {
    const auto piece = static_cast<size_t>(window[i]);
    if (piece >= marks.bytes.size() || marks.bytes[piece] < 0) break;
    bytes[static_cast<size_t>(count++)] = static_cast<utf8proc_uint8_t>(marks.bytes[piece]);
  }
  utf8proc_int32_t character = -1;
  const utf8proc_ssize_t length = utf8proc_iterate(bytes.data(), count, &character);
  return length > 0 ? InBytes{character, static_cast<size_t>(length)} : InBytes{};
}

}  // namespace

bool standsAlone(uint32_t c) {
  return isPunctuation(c) || among(kHan, c) || among(kKana, c) || among(kSpaceless, c);
}

bool isWordSpace(uint32_t c) {
  return c == ' ' || (c >= 9 && c <= 13) || c == 0xA0 || c == 0x3000;
}

std::vector<bool> wordBegins(std::span<const int64_t> window, const WordMarks& marks) {
  std::vector<bool> begins(window.size(), false);
  bool ended = true;  // what comes now begins a word
  for (size_t i = 0; i < window.size();) {
    const auto piece = static_cast<size_t>(window[i]);
    if (piece >= marks.starts.size()) {  // reserved
      begins[i++] = ended = true;
      continue;
    }
    if (piece < marks.bytes.size() && marks.bytes[piece] >= 0) {
      const InBytes found = characterAt(window, i, marks);
      const auto c = static_cast<uint32_t>(found.character);
      const bool alone = found.character >= 0 && standsAlone(c);
      begins[i] = ended || alone || (found.character >= 0 && isWordSpace(c));
      ended = alone;
      i += found.pieces;
      continue;
    }
    begins[i] = ended || marks.starts[piece];
    ended = !marks.ends.empty() && marks.ends[piece];
    ++i;
  }
  return begins;
}

}  // namespace unmask
