// A SentencePiece .model looked at before SentencePiece sees it: its loader trusts the file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/tokenizers/tokenizer.h"

namespace unmask {

struct ModelPiece {
  enum class Type { normal = 1, unknown = 2, control = 3, userDefined = 4, unused = 5, byte = 6 };
  std::string text;
  float score = 0;
  Type type = Type::normal;
};

struct ModelDescription {
  TokenizerKind kind = TokenizerKind::unigram;
  std::vector<ModelPiece> pieces;
  bool byteFallback = false;
  bool suffixSpaces = false;  // "cat▁" instead of "▁cat"
  bool dummyPrefix = true;    // a space is put before every text
  bool removesSpaces = true;  // leading, trailing and double ones
  bool escapesSpaces = true;
  bool normalises = false;  // has a table of character replacements
};

// Checks everything that SentencePiece's loader and encoder take for granted: the protobuf itself,
// pieces unique and valid UTF-8, one unknown piece, all 256 byte pieces or none, finite scores, and
// that no walk through the normaliser's trie (darts-clone) can leave its array.
Result<ModelDescription> describeModel(std::string_view bytes, const std::string& fileName);

}  // namespace unmask
