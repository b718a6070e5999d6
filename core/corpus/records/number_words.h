// NaN, Infinity and -Infinity, which Python writes into JSON although JSON has no such numbers: a 0
// stands for them, and blanks for the rest of the word. Where a text comes from, no number counts.
#pragma once

#include <string>
#include <string_view>

namespace unmask {

// Goes along with the characters of a JSON text, in order.
class NumberWords {
 public:
  static constexpr size_t kLongest = 8;

  // Whether instead() wants to see more than this character.
  bool mayBegin(char c) const { return !inString_ && rest_ == 0 && (c == 'N' || c == 'I'); }
  // What a parser is to see in place of the next character; `ahead` begins with it, and has
  // kLongest characters where so many follow and it may begin a word.
  char instead(std::string_view ahead) const {
    if (rest_ > 0) return ' ';
    return mayBegin(ahead[0]) && wordAt(ahead) > 0 ? '0' : ahead[0];
  }
  void pass(std::string_view ahead) {
    const char c = ahead[0];
    if (rest_ > 0) {
      --rest_;
    } else if (inString_) {
      inString_ = escaped_ || c != '"';
      escaped_ = !escaped_ && c == '\\';
    } else if (mayBegin(c)) {
      rest_ = wordAt(ahead) > 0 ? wordAt(ahead) - 1 : 0;
    } else {
      inString_ = c == '"';
    }
  }

 private:
  // Its length; 0: there is none.
  static size_t wordAt(std::string_view ahead) {
    for (const std::string_view word : {"NaN", "Infinity"})
      if (ahead.starts_with(word)) return word.size();
    return 0;
  }

  size_t rest_ = 0;  // of a word
  bool inString_ = false, escaped_ = false;
};

inline std::string withoutNumberWords(std::string_view text) {
  std::string plain(text);
  NumberWords words;
  for (size_t i = 0; i < text.size(); ++i) {
    plain[i] = words.instead(text.substr(i));
    words.pass(text.substr(i));
  }
  return plain;
}

}  // namespace unmask
