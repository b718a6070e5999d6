// Bins for lengths from 1 to billions: single ones up to 15, then eight for each power of two.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace unmask {

inline size_t lengthBin(uint64_t length) {
  if (length < 16) return static_cast<size_t>(length);
  const auto power = static_cast<size_t>(std::bit_width(length)) - 1;
  return 8 * (power - 2) + static_cast<size_t>(length >> (power - 3) & 7);
}

// The shortest length of a bin; that of the next bin is one more than its longest.
inline uint64_t shortestOf(size_t bin) {
  return bin < 16 ? bin : uint64_t{8 + bin % 8} << (bin / 8 - 1);
}

inline void countLength(std::vector<uint64_t>& bins, uint64_t length) {
  const size_t bin = lengthBin(length);
  if (bins.size() <= bin) bins.resize(bin + 1);
  ++bins[bin];
}

}  // namespace unmask
