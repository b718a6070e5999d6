// A fixed order of the held-out pictures.
#include "core/dataset/picture_probes.h"

#include <algorithm>
#include <set>

#include "core/base/random.h"

namespace unmask {

namespace {

constexpr uint64_t kSeed = 0;
// Pictures looked at for one with a new caption: a corpus may have few captions.
constexpr uint64_t kPatience = 20;

}  // namespace

Result<std::vector<PictureExample>> probePictures(const PictureBatches& batches, uint64_t count) {
  const uint64_t all = batches.parts().validation;
  std::vector<PictureExample> probes;
  std::set<std::vector<int64_t>> seen;
  const uint64_t most = std::min(all, kPatience * count);
  for (uint64_t i = 0; i < most && probes.size() < count; ++i) {
    const uint64_t index = permuted(i, all, kSeed, Purpose::subset, 0);
    PictureExample example = batches.plainExample(batches.validationPicture(index));
    UNMASK_TRY(batches.readCaption(example));
    if (!example.caption.ids.empty() && !seen.insert(example.caption.ids).second) continue;
    probes.push_back(std::move(example));
  }
  return probes;
}

std::vector<uint64_t> galleryPictures(const PictureBatches& batches, uint64_t count) {
  const uint64_t all = batches.parts().training;
  std::vector<uint64_t> pictures;
  for (uint64_t i = 0; i < std::min(all, count); ++i)
    pictures.push_back(batches.trainingPicture(permuted(i, all, kSeed, Purpose::subset, 0)));
  return pictures;
}

}  // namespace unmask
