// A small corpus of pictures, written array by array: gradients of a direction and brightness that
// depend on the label, with a little noise. Learnable, and the same on every machine.
#pragma once

#include <algorithm>
#include <filesystem>
#include <vector>

#include "core/base/npy.h"
#include "core/base/random.h"

namespace unmask {

struct MadeUpPictures {
  uint64_t count = 60;
  uint64_t height = 12, width = 10, channels = 3;
  int32_t classes = 3;

  int32_t label(uint64_t picture) const {
    return static_cast<int32_t>(picture % static_cast<uint64_t>(classes));
  }
  std::vector<uint8_t> pixels(uint64_t picture) const {
    RandomStream random(5, Purpose::generated, 0, picture);
    const int32_t of = label(picture);
    const auto base = static_cast<int64_t>(random.below(60));
    std::vector<uint8_t> values;
    for (uint64_t y = 0; y < height; ++y)
      for (uint64_t x = 0; x < width; ++x)
        for (uint64_t c = 0; c < channels; ++c) {
          const uint64_t steps = of == 0 ? 12 * x : of == 1 ? 12 * y : 7 * (x + y);
          const auto along = static_cast<int64_t>(steps);
          const int64_t value =
              base + along + static_cast<int64_t>(20 * c) + static_cast<int64_t>(random.below(16));
          values.push_back(static_cast<uint8_t>(std::clamp<int64_t>(value, 0, 255)));
        }
    return values;
  }

  Status write(const std::filesystem::path& folder) const {
    const auto put = [&]<class T>(const char* name, std::vector<uint64_t> row,
                                  const std::vector<T>& values) -> Status {
      UNMASK_ASSIGN(NpyWriter writer, NpyWriter::create(folder / name, dtypeOf<T>(), row));
      UNMASK_TRY(writer.append(std::span<const T>(values)));
      return writer.finish();
    };
    std::vector<uint8_t> all, names;
    std::vector<int32_t> labels, sizes;
    std::vector<uint64_t> offsets = {0};
    for (uint64_t picture = 0; picture < count; ++picture) {
      const std::vector<uint8_t> one = pixels(picture);
      all.insert(all.end(), one.begin(), one.end());
      labels.push_back(label(picture));
      for (const char c : std::to_string(picture) + ".png")
        names.push_back(static_cast<uint8_t>(c));
      offsets.push_back(names.size());
      sizes.insert(sizes.end(), {static_cast<int32_t>(width), static_cast<int32_t>(height)});
    }
    UNMASK_TRY(put("pixels.npy", {height, width, channels}, all));
    UNMASK_TRY(put("labels.npy", {}, labels));
    UNMASK_TRY(put("names.npy", {}, names));
    UNMASK_TRY(put("name_offsets.npy", {}, offsets));
    return put("original_sizes.npy", {2}, sizes);
  }
};

}  // namespace unmask
