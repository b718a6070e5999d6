// One training example of a picture objective with everything that was drawn for it.
#pragma once

#include <cstdint>
#include <vector>

#include "core/pretext/block_mask.h"
#include "core/pretext/patch_mask.h"
#include "core/pretext/view_augmentation.h"

namespace unmask {

// A caption as a text encoder reads it.
struct Caption {
  uint64_t document = 0;     // in the corpus's text
  std::vector<int64_t> ids;  // begin, pieces, end; empty: none
  bool cut = false;          // longer than the context
};

struct PictureExample {
  uint64_t picture = 0;          // in the corpus
  std::vector<ViewDraws> views = {};  // one, or contrastive's two
  PatchMask patches = {};             // masked-pixels; empty elsewhere
  BlockMask blocks = {};              // masked-tokens; empty elsewhere
  Caption caption = {};               // of pairs
};

// Which patches are hidden, by rows; empty where the objective hides none.
inline const std::vector<uint8_t>& maskOf(const PictureExample& example) {
  return example.blocks.mask.empty() ? example.patches.mask : example.blocks.mask;
}

}  // namespace unmask
