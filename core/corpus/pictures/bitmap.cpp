// Channels and the antialiased resize.
#include "core/corpus/pictures/bitmap.h"

#include <algorithm>
#include <cmath>

namespace unmask {

namespace {

// Fixed point of the filter's weights: 8 bits are the pixel's, 2 leave room for sums.
constexpr int kPrecision = 32 - 8 - 2;

// What each output pixel of one axis is made of.
struct Axis {
  struct Pixel {
    int64_t begin = 0;  // first input pixel
    size_t weight = 0;  // first of its weights
    size_t count = 0;
  };
  std::vector<Pixel> pixels;
  std::vector<int32_t> weights;
};

// Output pixels [first, first + count) of `in` pixels scaled to `out`.
Axis axisOf(int64_t in, int64_t out, int64_t first, int64_t count) {
  const double scale = static_cast<double>(in) / static_cast<double>(out);
  const double filterScale = std::max(scale, 1.0);  // wider when the picture shrinks: no aliasing
  const double support = filterScale;               // the triangle's is 1
  Axis axis;
  std::vector<double> raw;
  for (int64_t i = first; i < first + count; ++i) {
    const double centre = (static_cast<double>(i) + 0.5) * scale;
    const int64_t begin = std::max<int64_t>(0, static_cast<int64_t>(centre - support + 0.5));
    const int64_t end = std::min(in, static_cast<int64_t>(centre + support + 0.5));
    raw.clear();
    double sum = 0;
    for (int64_t x = begin; x < end; ++x) {
      const double distance =
          std::abs((static_cast<double>(x) - centre + 0.5) * (1.0 / filterScale));
      raw.push_back(distance < 1 ? 1 - distance : 0);
      sum += raw.back();
    }
    axis.pixels.push_back({begin, axis.weights.size(), raw.size()});
    for (double weight : raw) {
      weight = weight / sum * (1 << kPrecision);
      axis.weights.push_back(static_cast<int32_t>(weight < 0 ? weight - 0.5 : weight + 0.5));
    }
  }
  return axis;
}

uint8_t clipped(int64_t sum) {
  return static_cast<uint8_t>(std::clamp<int64_t>(sum >> kPrecision, 0, 255));
}

int64_t weighted(const Axis& axis, const Axis::Pixel& pixel, const uint8_t* in, int64_t stride) {
  int64_t sum = int64_t{1} << (kPrecision - 1);
  for (size_t k = 0; k < pixel.count; ++k, in += stride)
    sum += axis.weights[pixel.weight + k] * *in;
  return sum;
}

}  // namespace

Bitmap turned(Bitmap bitmap, int orientation) {
  if (orientation <= 1 || orientation > 8) return bitmap;
  const int64_t width = bitmap.width, height = bitmap.height;
  const bool lying = orientation >= 5;  // rows become columns
  Bitmap out{lying ? height : width, lying ? width : height, bitmap.channels, {}};
  out.pixels.resize(bitmap.pixels.size());
  // Which of the stored picture's sides the upright one's are counted from.
  const bool fromRight = orientation == 2 || orientation == 3 || orientation == 7 ||
                         orientation == 8;
  const bool fromBottom = orientation == 3 || orientation == 4 || orientation == 6 ||
                          orientation == 7;
  auto to = out.pixels.begin();
  for (int64_t y = 0; y < out.height; ++y)
    for (int64_t x = 0; x < out.width; ++x) {
      const int64_t across = lying ? y : x, down = lying ? x : y;
      const int64_t column = fromRight ? width - 1 - across : across;
      const int64_t row = fromBottom ? height - 1 - down : down;
      to = std::copy_n(bitmap.pixels.begin() + (row * width + column) * bitmap.channels,
                       bitmap.channels, to);
    }
  return out;
}

bool isSeeThrough(const Bitmap& bitmap) {
  if (bitmap.channels != 4) return false;
  for (size_t i = 3; i < bitmap.pixels.size(); i += 4)
    if (bitmap.pixels[i] != 255) return true;
  return false;
}

Bitmap withChannels(const Bitmap& in, int64_t channels, uint8_t background) {
  Bitmap out{in.width, in.height, channels, {}};
  const size_t count = static_cast<size_t>(in.width * in.height);
  out.pixels.resize(count * static_cast<size_t>(channels));
  const uint8_t* from = in.pixels.data();
  uint8_t* to = out.pixels.data();
  for (size_t i = 0; i < count; ++i, from += in.channels, to += channels) {
    uint32_t rgb[3] = {from[0], from[0], from[0]};
    if (in.channels >= 3) {
      rgb[1] = from[1];
      rgb[2] = from[2];
    }
    if (in.channels == 4)
      for (uint32_t& c : rgb) c = (c * from[3] + background * (255u - from[3]) + 127) / 255;
    if (channels == 3)
      for (int c = 0; c < 3; ++c) to[c] = static_cast<uint8_t>(rgb[c]);
    else if (in.channels == 1)
      to[0] = from[0];
    else
      to[0] =
          static_cast<uint8_t>((rgb[0] * 19595 + rgb[1] * 38470 + rgb[2] * 7471 + 0x8000) >> 16);
  }
  return out;
}

void resizedAndCropped(const Bitmap& in, int64_t size, std::span<uint8_t> out) {
  // The long side is rounded down and the crop's begin to the nearest even, as torchvision does.
  const int64_t shorter = std::min(in.width, in.height);
  const int64_t width = in.width == shorter ? size : size * in.width / shorter;
  const int64_t height = in.height == shorter ? size : size * in.height / shorter;
  const auto begin = [size](int64_t whole) {
    return static_cast<int64_t>(std::nearbyint(static_cast<double>(whole - size) / 2));
  };
  const Axis across = axisOf(in.width, width, begin(width), size);
  const Axis down = axisOf(in.height, height, begin(height), size);

  // Across first, for the rows that some output row needs.
  const int64_t top = down.pixels.front().begin;
  const int64_t bottom = down.pixels.back().begin + static_cast<int64_t>(down.pixels.back().count);
  const int64_t row = size * in.channels;
  std::vector<uint8_t> narrow(static_cast<size_t>((bottom - top) * row));
  for (int64_t y = top; y < bottom; ++y) {
    const uint8_t* from = in.pixels.data() + y * in.width * in.channels;
    uint8_t* to = narrow.data() + (y - top) * row;
    for (const Axis::Pixel& pixel : across.pixels)
      for (int64_t c = 0; c < in.channels; ++c)
        *to++ = clipped(weighted(across, pixel, from + pixel.begin * in.channels + c, in.channels));
  }
  uint8_t* to = out.data();
  for (const Axis::Pixel& pixel : down.pixels)
    for (int64_t x = 0; x < row; ++x)
      *to++ = clipped(weighted(down, pixel, narrow.data() + (pixel.begin - top) * row + x, row));
}

}  // namespace unmask
