// Pictures that are equal, or look it: from a perceptual hash, then from the pixels themselves.
#pragma once

#include <array>
#include <functional>
#include <span>
#include <vector>

#include "core/base/job.h"
#include "core/corpus/duplicates.h"

namespace unmask {

// 128 bits: of 9 x 8 and 8 x 9 mean brightnesses, whether each is darker than its right and its
// lower neighbour ("difference hash").
std::array<uint64_t, 2> lookOf(std::span<const uint8_t> pixels, int64_t size, int64_t channels);

// Two pictures look alike when at most this many bits differ, their pixels go together (correlation
// of all their numbers), and neither is brighter by more than this.
constexpr int kLookBits = 8;
constexpr double kLookCorrelation = 0.98;
constexpr double kLookBrightness = 12;  // of 255

// Duplicates::documents are pictures here.
Duplicates exactDuplicates(std::span<const std::array<uint64_t, 2>> digests);

// Groups of pictures that are alike, equal ones included; alike passes on (if A is like B and B
// like C, the three are one group). Pictures are compared where at least 16 of their bits agree in
// one of 8 places, each with the 16 after it in that order
// until three of them are not: in a corpus where very many look alike
// the figures are lower bounds. `pixels` reads one picture.
Result<Duplicates> nearDuplicates(
    std::span<const std::array<uint64_t, 2>> digests,
    std::span<const std::array<uint64_t, 2>> looks,
    const std::function<Status(uint64_t picture, std::span<uint8_t> out)>& pixels,
    uint64_t pictureBytes, JobControl&);

}  // namespace unmask
