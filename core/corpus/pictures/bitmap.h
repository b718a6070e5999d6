// A picture in memory: 8 bits a channel, rows from the top, channels interleaved.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace unmask {

struct Bitmap {
  int64_t width = 0, height = 0, channels = 0;  // 1: grey, 3: red green blue, 4: with opacity
  std::vector<uint8_t> pixels;                  // [height, width, channels]
};

// The picture as it is to be looked at; how it is stored is one of EXIF's 1 (upright) to 8.
Bitmap turned(Bitmap, int orientation);

// Whether any pixel is not wholly opaque.
bool isSeeThrough(const Bitmap&);

// With 1 or 3 channels, laid over a background of this grey where it is see-through. Grey is
// (19595 R + 38470 G + 7471 B + 32768) >> 16, as everywhere (ITU-R 601).
Bitmap withChannels(const Bitmap&, int64_t channels, uint8_t background);

// The middle size x size pixels of the picture scaled so that its short side is `size`: an
// antialiased triangle filter, across and then down, in the fixed-point arithmetic of Pillow's
// BILINEAR and at the places of torchvision's Resize and CenterCrop, bit for bit. `out`: size *
// size * channels.
void resizedAndCropped(const Bitmap&, int64_t size, std::span<uint8_t> out);

}  // namespace unmask
