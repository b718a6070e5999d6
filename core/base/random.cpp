// Philox streams, Lemire's bounded integers and a Feistel permutation.
#include "core/base/random.h"

#include <Random123/philox.h>

#include <bit>

namespace unmask {

namespace {
std::array<uint64_t, 4> philox(const std::array<uint64_t, 4>& counter,
                               const std::array<uint64_t, 2>& key) {
  r123::Philox4x64::ctr_type c;
  r123::Philox4x64::key_type k;
  for (int i = 0; i < 4; ++i) c[i] = counter[i];
  for (int i = 0; i < 2; ++i) k[i] = key[i];
  const auto out = r123::Philox4x64{}(c, k);
  return {out[0], out[1], out[2], out[3]};
}
}  // namespace

RandomStream::RandomStream(uint64_t seed, Purpose purpose, uint64_t step, uint64_t example)
    : key_{seed, static_cast<uint64_t>(purpose)}, counter_{0, 0, step, example} {}

uint64_t RandomStream::next() {
  if (used_ == 4) {
    block_ = philox(counter_, key_);
    ++counter_[0];
    used_ = 0;
  }
  return block_[used_++];
}

uint64_t RandomStream::below(uint64_t bound) {
  // Lemire 2019, "Fast random integer generation in an interval".
  auto product = static_cast<unsigned __int128>(next()) * bound;
  if (static_cast<uint64_t>(product) < bound) {
    const uint64_t threshold = (0 - bound) % bound;
    while (static_cast<uint64_t>(product) < threshold)
      product = static_cast<unsigned __int128>(next()) * bound;
  }
  return static_cast<uint64_t>(product >> 64);
}

double RandomStream::uniform() {
  return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

uint64_t permuted(uint64_t index, uint64_t size, uint64_t seed, Purpose purpose, uint64_t epoch) {
  if (size <= 1) return index;
  const unsigned bits = std::bit_width(size - 1);
  const unsigned half = (bits + 1) / 2;
  const uint64_t mask = (uint64_t{1} << half) - 1;
  const std::array<uint64_t, 2> key{seed, static_cast<uint64_t>(purpose)};
  do {
    uint64_t left = index >> half, right = index & mask;
    for (uint64_t round = 0; round < 4; ++round) {
      const uint64_t mixed = left ^ (philox({round, 1, epoch, right}, key)[0] & mask);
      left = right;
      right = mixed;
    }
    index = (left << half) | right;
  } while (index >= size);
  return index;
}

}  // namespace unmask
