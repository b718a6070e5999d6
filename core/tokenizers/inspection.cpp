// Walking a text along the pieces that cover it.
#include "core/tokenizers/inspection.h"

#include <utf8.h>

#include <algorithm>
#include <map>

#include "core/tokenizers/utf8.h"

namespace unmask {

namespace {

bool isSpace(uint32_t c) {
  return c == ' ' || (c >= 9 && c <= 13) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

}  // namespace

double Inspection::coverage() const {
  return characters == 0
             ? 1
             : 1 - static_cast<double>(inBytes + unknown) / static_cast<double>(characters);
}

Inspection inspect(const Tokenizer& tokenizer, std::string_view text) {
  Inspection found;
  found.encoding = tokenizer.encode(text);
  found.bytes = text.size();

  // Which bytes are covered by a byte piece or by none. A byte tokenizer has nothing else.
  enum Cover : char { piece, byte, nothing };
  std::string cover(text.size(), piece);
  size_t at = 0;
  const bool bytesOnly = tokenizer.kind() == TokenizerKind::byte;
  for (size_t i = 0; i < found.encoding.ids.size(); ++i) {
    const int64_t id = found.encoding.ids[i];
    const size_t width = std::min<size_t>(found.encoding.bytes[i], text.size() - at);
    if (tokenizer.isUnknown(id))
      cover.replace(at, width, width, nothing);
    else if (!bytesOnly && tokenizer.describe(id).kind == PieceKind::byte)
      cover.replace(at, width, width, byte);
    at += width;
  }
  if (tokenizer.kind() == TokenizerKind::character) {  // has stand-ins in place of unknown pieces
    for (size_t begin = 0; begin < text.size();) {
      const auto unknown = tokenizer.firstUnknown(text.substr(begin));
      if (!unknown) break;
      begin += *unknown;
      const CodePoint c = decodeOne(text.data() + begin, text.data() + text.size());
      cover.replace(begin, c.length, c.length, nothing);
      begin += c.length;
    }
  }

  std::map<uint32_t, uint64_t> unnamed;
  bool inWord = false;
  for (size_t i = 0; i < text.size();) {
    const CodePoint c = decodeOne(text.data() + i, text.data() + text.size());
    ++found.characters;
    found.inBytes += cover[i] == byte;
    found.unknown += cover[i] == nothing;
    if (cover[i] != piece) ++unnamed[c.value];
    const bool space = isSpace(c.value);
    found.words += !space && !inWord;
    inWord = !space;
    i += c.length;
  }
  found.unnamed.assign(unnamed.begin(), unnamed.end());
  std::stable_sort(found.unnamed.begin(), found.unnamed.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return found;
}

WithoutPiece withoutPiece(const Tokenizer& tokenizer, std::string_view text) {
  const Inspection seen = inspect(tokenizer, withoutReserved(tokenizer, text));
  std::string readAs;
  if (seen.unknown > 0) {
    std::string character;
    utf8::append(static_cast<char32_t>(seen.unnamed.front().first), character);
    readAs = displayPiece(tokenizer, tokenizer.encode(character).ids.front());
  }
  return withoutPieceOf({seen.unnamed.begin(), seen.unnamed.end()}, readAs);
}

WithoutPieceCounter::WithoutPieceCounter(const Tokenizer& tokenizer) {
  // A byte tokenizer has nothing else, and one of characters refuses what it lacks.
  if (tokenizer.kind() == TokenizerKind::byte || tokenizer.kind() == TokenizerKind::character)
    return;
  for (int64_t id = 0; id < tokenizer.pieces(); ++id) {
    const bool unknown = tokenizer.isUnknown(id);
    nameless_.push_back(unknown || tokenizer.describe(id).kind == PieceKind::byte);
    if (unknown) unknown_ = id;
  }
  if (unknown_ >= 0) readAs_ = displayPiece(tokenizer, unknown_);
}

void WithoutPieceCounter::add(std::string_view part, const Encoding& encoding) {
  if (nameless_.empty()) return;
  size_t at = 0, counted = 0;  // up to where characters are counted
  for (size_t i = 0; i < encoding.ids.size(); ++i) {
    const size_t end = std::min<size_t>(at + encoding.bytes[i], part.size());
    if (nameless_[static_cast<size_t>(encoding.ids[i])]) {
      lost_ = lost_ || encoding.ids[i] == unknown_;
      for (counted = std::max(counted, at); counted < end;) {
        const CodePoint c = decodeOne(part.data() + counted, part.data() + part.size());
        ++counts_[c.value];
        counted += c.length;
      }
    }
    at = end;
  }
}

void WithoutPieceCounter::add(const WithoutPieceCounter& other) {
  for (const auto& [c, count] : other.counts_) counts_[c] += count;
  lost_ = lost_ || other.lost_;
}

WithoutPiece WithoutPieceCounter::found() const {
  return withoutPieceOf(counts_, lost_ ? readAs_ : std::string());
}

std::vector<CommonStretch> commonStretches(const Encoding& a, const Encoding& b) {
  std::vector<CommonStretch> stretches;
  CommonStretch current;
  uint64_t atA = 0, atB = 0;
  while (current.endA < a.ids.size() || current.endB < b.ids.size()) {
    // The one that is behind takes its next piece; pieces that cover nothing go with what is there.
    const bool takeA = current.endB == b.ids.size() || (current.endA < a.ids.size() && atA <= atB);
    if (takeA)
      atA += a.bytes[current.endA++];
    else
      atB += b.bytes[current.endB++];
    if (atA == atB && current.endA > current.beginA && current.endB > current.beginB) {
      stretches.push_back(current);
      current.beginA = current.endA;
      current.beginB = current.endB;
    }
  }
  if (current.endA > current.beginA || current.endB > current.beginB) stretches.push_back(current);
  return stretches;
}

}  // namespace unmask
