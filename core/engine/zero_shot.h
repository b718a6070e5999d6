// Classification without training: each class is the mean of what captions that name it look like
// to the text encoder, and a picture belongs to the class it is nearest to (recipes.md 8.3).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/dataset/picture_batches.h"
#include "core/engine/learner.h"

namespace unmask {

struct ZeroShotTask {
  std::string measure;                                     // "zero_shot_colour/validation"
  std::vector<std::vector<Caption>> classes;               // of each, its captions
  std::function<Result<int64_t>(uint64_t picture)> label;  // -1: it has none
};

// Share of at most `most` held-out pictures (0: all) that each task classifies rightly. Empty for a
// learner that reads no captions; tasks without labelled pictures are left out.
Result<std::map<std::string, double>> zeroShotOf(const Learner&, const RunSpec&,
                                                 const PictureBatches&,
                                                 const std::vector<ZeroShotTask>&, uint64_t most,
                                                 const KeepGoing&);

// float32 [K,D]: the rows of each class's captions brought to length 1, their mean, and that
// brought to length 1 again.
at::Tensor classVectors(const Learner&, const RunSpec&, const std::vector<std::vector<Caption>>&);

}  // namespace unmask
