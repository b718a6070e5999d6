// BEiT's blockwise mask (recipes.md 7.1): rectangles of patches, drawn until the share asked for is
// covered or ten attempts in a row add nothing. Often a few patches short of the target, never
// above it; blocks never reach from edge to edge, and the middle is hidden most.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/random.h"

namespace unmask {

struct MaskBlock {
  int64_t top = 0, left = 0, height = 0, width = 0;  // in patches
  int64_t added = 0;                                 // patches that no earlier block covers
  int64_t attempts = 0;                              // blocks drawn until this one fitted
};

struct BlockMask {
  std::vector<uint8_t> mask;  // [grid * grid], rows from the top; 1: hidden
  std::vector<MaskBlock> blocks;  // in the order drawn
  int64_t hidden = 0;         // patches
};

// `target` patches at most; a block has about `least` to what is still missing, as BEiT's code:
// with fewer missing than `least`, sizes between the two. Its height to width lies between `aspect`
// and 1 / aspect, evenly in the logarithm. aspect in (0, 1].
BlockMask drawBlockMask(int64_t grid, int64_t target, int64_t least, double aspect, RandomStream);

}  // namespace unmask
