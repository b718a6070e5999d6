// Draws BEiT's blocks.
#include "core/pretext/block_mask.h"

#include <cmath>

namespace unmask {

namespace {

constexpr int64_t kAttempts = 10;

int64_t below(int64_t bound, RandomStream& stream) {
  return static_cast<int64_t>(stream.below(static_cast<uint64_t>(bound)));
}

// Covers the block and counts what is new in it.
int64_t cover(BlockMask& drawn, int64_t grid, const MaskBlock& block, bool reallyCover) {
  int64_t added = 0;
  for (int64_t row = block.top; row < block.top + block.height; ++row)
    for (int64_t column = block.left; column < block.left + block.width; ++column) {
      uint8_t& hidden = drawn.mask[static_cast<size_t>(row * grid + column)];
      if (hidden) continue;
      ++added;
      if (reallyCover) hidden = 1;
    }
  return added;
}

}  // namespace

BlockMask drawBlockMask(int64_t grid, int64_t target, int64_t least, double aspect,
                        RandomStream stream) {
  BlockMask drawn;
  drawn.mask.assign(static_cast<size_t>(grid * grid), 0);
  const double flattest = std::log(aspect);
  while (drawn.hidden < target) {
    const int64_t missing = target - drawn.hidden;
    MaskBlock block;
    for (block.attempts = 1; block.attempts <= kAttempts; ++block.attempts) {
      const auto low = static_cast<double>(least), high = static_cast<double>(missing);
      const double area = low + (high - low) * stream.uniform();
      const double ratio = std::exp(flattest - 2 * flattest * stream.uniform());
      block.height = std::llrint(std::sqrt(area * ratio));  // half to even
      block.width = std::llrint(std::sqrt(area / ratio));
      if (block.height >= grid || block.width >= grid) continue;
      block.top = below(grid - block.height + 1, stream);
      block.left = below(grid - block.width + 1, stream);
      block.added = cover(drawn, grid, block, false);
      if (block.added > 0 && block.added <= missing) break;
    }
    if (block.attempts > kAttempts) break;
    cover(drawn, grid, block, true);
    drawn.hidden += block.added;
    drawn.blocks.push_back(block);
  }
  return drawn;
}

}  // namespace unmask
