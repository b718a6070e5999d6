// Where words begin in a window of pieces: at white space, and around every character that is a
// word by itself, as BERT's BasicTokenizer cuts text (recipes.md 2.1).
//
// A piece cannot be cut. One of several Han characters is one unit, and "'s" begins one though
// BERT would cut it in two.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace unmask {

// What the pieces of a tokenizer say about words. Made by corpus/word_marks.h.
struct WordMarks {
  std::vector<bool> starts;  // [pieces] a word begins with this piece
  // [pieces] whatever follows begins another word. Empty: kept before this mark was; then words
  // begin at `starts` alone.
  std::vector<bool> ends;
  // [pieces] the byte that a byte piece stands for, -1 for other pieces; several make a character.
  // Empty: no byte pieces.
  std::vector<int16_t> bytes;

  bool operator==(const WordMarks&) const = default;
};

// True for punctuation (BERT's rule: ASCII that is no letter, digit, space or control, and
// Unicode's categories P*), Han, kana, and the scripts of Southeast Asia that put no spaces between
// words: Thai, Lao, Myanmar, Khmer.
bool standsAlone(uint32_t character);

// White space that begins a word: it belongs to what follows it.
bool isWordSpace(uint32_t character);

// [window] A word begins here. True at the window's beginning, at reserved ids (which are in no
// word) and after them. The bytes of a character stay together.
std::vector<bool> wordBegins(std::span<const int64_t> window, const WordMarks&);

}  // namespace unmask
