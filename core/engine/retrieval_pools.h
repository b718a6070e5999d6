// Held-out pairs gathered into pools of distinct captions, in which pictures and captions look for
// each other (recipes.md 8.3). A picture with several captions brings them all; what pictures
// of a pool share tells none of them apart and is left out when the pool is scored, with pictures
// that have nothing else.
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <map>
#include <vector>

#include "core/dataset/picture_batches.h"

namespace unmask {

class RetrievalPools {
 public:
  static constexpr size_t kPool = 100;  // pictures of a pool

  // What a model makes of captions given as a Batch has them, each part [T,...].
  using Encode = std::function<std::vector<at::Tensor>(const Array& ids, const Array& ends)>;
  // Given the parts of a whole pool, of its P pictures and of their T captions, and which belong
  // together: bool [P,T].
  using Score = std::function<void(const std::vector<at::Tensor>& pictures,
                                   const std::vector<at::Tensor>& captions, const at::Tensor& own)>;
  RetrievalPools(const RunSpec& spec, const PictureBatches& batches, Encode encode, Score score)
      : spec_(spec), batches_(batches), encode_(std::move(encode)), score_(std::move(score)) {}

  // The pictures of a batch with what was made of them and of the captions they have in it, parts
  // [B,...]. A picture is left out when the pool has all of its captions already.
  Status add(const Batch&, const std::vector<at::Tensor>& pictures,
             const std::vector<at::Tensor>& captions);
  // Scores what is left if no pool has been: there are fewer pictures than one has.
  void finish();
  double pools() const { return pools_; }

 private:
  using Rows = std::vector<std::vector<at::Tensor>>;  // of each part
  void score();

  const RunSpec& spec_;
  const PictureBatches& batches_;
  Encode encode_;
  Score score_;
  Rows pictures_, captions_;
  std::vector<std::vector<int64_t>> own_;           // of each picture its captions' places
  std::map<std::vector<int64_t>, int64_t> places_;  // of the pool's captions
  double pools_ = 0;
};

}  // namespace unmask
