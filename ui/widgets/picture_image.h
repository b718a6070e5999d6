// Bytes of a picture, uint8 [height, width, channels] with 1 or 3 channels, as an image of its own.
#pragma once

#include <QImage>
#include <span>

namespace unmask {

// A null image where there are not enough bytes.
QImage imageOf(std::span<const uint8_t> pixels, int64_t width, int64_t height, int64_t channels);

// The same, fitted into a square of `side` on the way; enlarged pixels keep their edges.
QImage imageOf(std::span<const uint8_t> pixels, int64_t width, int64_t height, int64_t channels,
               int side);

}  // namespace unmask
