// Held-out pairs gathered into pools of distinct captions, in which pictures and captions look for
// each other (recipes.md 8.3).
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <set>
#include <vector>

#include "core/dataset/batch.h"

namespace unmask {

class RetrievalPools {
 public:
  static constexpr size_t kPool = 100;  // candidates among which a partner is looked for

  // Given the parts [P,...] of a whole pool, row i of each belonging to pair i.
  using Score = std::function<void(const std::vector<at::Tensor>& parts)>;
  explicit RetrievalPools(Score score) : score_(std::move(score)) {}

  // The pairs of a batch with what was made of them, parts [B,...]. Captions that the pool has are
  // left out.
  void add(const Batch&, const std::vector<at::Tensor>& parts);
  // Scores what is left if no pool has been: there are fewer distinct captions than one has.
  void finish();
  double pools() const { return pools_; }

 private:
  void score();
  Score score_;
  std::vector<std::vector<at::Tensor>> rows_;  // of each part
  std::set<std::vector<int64_t>> seen_;
  double pools_ = 0;
};

}  // namespace unmask
