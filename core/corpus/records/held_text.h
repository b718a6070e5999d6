// Characters of a text with a place to go back to: what a parser reads, and reads anew after an
// error.
#pragma once

#include <iterator>
#include <string>

#include "core/corpus/decoded_text.h"
#include "core/corpus/records/number_words.h"

namespace unmask {

class HeldText {
 public:
  explicit HeldText(DecodedText& text) : text_(text) {}

  // At the end, or after an error, or over the limit.
  bool done() {
    while (at_ == held_.size() && !ended_) more();
    return at_ == held_.size();
  }
  char current() const { return held_[at_]; }  // unless done()
  void advance() { ++at_; }
  std::string_view ahead() const { return std::string_view(held_).substr(at_); }

  // Reads until `bytes` lie ahead, or all: then true.
  Result<bool> lookAhead(size_t bytes) {
    while (ahead().size() < bytes && !ended_) more();
    UNMASK_TRY(status_);
    return ended_ && !text_.cut() && ahead().size() <= bytes;
  }

  // From here on everything is kept, until the next mark(); over `limit` bytes it ends.
  void mark(uint64_t limit = UINT64_MAX) {
    countLines();
    begin_ = at_;
    limit_ = limit;
    stopped_ = false;
    if (status_) ended_ = sourceEnded_;
  }
  uint64_t sinceMark() const { return at_ - begin_; }
  void back() { at_ = begin_; }
  bool overLimit() const { return stopped_; }
  uint64_t line() const { return line_; }  // of the mark, from 1
  const Status& status() const { return status_; }
  bool cut() const { return text_.cut() && sourceEnded_; }

 private:
  void more() {
    if (at_ - begin_ > limit_) {
      stopped_ = ended_ = true;
      return;
    }
    held_.erase(0, begin_);
    at_ -= begin_;
    begin_ = 0;
    const auto chunk = text_.next();
    if (!chunk) status_ = failure(chunk.error());
    sourceEnded_ = !chunk || chunk->empty();
    ended_ = sourceEnded_;
    if (chunk) held_ += *chunk;
  }
  void countLines() {
    for (size_t i = begin_; i < at_; ++i)
      line_ += held_[i] == '\n' || (held_[i] == '\r' && held_[i + 1] != '\n');
  }

  DecodedText& text_;
  std::string held_;
  size_t begin_ = 0, at_ = 0;
  uint64_t line_ = 1, limit_ = UINT64_MAX;
  bool ended_ = false, sourceEnded_ = false, stopped_ = false;
  Status status_;
};

// For parsers of JSON that pull characters through iterators.
struct HeldIterator {
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;
  HeldText* source = nullptr;  // null: the end
  NumberWords words{};
  mutable char character = 0;

  const char& operator*() const { return character = words.instead(ahead()); }
  HeldIterator& operator++() {
    words.pass(ahead());
    source->advance();
    return *this;
  }
  HeldIterator operator++(int) {
    const HeldIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const HeldIterator& other) const { return atEnd() == other.atEnd(); }
  bool operator!=(const HeldIterator& other) const { return !(*this == other); }
  bool atEnd() const { return !source || source->done(); }
  std::string_view ahead() const {
    // A failure shows in status(), which is looked at after the parser.
    if (words.mayBegin(source->current()))
      static_cast<void>(source->lookAhead(NumberWords::kLongest));
    return source->ahead();
  }
};

}  // namespace unmask
