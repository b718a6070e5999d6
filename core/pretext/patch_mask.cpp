// Draws MAE's mask.
#include "core/pretext/patch_mask.h"

#include <algorithm>
#include <numeric>

namespace unmask {

PatchMask drawPatchMask(int64_t patches, int64_t visible, RandomStream stream) {
  const auto count = static_cast<size_t>(patches);
  PatchMask drawn;
  drawn.visible = visible;
  drawn.noise.resize(count);
  for (double& value : drawn.noise) value = stream.uniform();
  drawn.shuffle.resize(count);
  std::iota(drawn.shuffle.begin(), drawn.shuffle.end(), int64_t{0});
  std::ranges::stable_sort(drawn.shuffle, {},
                           [&](int64_t patch) { return drawn.noise[static_cast<size_t>(patch)]; });
  drawn.restore.resize(count);
  drawn.mask.resize(count);
  for (size_t place = 0; place < count; ++place) {
    const auto patch = static_cast<size_t>(drawn.shuffle[place]);
    drawn.restore[patch] = static_cast<int64_t>(place);
    drawn.mask[patch] = static_cast<int64_t>(place) >= visible;
  }
  return drawn;
}

}  // namespace unmask
