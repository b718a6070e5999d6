// CLIP's loss and retrieval.
#include "core/engine/pair_loss.h"

#include <torch/torch.h>

#include <cmath>
#include <limits>

#include "core/engine/picture_tensors.h"

namespace unmask {

namespace {

// sum over i of - sum over j of targets_ij log softmax(logits)_ij; what is no target may be -inf.
at::Tensor crossEntropy(const at::Tensor& logits, const at::Tensor& targets) {
  const at::Tensor logs = at::log_softmax(logits, 1);
  return -(targets * logs.masked_fill(targets.eq(0), 0)).sum();
}

}  // namespace

SameCaption sameCaptionNamed(const std::string& setting) {
  if (setting == "positive") return SameCaption::positive;
  return setting == "negative" ? SameCaption::negative : SameCaption::exclude;
}

PairLogits pairLogits(const at::Tensor& images, const at::Tensor& texts, const at::Tensor& scale,
                      const at::Tensor& groups, SameCaption same) {
  const at::Tensor own = at::eye(images.size(0), images.options().dtype(at::kBool));
  const at::Tensor equal = groups.unsqueeze(1).eq(groups.unsqueeze(0));
  PairLogits pairs{scale * unitRows(images).matmul(unitRows(texts).t()), own.to(at::kFloat)};
  if (same == SameCaption::exclude)
    pairs.logits = pairs.logits.masked_fill(equal.logical_and(own.logical_not()),
                                            -std::numeric_limits<double>::infinity());
  if (same == SameCaption::positive) {
    const at::Tensor right = equal.to(at::kFloat);
    pairs.targets = right / right.sum({1}, true);
  }
  return pairs;
}

at::Tensor summedPairLoss(const PairLogits& pairs) {
  return (crossEntropy(pairs.logits, pairs.targets) +
          crossEntropy(pairs.logits.t(), pairs.targets.t())) /
         2;
}

namespace {

// How many other columns the best of each row's own comes after [R].
at::Tensor ranksOf(const at::Tensor& scores, const at::Tensor& own) {
  const at::Tensor ownScores =
      scores.masked_fill(own.logical_not(), -std::numeric_limits<double>::infinity());
  const auto [best, place] = ownScores.max(1, true);
  const at::Tensor before = at::arange(scores.size(1), place.options()).unsqueeze(0).lt(place);
  // What is not behind it is before it: scores that are no numbers put everything before.
  const at::Tensor behind =
      scores.lt(best).logical_or(scores.eq(best).logical_and(before.logical_not()));
  return behind.logical_or(own).logical_not().sum({1});
}

double shareBelow(int64_t k, const at::Tensor& ranks) {
  return ranks.lt(k).to(at::kDouble).mean().item<double>();
}

}  // namespace

double recall(const at::Tensor& scores, const at::Tensor& own, int64_t k) {
  return shareBelow(k, ranksOf(scores, own));
}

void addRecalls(std::map<std::string, double>& measures, const std::string& of,
                const at::Tensor& scores, const at::Tensor& own) {
  const at::Tensor ranks = ranksOf(scores, own);
  for (const int64_t k : {1, 5, 10})
    measures[of + "_r" + std::to_string(k) + "/validation"] += shareBelow(k, ranks);
}

void addRanks(std::map<std::string, double>& measures, const std::string& of,
              const at::Tensor& scores, const at::Tensor& own) {
  const at::Tensor ranks = std::get<0>(ranksOf(scores, own).to(at::kDouble).sort());
  const int64_t count = ranks.size(0);
  const double middle = (ranks[(count - 1) / 2] + ranks[count / 2]).item<double>() / 2;
  measures[of + "_mean_rank/validation"] += ranks.mean().item<double>() + 1;
  measures[of + "_median_rank/validation"] += std::floor(middle) + 1;
}

void addRetrieval(std::map<std::string, double>& measures, const at::Tensor& scores,
                  const at::Tensor& own) {
  addRecalls(measures, "image_to_text", scores, own);
  addRanks(measures, "image_to_text", scores, own);
  addRecalls(measures, "text_to_image", scores.t(), own.t());
  addRanks(measures, "text_to_image", scores.t(), own.t());
}

}  // namespace unmask
