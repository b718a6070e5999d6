// Encodings of text: their names, and which one some bytes are in.
//
// Names are those of the WHATWG Encoding Standard, where "latin-1" means windows-1252, and any
// other that ICU knows. Guesses are uchardet's, since ICU's own detector is wrong on short texts;
// what a guess is worth comes from ICU's detector and from how much there was to look at.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/corpus/reading.h"

struct UConverter;

namespace unmask {

// "Latin-1" -> "windows-1252"; what is no encoding's name is refused.
Result<std::string> encodingCalled(const std::string& name);

// To choose from, "auto" first; not all there are.
const std::vector<std::string>& commonEncodings();

struct ByteOrderMark {
  const char* encoding;  // nullptr: there is none
  size_t bytes;
};
ByteOrderMark byteOrderMark(std::string_view beginning);

// UTF-16 or UTF-32 without a mark, told by where the zeros lie; nothing: neither.
std::optional<EncodingFound> wideEncoding(std::string_view beginning);

// The 8-bit or multibyte encoding of bytes that are no UTF-8. Nothing: they look like UTF-8 with
// some damage, or like no text.
std::optional<EncodingFound> legacyEncoding(std::string_view bytes);

// Decodes everything but UTF-8, chunk by chunk.
class Converter {
 public:
  static Result<Converter> open(const std::string& encoding);  // a name of encodingCalled()
  Converter(Converter&&) noexcept = default;
  Converter& operator=(Converter&&) noexcept = default;

  struct Wrong {
    uint64_t at;  // in `bytes`, or, as a wrapped number, before it in what the last call held
    uint64_t count;
  };
  // Appends to `out`, with U+FFFD for what is no character and a line in `wrong` for each.
  void decode(std::string_view bytes, bool last, std::string& out, std::vector<Wrong>& wrong);

 private:
  struct Close {
    void operator()(UConverter*) const;
  };
  explicit Converter(UConverter* converter) : converter_(converter) {}
  std::unique_ptr<UConverter, Close> converter_;
};

}  // namespace unmask
