// Counter-based random streams (design.md section 1): Philox4x64-10 of Random123.
//
// key = (seed, purpose), counter = (block, 0, step, example). A stream is a pure function of these
// four, so any example can be made again alone, on any machine, in any order. The bits become
// numbers by our own functions, because the standard library's distributions differ between
// implementations.
#pragma once

#include <array>
#include <cstdint>

namespace unmask {

// What a stream's draws decide. Never renumber: runs and golden values depend on it.
enum class Purpose : uint64_t {
  windows = 1,      // which window of the token stream
  order = 2,        // permutation of the training examples of an epoch
  corruption = 3,   // which positions are chosen and what they become
  sampling = 4,     // tokens drawn while the model writes
  split = 5,        // which documents validate
  initialise = 6,   // model weights
  dropout = 7,      // torch's generator, once a step
  subset = 8,       // fixed subsets: evaluation batches, tokenizer training text
  generated = 9,    // built-in sample material
  validation = 10,  // corruption in the deterministic validation pass
  views = 11,       // crop and colours of a view; example: the slot, or 2 slot + which of two
  patches = 12,     // which patches of a picture are hidden
  negatives = 13,   // which wrong partners pictures and captions are shown with
  codes = 14,       // which vectors of a batch take the place of codes that nobody uses
};

class RandomStream {
 public:
  RandomStream(uint64_t seed, Purpose purpose, uint64_t step, uint64_t example);

  uint64_t next();                 // 64 uniform bits
  uint64_t below(uint64_t bound);  // uniform in [0, bound), Lemire's method; bound > 0
  double uniform();                // in [0, 1), 53 bits
  bool bernoulli(double p) { return uniform() < p; }

 private:
  std::array<uint64_t, 2> key_;
  std::array<uint64_t, 4> counter_;
  std::array<uint64_t, 4> block_{};
  unsigned used_ = 4;
};

// The image of `index` under a pseudorandom permutation of [0, size): a four-round Feistel network
// with cycle-walking. Costs O(1) and needs no work on the indices before it. index < size.
uint64_t permuted(uint64_t index, uint64_t size, uint64_t seed, Purpose purpose, uint64_t epoch);

}  // namespace unmask
