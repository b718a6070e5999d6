// Hashing a picture's look, and grouping pictures by it.
#include "core/corpus/pictures/near_duplicates.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

namespace unmask {

namespace {

constexpr size_t kListedGroups = 1000, kListedMembers = 100;  // as Duplicates promises
constexpr size_t kCompared = 16;
constexpr int kRefused = 3;  // comparisons of pixels that find no likeness, before the next picture
constexpr int kBands = 8;
constexpr double kPlain = 4;           // variance of a picture of one colour, but for noise
constexpr uint64_t kDarker = 3 * 256;  // by 3 of 255: on a plain ground noise alone sets no bits

// The sum of brightness over columns x rows cells, each as large as can be.
std::vector<uint64_t> cells(std::span<const uint8_t> pixels, int64_t size, int64_t channels,
                            int64_t columns, int64_t rows) {
  std::vector<uint64_t> means;
  for (int64_t r = 0; r < rows; ++r)
    for (int64_t c = 0; c < columns; ++c) {
      const int64_t top = r * size / rows, bottom = std::max(top + 1, (r + 1) * size / rows);
      const int64_t left = c * size / columns, right = std::max(left + 1, (c + 1) * size / columns);
      uint64_t sum = 0;
      for (int64_t y = top; y < bottom; ++y)
        for (int64_t i = (y * size + left) * channels; i < (y * size + right) * channels; ++i)
          sum += pixels[static_cast<size_t>(i)];
      // Cells differ in size by a row or column: their means are compared, in 1/256.
      means.push_back(sum * 256 /
                      static_cast<uint64_t>((bottom - top) * (right - left) * channels));
    }
  return means;
}

bool alike(std::span<const uint8_t> a, std::span<const uint8_t> b) {
  uint64_t sumA = 0, sumB = 0, squareA = 0, squareB = 0, product = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    const uint64_t x = a[i], y = b[i];
    sumA += x;
    sumB += y;
    squareA += x * x;
    squareB += y * y;
    product += x * y;
  }
  const auto count = static_cast<double>(a.size());
  const double meanA = static_cast<double>(sumA) / count, meanB = static_cast<double>(sumB) / count;
  if (std::abs(meanA - meanB) > kLookBrightness) return false;
  const double varianceA = static_cast<double>(squareA) / count - meanA * meanA;
  const double varianceB = static_cast<double>(squareB) / count - meanB * meanB;
  const double covariance = static_cast<double>(product) / count - meanA * meanB;
  if (varianceA < kPlain && varianceB < kPlain) return true;
  return covariance >= kLookCorrelation * std::sqrt(varianceA * varianceB);
}

class Groups {
 public:
  explicit Groups(size_t count) : parent_(count) { std::iota(parent_.begin(), parent_.end(), 0u); }
  uint32_t of(uint32_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(uint32_t a, uint32_t b) {
    a = of(a);
    b = of(b);
    parent_[std::max(a, b)] = std::min(a, b);  // a group is named after its first
  }

 private:
  std::vector<uint32_t> parent_;
};

Duplicates listed(Groups& groups, size_t count) {
  Duplicates found;
  std::vector<uint32_t> sizes(count);
  for (uint32_t i = 0; i < count; ++i) ++sizes[groups.of(i)];
  std::vector<uint32_t> largest;
  for (uint32_t i = 0; i < count; ++i) {
    if (sizes[i] < 2) continue;
    ++found.groups;
    found.documents += sizes[i] - 1;
    largest.push_back(i);
  }
  std::stable_sort(largest.begin(), largest.end(),
                   [&](uint32_t a, uint32_t b) { return sizes[a] > sizes[b]; });
  if (largest.size() > kListedGroups) largest.resize(kListedGroups);
  std::vector<uint32_t> place(count, UINT32_MAX);
  for (const uint32_t first : largest) {
    place[first] = static_cast<uint32_t>(found.listed.size());
    found.listed.push_back({sizes[first], {}});
  }
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t at = place[groups.of(i)];
    if (at != UINT32_MAX && found.listed[at].documents.size() < kListedMembers)
      found.listed[at].documents.push_back(i);
  }
  return found;
}

Groups equalGroups(std::span<const std::array<uint64_t, 2>> digests) {
  Groups groups(digests.size());
  std::vector<uint32_t> order(digests.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(),
                   [&](uint32_t a, uint32_t b) { return digests[a] < digests[b]; });
  for (size_t i = 1; i < order.size(); ++i)
    if (digests[order[i]] == digests[order[i - 1]]) groups.join(order[i], order[i - 1]);
  return groups;
}

}  // namespace

std::array<uint64_t, 2> lookOf(std::span<const uint8_t> pixels, int64_t size, int64_t channels) {
  std::array<uint64_t, 2> look{};
  const std::vector<uint64_t> wide = cells(pixels, size, channels, 9, 8);
  const std::vector<uint64_t> high = cells(pixels, size, channels, 8, 9);
  for (size_t r = 0; r < 8; ++r)
    for (size_t c = 0; c < 8; ++c) {
      look[0] = look[0] << 1 | (wide[r * 9 + c] + kDarker < wide[r * 9 + c + 1]);
      look[1] = look[1] << 1 | (high[r * 8 + c] + kDarker < high[(r + 1) * 8 + c]);
    }
  return look;
}

Duplicates exactDuplicates(std::span<const std::array<uint64_t, 2>> digests) {
  Groups groups = equalGroups(digests);
  return listed(groups, digests.size());
}

Result<Duplicates> nearDuplicates(std::span<const std::array<uint64_t, 2>> digests,
                                  std::span<const std::array<uint64_t, 2>> looks,
                                  const std::function<Status(uint64_t, std::span<uint8_t>)>& pixels,
                                  uint64_t pictureBytes, JobControl& job) {
  Groups groups = equalGroups(digests);
  std::vector<uint8_t> one(pictureBytes), other(pictureBytes);
  std::vector<uint32_t> order(looks.size());
  for (int band = 0; band < kBands; ++band) {
    const auto part = [&](uint32_t i) {
      return looks[i][static_cast<size_t>(band / 4)] >> (band % 4 * 16) & 0xffff;
    };
    std::iota(order.begin(), order.end(), 0u);
    std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
      return part(a) != part(b) ? part(a) < part(b) : looks[a] < looks[b];
    });
    for (size_t i = 0; i < order.size(); ++i) {
      if (job.cancelled()) return failure(cancelledError());
      bool read = false;
      int refused = 0;
      for (size_t k = i + 1; k < order.size() && k <= i + kCompared && refused < kRefused; ++k) {
        const uint32_t a = order[i], b = order[k];
        if (part(a) != part(b)) break;
        const int differing =
            std::popcount(looks[a][0] ^ looks[b][0]) + std::popcount(looks[a][1] ^ looks[b][1]);
        if (differing > kLookBits || groups.of(a) == groups.of(b)) continue;
        if (!read) UNMASK_TRY(pixels(a, one));
        read = true;
        UNMASK_TRY(pixels(b, other));
        if (alike(one, other))
          groups.join(a, b);
        else
          ++refused;
      }
    }
    job.add(1);
  }
  return listed(groups, looks.size());
}

}  // namespace unmask
