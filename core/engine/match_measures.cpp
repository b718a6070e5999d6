// Counting right answers of either kind.
#include "core/engine/match_measures.h"

#include <torch/torch.h>

#include <cmath>
#include <limits>

namespace unmask {

void MatchMeasures::add(const at::Tensor& logits, const at::Tensor& labels) {
  logits_.push_back(logits.detach().cpu());
  labels_.push_back(labels.cpu());
}

std::map<std::string, double> MatchMeasures::over(const std::string& part) const {
  const at::Tensor logits = at::cat(logits_), labels = at::cat(labels_);
  const at::Tensor right = logits.argmax(1).eq(labels).to(at::kDouble);
  const at::Tensor matches = labels.eq(1);
  const double recall = right.masked_select(matches).mean().item<double>();
  const double rejected = right.masked_select(matches.logical_not()).mean().item<double>();
  std::map<std::string, double> measures = {
      {"match_loss" + part, at::cross_entropy_loss(logits, labels).item<double>()},
      {"match_accuracy" + part, right.mean().item<double>()},
      {"balanced_accuracy" + part, (recall + rejected) / 2},
      {"positive_recall" + part, recall},
      {"match_auc" + part, areaUnderCurve(logits.select(1, 1) - logits.select(1, 0), labels)}};
  std::erase_if(measures, [](const auto& measure) { return std::isnan(measure.second); });
  return measures;
}

double areaUnderCurve(const at::Tensor& scores, const at::Tensor& labels) {
  const at::Tensor matches = scores.masked_select(labels.eq(1));
  const at::Tensor others = std::get<0>(scores.masked_select(labels.ne(1)).sort());
  if (matches.numel() == 0 || others.numel() == 0) return std::numeric_limits<double>::quiet_NaN();
  const at::Tensor below = at::searchsorted(others, matches);
  const at::Tensor upTo = at::searchsorted(others, matches, /*out_int32=*/false, /*right=*/true);
  return (below + upTo).to(at::kDouble).mean().item<double>() /
         (2 * static_cast<double>(others.numel()));
}

}  // namespace unmask
