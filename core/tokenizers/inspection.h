// How one tokenizer sees a text: its pieces, and how well it knows the text.
#pragma once

#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "core/spec/without_piece.h"
#include "core/tokenizers/tokenizer.h"

namespace unmask {

struct Inspection {
  Encoding encoding;
  uint64_t bytes = 0, characters = 0;
  uint64_t words = 0;  // runs of characters that are no white space
  // Characters that no piece stands for: written in single bytes, or lost.
  uint64_t inBytes = 0, unknown = 0;
  std::vector<std::pair<uint32_t, uint64_t>> unnamed;  // those characters, the most frequent first

  // Share of the characters that pieces of their own stand for; 1 for an empty text.
  double coverage() const;
};

Inspection inspect(const Tokenizer&, std::string_view utf8);

// The characters of a typed text that no piece stands for. Reserved names ("[MASK]") are no text.
WithoutPiece withoutPiece(const Tokenizer&, std::string_view utf8);

// The same over parts of a long text, as they are encoded. Not thread-safe.
class WithoutPieceCounter {
 public:
  explicit WithoutPieceCounter(const Tokenizer&);
  void add(std::string_view part, const Encoding&);
  void add(const WithoutPieceCounter& other);
  WithoutPiece found() const;

 private:
  std::vector<bool> nameless_;  // [pieces] a byte piece, or the unknown one
  int64_t unknown_ = -1;
  std::string readAs_;
  bool lost_ = false;
  std::map<uint32_t, uint64_t> counts_;
};

// Stretches of a text that two encodings of it cut alike at both ends: the ids of each, from the
// last common cut to this one.
struct CommonStretch {
  size_t beginA = 0, endA = 0, beginB = 0, endB = 0;  // positions in the ids
};
std::vector<CommonStretch> commonStretches(const Encoding& a, const Encoding& b);

}  // namespace unmask
