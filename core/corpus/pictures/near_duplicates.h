// Pictures that are equal, or look it: from a perceptual hash, then from the pixels themselves.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>

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
struct PictureDuplicates {
  Duplicates exact;  // equal pixels
  // Groups of pictures that are alike, equal ones included; alike passes on (if A is like B and B
  // like C, the three are one group). Pictures are compared where at least 16 of their bits agree
  // in one of 8 places, each with the 16 after it in that order until three of them are not: in a
  // corpus where very many look alike the figures are lower bounds.
  Duplicates near;
};

// Compares pictures once all of them are known. What it knows of them waits in a scratch database
// in `folder`: memory does not grow with their number.
class DuplicateSearch {
 public:
  static Result<DuplicateSearch> create(const std::filesystem::path& folder);
  DuplicateSearch(DuplicateSearch&&) noexcept;
  ~DuplicateSearch();

  // The next picture: the first half of the SHA-256 of its pixels, and its look.
  Status add(const std::array<uint64_t, 2>& digest, const std::array<uint64_t, 2>& look);
  // At the end, once. `pixels` reads one picture. Adds 8 to the job's progress.
  Result<PictureDuplicates> find(
      const std::function<Status(uint64_t picture, std::span<uint8_t> out)>& pixels,
      uint64_t pictureBytes, JobControl&);

 private:
  struct State;
  explicit DuplicateSearch(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

}  // namespace unmask
