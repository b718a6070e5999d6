// Which patches of a picture MAE hides (recipes.md 6.1): every patch draws a number, and those with
// the smallest stay visible, an exact count.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/random.h"

namespace unmask {

// L patches in rows from the top left.
struct PatchMask {
  std::vector<double> noise;     // [L] uniform draws
  std::vector<int64_t> shuffle;  // [L] patches by rising noise; the first `visible` are seen
  std::vector<int64_t> restore;  // [L] inverse of shuffle: where each patch stands in it
  std::vector<uint8_t> mask;     // [L] 1: hidden, must be predicted
  int64_t visible = 0;
};

// visible <= patches; picture_settings.h counts them (visiblePatches).
PatchMask drawPatchMask(int64_t patches, int64_t visible, RandomStream);

}  // namespace unmask
