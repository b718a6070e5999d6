// Counting and unranking choices of positions.
#include "core/pretext/likely_choices.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace unmask {

namespace {

constexpr uint64_t kMost = std::numeric_limits<uint64_t>::max();

double logBinomial(double n, double k) {
  return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
}

// The index-th of the choices of `count` out of `units`, in lexicographic order.
std::vector<uint64_t> unranked(uint64_t index, uint64_t units, uint64_t count) {
  std::vector<uint64_t> choice;
  for (uint64_t unit = 0; choice.size() < count; ++unit) {
    const uint64_t with = binomial(units - unit - 1, count - choice.size() - 1);
    if (index < with)
      choice.push_back(unit);
    else
      index -= with;
  }
  return choice;
}

}  // namespace

uint64_t binomial(uint64_t n, uint64_t k) {
  if (k > n) return 0;
  k = std::min(k, n - k);
  unsigned __int128 ways = 1;
  for (uint64_t i = 1; i <= k; ++i) {
    ways = ways * (n - k + i) / i;
    if (ways >= kMost) return kMost;
  }
  return static_cast<uint64_t>(ways);
}

LikelyChoices LikelyChoices::atLeastOne(uint64_t units, double chosen) {
  return {units, std::clamp(chosen, 0.0, 1.0), std::min<uint64_t>(units, 1), units};
}

LikelyChoices LikelyChoices::exactly(uint64_t units, uint64_t count) {
  count = std::min(count, units);
  return {units, 0, count, count};
}

double LikelyChoices::ways() const {
  if (most_ == 0) return 0;
  const auto n = static_cast<double>(units_);
  if (least_ < most_ || units_ == 1) return std::exp2(n) - 1;
  const uint64_t exact = binomial(units_, most_);
  if (exact < kMost) return static_cast<double>(exact);
  return std::exp(logBinomial(n, static_cast<double>(most_)));
}

uint64_t LikelyChoices::waysUpTo(uint64_t limit) const {
  uint64_t ways = 0;
  if (most_ == 0) return 0;
  for (uint64_t count = least_; count <= most_ && ways < limit; ++count) {
    const uint64_t more = binomial(units_, count);
    ways = more > kMost - ways ? kMost : ways + more;
  }
  return std::min(ways, limit);
}

std::vector<uint64_t> LikelyChoices::at(uint64_t index) const {
  const bool fewFirst = chosen_ <= 0.5;
  for (uint64_t i = 0; i <= most_ - least_; ++i) {
    const uint64_t count = fewFirst ? least_ + i : most_ - i;
    const uint64_t ways = binomial(units_, count);
    if (index < ways) return unranked(index, units_, count);
    index -= ways;
  }
  return {};
}

double LikelyChoices::probability(uint64_t count) const {
  if (count < least_ || count > most_ || count == 0) return 0;
  if (least_ == most_) return 1 / ways();
  const auto n = static_cast<double>(units_);
  const auto k = static_cast<double>(count);
  // The limits: nothing chosen by itself leaves one unit, taken by lot; everything chosen is all.
  if (chosen_ == 0) return count == 1 ? 1 / n : 0;
  if (chosen_ == 1) return count == units_ ? 1 : 0;
  const double atLeastOne = -std::expm1(n * std::log1p(-chosen_));
  return std::exp(k * std::log(chosen_) + (n - k) * std::log1p(-chosen_)) / atLeastOne;
}

}  // namespace unmask
