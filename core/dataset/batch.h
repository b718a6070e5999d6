// A batch: named arrays for the model, and for each example why it looks as it does.
#pragma once

#include <string>
#include <vector>

#include "core/base/array.h"
#include "core/pretext/example.h"

namespace unmask {

struct Batch {
  // next-token: input_ids, labels int64 [B,T]. masked-lm: the same and attention_mask bool [B,T]
  // (derived before corruption; recipes.md 2.5). span-corruption, denoising: these with labels
  // int64 [B,U], and decoder_input_ids int64 [B,U].
  std::vector<Array> arrays;
  std::vector<Example> examples;  // [B]

  const Array* find(const std::string& name) const;
};

// SHA-256 over names, dtypes, shapes and little-endian bytes of the arrays, first 32 hex digits.
// Equal on every machine for text.
std::string hashOf(const Batch&);

}  // namespace unmask
