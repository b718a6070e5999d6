// Every way to choose positions of one item, the likeliest first, any of them found by its index
// without making those before it.
#pragma once

#include <cstdint>
#include <vector>

namespace unmask {

// n choose k; 2^64-1 where it is more.
uint64_t binomial(uint64_t n, uint64_t k);

class LikelyChoices {
 public:
  // At least one of `units`, each by itself with probability `chosen` (masked words, HF dynamic):
  // 2^units - 1 ways.
  static LikelyChoices atLeastOne(uint64_t units, double chosen);
  // Exactly `count` of `units`, all equally likely (BERT exact): units choose count ways.
  static LikelyChoices exactly(uint64_t units, uint64_t count);

  double ways() const;  // as a double: may be large
  uint64_t waysUpTo(uint64_t limit) const;
  // The units of the index-th choice, rising. Fewer hidden come first (more, where `chosen` is over
  // a half); those with equally many from the left. index < waysUpTo(2^64-1).
  std::vector<uint64_t> at(uint64_t index) const;
  // Of one choice of `count` units, given that at least one is chosen.
  double probability(uint64_t count) const;

 private:
  LikelyChoices(uint64_t units, double chosen, uint64_t least, uint64_t most)
      : units_(units), chosen_(chosen), least_(least), most_(most) {}
  uint64_t units_;
  double chosen_;
  uint64_t least_, most_;  // how many may be chosen
};

}  // namespace unmask
