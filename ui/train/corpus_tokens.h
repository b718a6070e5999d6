// How many tokens a corpus has in a tokenizer's pieces.
#pragma once

#include <filesystem>

#include "core/corpus/pictures/caption_tokens.h"
#include "core/tokenizers/tokenizer.h"

namespace unmask {

struct TokenCount {
  double tokens = 0;   // 0: not known
  bool exact = false;  // counted, not projected from the first part of the text
  CaptionTokens captions = {};  // of pairs that are encoded already
};

// Reads: the count where the corpus is encoded already, else it encodes the first 64 KiB.
// `root` is the workspace's; `room` as captionTokens() has it, 0: captions are not asked for.
TokenCount countTokens(const std::filesystem::path& root, const std::filesystem::path& corpusFolder,
                       const Tokenizer&, uint64_t room);

}  // namespace unmask
