// How well pairs that belong together are told from those that do not. Raw accuracy hides a model
// that always answers "no match": two pairs of three are none (recipes.md 9.2).
#pragma once

#include <ATen/core/Tensor.h>

#include <map>
#include <string>
#include <vector>

namespace unmask {

class MatchMeasures {
 public:
  // logits float32 [P,2], labels int64 [P] (1: match).
  void add(const at::Tensor& logits, const at::Tensor& labels);
  // match_loss, match_accuracy, balanced_accuracy, positive_recall, match_auc, each with `part`
  // ("/validation") behind it. Without pairs of both kinds some are left out.
  std::map<std::string, double> over(const std::string& part) const;

 private:
  std::vector<at::Tensor> logits_, labels_;
};

// Probability that a match has a higher score than a pair that is none, half of it for equal ones
// (the area under the ROC curve); NaN without both kinds.
double areaUnderCurve(const at::Tensor& scores, const at::Tensor& labels);

}  // namespace unmask
