// NaN, Infinity and -Infinity, which Python writes into JSON although JSON has no such numbers: a 0
// stands for them, and blanks for the rest of the word. Where a text comes from, no number counts.
#pragma once

#include <string>
#include <string_view>

namespace unmask {

// Goes along with the characters of a JSON text, in order.
class NumberWords {
 public:
  // What a parser is to see in place of `c`, the next character.
  char instead(char c) const {
    if (inString_) return c;
    if (c == 'N' || c == 'I') return '0';
    return !rest_.empty() && c == rest_.front() ? ' ' : c;
  }
  void pass(char c) {
    if (inString_) {
      inString_ = escaped_ || c != '"';
      escaped_ = !escaped_ && c == '\\';
      return;
    }
    inString_ = c == '"';
    if (c == 'N')
      rest_ = "aN";
    else if (c == 'I')
      rest_ = "nfinity";
    else if (!rest_.empty() && c == rest_.front())
      rest_.remove_prefix(1);
    else
      rest_ = {};
  }

 private:
  std::string_view rest_;  // of the word
  bool inString_ = false, escaped_ = false;
};

inline std::string withoutNumberWords(std::string text) {
  NumberWords words;
  for (char& c : text) {
    const char given = c;
    c = words.instead(given);
    words.pass(given);
  }
  return text;
}

}  // namespace unmask
