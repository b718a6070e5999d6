// A tokenizer as Hugging Face's `tokenizers` library reads it: tokenizer.json and
// tokenizer_config.json, which AutoTokenizer opens without further code.
//
// Ids are ours. Where it differs: a U+2581 in a text is a space there (ours keeps it, as bytes),
// reserved names take all white space on their left, ours one space, and of two equally likely
// segmentations of a unigram model either may be taken.
#pragma once

#include <filesystem>
#include <vector>

#include "core/base/result.h"
#include "core/tokenizers/tokenizer.h"

namespace unmask {

struct HuggingFaceForm {
  int64_t vocabulary = 0;      // of the model: reserved ids up to it are named
  int64_t context = 0;         // model_max_length
  std::vector<int64_t> before, after;  // reserved ids put around a text as the model reads it
  // Reserved ids by their part in transformers; -1: none.
  int64_t bos = -1, eos = -1, pad = -1, mask = -1, cls = -1, sep = -1;
};

// Refuses a tokenizer that changes the text (an opened .model with normalisation).
Status writeHuggingFaceTokenizer(const Tokenizer&, const HuggingFaceForm&,
                                 const std::filesystem::path& folder);

}  // namespace unmask
