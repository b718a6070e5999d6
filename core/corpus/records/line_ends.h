// Where lines end: at LF, CR or CRLF, mixed as they may be.
#pragma once

#include <algorithm>
#include <string_view>

namespace unmask {

// Finds line ends in rising order, in time that grows with the text and not with its lines, also
// where one of the two characters never comes.
class LineEnds {
 public:
  explicit LineEnds(std::string_view text)
      : text_(text), lineFeed_(text.find('\n')), carriageReturn_(text.find('\r')) {}

  // The first CR or LF at `from` or later; npos: none. `from` never falls.
  size_t next(size_t from) {
    constexpr size_t npos = std::string_view::npos;
    if (lineFeed_ != npos && lineFeed_ < from) lineFeed_ = text_.find('\n', from);
    if (carriageReturn_ != npos && carriageReturn_ < from) carriageReturn_ = text_.find('\r', from);
    return std::min(lineFeed_, carriageReturn_);
  }

 private:
  std::string_view text_;
  size_t lineFeed_, carriageReturn_;
};

}  // namespace unmask
