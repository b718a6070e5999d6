// Two passes: down the columns, where whole rows are added, then along the rows.
#include "core/pretext/resample.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace unmask {

namespace {

// Keys 1981 with a = -1/2.
double kernel(double x) {
  x = std::abs(x);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  if (x < 2) return ((-0.5 * x + 2.5) * x - 4) * x + 2;
  return 0;
}

// For each output, the inputs that it is a weighted mean of. At the edge fewer, their weights
// still adding up to 1. Every output has as many, the last weights 0 where it needs fewer.
struct Taps {
  int64_t each = 0;
  std::vector<int64_t> first;  // [out]
  std::vector<float> weights;  // [out, each]
};

Taps tapsOf(int64_t in, int64_t out) {
  const double scale = static_cast<double>(in) / static_cast<double>(out);
  const double wide = std::max(scale, 1.0), support = 2 * wide;
  Taps taps;
  taps.each = std::min(in, 2 * static_cast<int64_t>(std::ceil(support)) + (scale > 1 ? 1 : 0));
  taps.first.resize(static_cast<size_t>(out));
  taps.weights.resize(static_cast<size_t>(out * taps.each));
  std::vector<double> weights(static_cast<size_t>(taps.each));
  for (int64_t i = 0; i < out; ++i) {
    const double centre = (static_cast<double>(i) + 0.5) * scale;
    const auto begin =
        std::max<int64_t>(0, static_cast<int64_t>(std::floor(centre - support + 0.5)));
    // Moved left where it would run over the edge: the weights know which inputs count.
    const int64_t first = std::min(begin, in - taps.each);
    double sum = 0;
    for (int64_t k = 0; k < taps.each; ++k) {
      const double weight = kernel((static_cast<double>(first + k) + 0.5 - centre) / wide);
      weights[static_cast<size_t>(k)] = weight;
      sum += weight;
    }
    taps.first[static_cast<size_t>(i)] = first;
    for (int64_t k = 0; k < taps.each; ++k)
      taps.weights[static_cast<size_t>(i * taps.each + k)] =
          static_cast<float>(weights[static_cast<size_t>(k)] / sum);
  }
  return taps;
}

// One row of the result from `each` rows of the picture: out[i] = sum of weights[k] row_k[i].
void addRows(const uint8_t* rows, int64_t stride, const float* weights, int64_t each, float* out,
             int64_t length) {
  if (each == 4) {
    const uint8_t *a = rows, *b = a + stride, *c = b + stride, *d = c + stride;
    const float p = weights[0], q = weights[1], r = weights[2], s = weights[3];
    for (int64_t i = 0; i < length; ++i)
      out[i] = p * static_cast<float>(a[i]) + q * static_cast<float>(b[i]) +
               r * static_cast<float>(c[i]) + s * static_cast<float>(d[i]);
    return;
  }
  std::fill(out, out + length, 0.0F);
  for (int64_t k = 0; k < each; ++k, rows += stride) {
    const float weight = weights[k];
    for (int64_t i = 0; i < length; ++i) out[i] += weight * static_cast<float>(rows[i]);
  }
}

template <int64_t channels>
void alongRow(const float* row, const Taps& taps, int64_t size, bool mirrored, float* out) {
  for (int64_t x = 0; x < size; ++x) {
    const float* weights = taps.weights.data() + x * taps.each;
    const float* from = row + taps.first[static_cast<size_t>(x)] * channels;
    float* to = out + (mirrored ? size - 1 - x : x);
    float sums[channels] = {};
    for (int64_t k = 0; k < taps.each; ++k)
      for (int64_t c = 0; c < channels; ++c) sums[c] += weights[k] * from[k * channels + c];
    for (int64_t c = 0; c < channels; ++c) to[c * size * size] = std::clamp(sums[c], 0.0F, 255.0F);
  }
}

}  // namespace

void resample(std::span<const uint8_t> picture, PictureShape shape, const Crop& crop, int64_t size,
              bool mirrored, std::span<float> planes) {
  const Taps down = tapsOf(crop.height, size), along = tapsOf(crop.width, size);
  const int64_t stride = shape.width * shape.channels, length = crop.width * shape.channels;
  std::vector<float> row(static_cast<size_t>(length));
  for (int64_t y = 0; y < size; ++y) {
    const int64_t first = crop.top + down.first[static_cast<size_t>(y)];
    addRows(picture.data() + first * stride + crop.left * shape.channels, stride,
            down.weights.data() + y * down.each, down.each, row.data(), length);
    float* out = planes.data() + y * size;
    if (shape.channels == 3)
      alongRow<3>(row.data(), along, size, mirrored, out);
    else
      alongRow<1>(row.data(), along, size, mirrored, out);
  }
}

}  // namespace unmask
