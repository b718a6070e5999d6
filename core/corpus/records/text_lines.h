// The lines of a text, without their ends (LF, CR, CRLF, mixed).
#pragma once

#include <string>

#include "core/corpus/decoded_text.h"
#include "core/corpus/records/line_ends.h"

namespace unmask {

class TextLines {
 public:
  // Of a line longer than `longest` bytes, `longest` + 1 are kept. `text` outlives this.
  TextLines(DecodedText& text, size_t longest) : text_(text), longest_(longest) {}

  // False: there are no more.
  Result<bool> next(std::string& line) {
    line.clear();
    bool any = false;  // of this line
    while (true) {
      if (at_ == chunk_.size()) {
        UNMASK_ASSIGN(chunk_, text_.next());
        at_ = 0;
        ends_ = LineEnds(chunk_);
        if (chunk_.empty()) return any;
      }
      if (afterCr_ && chunk_[at_] == '\n') ++at_;
      afterCr_ = false;
      if (at_ == chunk_.size()) continue;
      any = true;
      const size_t end = std::min(ends_.next(at_), chunk_.size());
      line += chunk_.substr(at_, std::min(end - at_, longest_ + 1 - line.size()));
      at_ = end;
      if (end == chunk_.size()) continue;
      afterCr_ = chunk_[at_++] == '\r';
      return true;
    }
  }

 private:
  DecodedText& text_;
  const size_t longest_;
  std::string_view chunk_;
  LineEnds ends_{{}};
  size_t at_ = 0;
  bool afterCr_ = false;
};

}  // namespace unmask
