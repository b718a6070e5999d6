// A batch: named arrays for the model, and for each example why it looks as it does.
#pragma once

#include <string>
#include <vector>

#include "core/base/array.h"
#include "core/pretext/example.h"
#include "core/pretext/picture_example.h"

namespace unmask {

struct Batch {
  // next-token: input_ids, labels int64 [B,T]. masked-lm: the same and attention_mask bool [B,T]
  // (derived before corruption; recipes.md 2.5). span-corruption, denoising: these with labels
  // int64 [B,U], and decoder_input_ids int64 [B,U].
  // masked-pixels, masked-tokens: pixels uint8 [B,S,S,C], hidden bool [B,L] (L patches, by rows;
  // true: to be predicted). picture-tokenizer: pixels uint8 [B,S,S,C]. contrastive: pixels uint8
  // [2B,S,S,C], the first views of all pictures, then the second ones. image-text-contrast: pixels
  // uint8 [B,S,S,C], input_ids int64 [B,T], caption_end int64 [B] (where the end stands),
  // caption_group int64 [B] (the first row with this caption). image-text-matching: these,
  // picture_group int64 [B] (the first row with this picture) and negative_draws float64 [B,2]:
  // what decides, in [0,1), with which wrong picture a row's caption is shown and with which wrong
  // caption its picture.
  std::vector<Array> arrays;
  std::vector<Example> examples;          // [B] of text
  std::vector<PictureExample> pictures;   // [B] of pictures
  uint64_t targets = 0;                   // what the loss of the batch is a mean over

  const Array* find(const std::string& name) const;
};

// SHA-256 over names, dtypes, shapes and little-endian bytes of the arrays, first 32 hex digits.
// Equal on every machine for text.
std::string hashOf(const Batch&);

}  // namespace unmask
