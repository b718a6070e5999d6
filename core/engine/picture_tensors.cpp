// Picture batches as tensors, and pictures cut into patches.
#include "core/engine/picture_tensors.h"

#include <torch/torch.h>

#include "core/engine/batch_tensors.h"

namespace unmask {

at::Tensor normalisedPixels(const Array& pixels, at::Device device) {
  return viewOf(pixels, at::kByte).to(device).to(at::kFloat).mul_(2.0 / 255).sub_(1);
}

at::Tensor pixelsOf(const Batch& batch, at::Device device) {
  const Array* pixels = batch.find("pixels");
  TORCH_CHECK(pixels, "a picture batch has pixels");
  return normalisedPixels(*pixels, device);
}

at::Tensor flagsOf(const Array& array, at::Device device) {
  return viewOf(array, at::kBool).to(device, /*non_blocking=*/false, /*copy=*/true);
}

at::Tensor numbersOf(const Array& array, at::Device device) {
  return viewOf(array, at::kLong).to(device, /*non_blocking=*/false, /*copy=*/true);
}

at::Tensor numbersOf(const Batch& batch, const char* name, at::Device device) {
  const Array* array = batch.find(name);
  TORCH_CHECK(array, "a batch of pairs has ", name);
  return numbersOf(*array, device);
}

at::Tensor drawsOf(const Batch& batch, const char* name) {
  const Array* array = batch.find(name);
  TORCH_CHECK(array, "a batch of matching has ", name);
  return viewOf(*array, at::kDouble).clone();
}

at::Tensor unitRows(const at::Tensor& x) {
  return x / x.norm(2, {1}, true).clamp_min(1e-12);
}

at::Tensor patchify(const at::Tensor& pixels, int64_t patch) {
  const int64_t rows = pixels.size(1) / patch, columns = pixels.size(2) / patch;
  const int64_t channels = pixels.size(3);
  return pixels.view({-1, rows, patch, columns, patch, channels})
      .permute({0, 1, 3, 2, 4, 5})
      .reshape({-1, rows * columns, patch * patch * channels});
}

at::Tensor unpatchify(const at::Tensor& patches, int64_t patch, int64_t channels) {
  const auto side = static_cast<int64_t>(std::llround(std::sqrt(patches.size(1))));
  return patches.view({-1, side, side, patch, patch, channels})
      .permute({0, 1, 3, 2, 4, 5})
      .reshape({-1, side * patch, side * patch, channels});
}

}  // namespace unmask
