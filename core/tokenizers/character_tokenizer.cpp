// Characters and bytes as pieces.
#include "core/tokenizers/character_tokenizer.h"

#include <utf8.h>

#include <cstdio>
#include <numeric>

#include "core/tokenizers/utf8.h"

namespace unmask {

namespace {
bool isSpace(int64_t c) {
  return c == ' ' || (c >= 9 && c <= 13) || c == 0xA0 || c == 0x3000;
}
}  // namespace

CharacterTokenizer::CharacterTokenizer(std::vector<uint32_t> characters)
    : characters_(std::move(characters)) {
  idOf_.assign(characters_.empty() ? 0 : characters_.back() + 1, -1);
  for (size_t i = 0; i < characters_.size(); ++i) idOf_[characters_[i]] = static_cast<int32_t>(i);
  for (const uint32_t candidate : {0xFFFDu, uint32_t{'?'}, uint32_t{' '}})
    if (find(candidate) >= 0) {
      standIn_ = find(candidate);
      break;
    }
}

int32_t CharacterTokenizer::find(uint32_t character) const {
  return character < idOf_.size() ? idOf_[character] : -1;
}

Encoding CharacterTokenizer::encode(std::string_view text) const {
  Encoding out;
  out.ids.reserve(text.size());
  out.bytes.reserve(text.size());
  const char* p = text.data();
  const char* const end = p + text.size();
  while (p < end) {
    const CodePoint c = decodeOne(p, end);
    const int32_t id = c.kind == Utf8::valid ? find(c.value) : -1;
    out.ids.push_back(id >= 0 ? id : standIn_);
    out.bytes.push_back(c.length);
    p += c.length;
  }
  return out;
}

size_t CharacterTokenizer::cut(std::string_view text) const {
  // The last character may go on after the end.
  size_t back = 1;
  while (back < 4 && back < text.size() && continuesCharacter(text[text.size() - back])) ++back;
  if (back > text.size()) return 0;
  const size_t last = text.size() - back;
  const CodePoint c = decodeOne(text.data() + last, text.data() + text.size());
  return c.kind == Utf8::cutOff ? last : text.size();
}

std::optional<size_t> CharacterTokenizer::firstUnknown(std::string_view text) const {
  const char* p = text.data();
  const char* const end = p + text.size();
  while (p < end) {
    const CodePoint c = decodeOne(p, end);
    if (c.kind != Utf8::valid || find(c.value) < 0) return static_cast<size_t>(p - text.data());
    p += c.length;
  }
  return {};
}

std::string CharacterTokenizer::decode(const std::vector<int64_t>& ids) const {
  std::string text;
  text.reserve(ids.size());
  for (const int64_t id : ids)
    if (id >= 0 && id < pieces())
      utf8::append(static_cast<char32_t>(characters_[static_cast<size_t>(id)]), text);
  return text;
}

std::string CharacterTokenizer::piece(int64_t id) const {
  return decode({id});
}

bool CharacterTokenizer::startsWord(int64_t id) const {
  return id >= 0 && id < pieces() && isSpace(characters_[static_cast<size_t>(id)]);
}

Encoding ByteTokenizer::encode(std::string_view text) const {
  Encoding out;
  out.ids.resize(text.size());
  for (size_t i = 0; i < text.size(); ++i) out.ids[i] = static_cast<unsigned char>(text[i]);
  out.bytes.assign(text.size(), 1);
  return out;
}

std::string ByteTokenizer::decode(const std::vector<int64_t>& ids) const {
  std::string bytes;
  bytes.reserve(ids.size());
  for (const int64_t id : ids)
    if (id >= 0 && id < 256) bytes += static_cast<char>(id);
  return utf8::is_valid(bytes) ? bytes : utf8::replace_invalid(bytes);
}

std::string ByteTokenizer::piece(int64_t id) const {
  if (id < 0 || id > 255) return {};
  if (id < 0x80) return std::string(1, static_cast<char>(id));
  char text[8];
  std::snprintf(text, sizeof text, "<0x%02X>", static_cast<unsigned>(id));
  return text;
}

bool ByteTokenizer::startsWord(int64_t id) const {
  return id < 128 && isSpace(id);
}

}  // namespace unmask
