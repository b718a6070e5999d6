// One training example of a picture objective with everything that was drawn for it.
#pragma once

#include <cstdint>
#include <vector>

#include "core/pretext/patch_mask.h"
#include "core/pretext/view_augmentation.h"

namespace unmask {

struct PictureExample {
  uint64_t picture = 0;          // in the corpus
  std::vector<ViewDraws> views;  // one, or contrastive's two
  PatchMask patches;             // masked-pixels; empty elsewhere
};

}  // namespace unmask
