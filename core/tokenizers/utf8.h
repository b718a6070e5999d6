// One code point at a time out of bytes that may be wrong or cut off.
//
// utf8cpp's checked calls throw or stop at the first wrong byte and cannot tell "wrong" from "the
// rest comes with the next chunk", which a stream must know.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace unmask {

enum class Utf8 : uint8_t { valid, invalid, cutOff };

struct CodePoint {
  uint32_t value;   // U+FFFD unless valid
  uint32_t length;  // bytes; of an invalid one the maximal subpart (Unicode 15, section 3.9)
  Utf8 kind;
};

// p < end.
inline CodePoint decodeOne(const char* p, const char* end) {
  const auto byteAt = [&](uint32_t i) { return static_cast<unsigned char>(p[i]); };
  const unsigned lead = byteAt(0);
  if (lead < 0x80) return {lead, 1, Utf8::valid};
  uint32_t more = 0, value = 0;
  unsigned low = 0x80, high = 0xBF;  // range of the second byte: no overlong forms, no surrogates
  if (lead >= 0xC2 && lead <= 0xDF) {
    more = 1;
    value = lead & 0x1F;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    more = 2;
    value = lead & 0x0F;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    more = 3;
    value = lead & 0x07;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    return {0xFFFD, 1, Utf8::invalid};
  }
  for (uint32_t i = 1; i <= more; ++i) {
    if (p + i == end) return {0xFFFD, i, Utf8::cutOff};
    const unsigned next = byteAt(i);
    if (next < low || next > high) return {0xFFFD, i, Utf8::invalid};
    value = value << 6 | (next & 0x3F);
    low = 0x80;
    high = 0xBF;
  }
  return {value, more + 1, Utf8::valid};
}

// Length of the longest beginning of `text` that is all ASCII.
inline size_t asciiPrefix(std::string_view text) {
  size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    uint64_t word;
    std::memcpy(&word, text.data() + i, 8);
    if (word & 0x8080808080808080u) break;
  }
  while (i < text.size() && static_cast<unsigned char>(text[i]) < 0x80) ++i;
  return i;
}

// Length of the longest beginning of `text` that is valid UTF-8.
inline size_t validPrefix(std::string_view text) {
  size_t i = 0;
  while (i < text.size()) {
    i += asciiPrefix(text.substr(i));
    if (i == text.size()) break;
    const CodePoint c = decodeOne(text.data() + i, text.data() + text.size());
    if (c.kind != Utf8::valid) break;
    i += c.length;
  }
  return i;
}

inline bool continuesCharacter(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

// The largest character boundary <= limit, at most 3 bytes back; `limit` itself in bytes that are
// no UTF-8.
inline size_t characterBoundary(std::string_view text, size_t limit) {
  if (limit >= text.size()) return text.size();
  for (size_t back = 0; back < 4 && back < limit; ++back)
    if (!continuesCharacter(text[limit - back])) return limit - back;
  return limit;
}

}  // namespace unmask
