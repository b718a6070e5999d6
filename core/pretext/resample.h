// Bicubic resizing as Pillow, torchvision and TensorFlow have it: Keys' kernel with a = -1/2,
// widened where the picture shrinks, so that no pixel is skipped. (OpenCV's bicubic has a = -3/4,
// which sharpens, and skips pixels.) Plain float sums in a fixed order: equal on every machine.
#pragma once

#include <cstdint>
#include <span>

namespace unmask {

// Bytes of one picture: uint8 [height, width, channels], rows from the top; channels 1 or 3.
struct PictureShape {
  int64_t height = 0, width = 0, channels = 3;
  int64_t bytes() const { return height * width * channels; }
};

struct Crop {
  int64_t top = 0, left = 0, height = 0, width = 0;  // pixels of the picture
  bool operator==(const Crop&) const = default;
};

// The crop, resized to size x size, mirrored if asked, as channels x [size, size] planes in
// [0, 255], not rounded. What lies outside of the crop plays no part.
void resample(std::span<const uint8_t> picture, PictureShape, const Crop&, int64_t size,
              bool mirrored, std::span<float> planes);

}  // namespace unmask
