// NT-Xent and the health of features.
#include "core/engine/contrast_loss.h"

#include <torch/torch.h>

#include <cmath>
#include <limits>

#include "core/engine/picture_tensors.h"

namespace unmask {

Contrast contrastOf(const at::Tensor& z, double temperature) {
  const int64_t rows = z.size(0);
  const at::Tensor x = unitRows(z.to(at::kFloat));
  const at::Tensor self = at::eye(rows, x.options().dtype(at::kBool));
  const at::Tensor logits =
      (x.matmul(x.t()) / temperature).masked_fill(self, -std::numeric_limits<double>::infinity());
  return {logits, at::arange(rows, x.options().dtype(at::kLong)).roll(rows / 2)};
}

at::Tensor summedContrastLoss(const Contrast& contrast) {
  return at::cross_entropy_loss(contrast.logits, contrast.targets, {}, at::Reduction::Sum);
}

double contrastAccuracy(const Contrast& contrast) {
  return contrast.logits.argmax(1).eq(contrast.targets).to(at::kDouble).mean().item<double>();
}

double contrastEntropy(const Contrast& contrast) {
  // An excluded candidate has share 0, which adds nothing.
  const at::Tensor shares = at::softmax(contrast.logits.to(at::kDouble), 1);
  return -at::xlogy(shares, shares).sum(1).mean().item<double>();
}

double featureDeviation(const at::Tensor& features) {
  return unitRows(features.to(at::kDouble)).std(0, /*unbiased=*/false).mean().item<double>();
}

double alignment(const at::Tensor& x, const at::Tensor& y) {
  const at::Tensor apart = unitRows(x.to(at::kDouble)) - unitRows(y.to(at::kDouble));
  return apart.square().sum(1).mean().item<double>();
}

double uniformity(const at::Tensor& x) {
  const at::Tensor rows = unitRows(x.to(at::kDouble));
  const at::Tensor squared = (2 - 2 * rows.matmul(rows.t())).clamp_min(0);
  const int64_t count = rows.size(0);
  const at::Tensor pairs = at::ones({count, count}, squared.options().dtype(at::kBool)).triu(1);
  return squared.masked_select(pairs).mul(-2).exp().mean().log().item<double>();
}

double effectiveRank(const at::Tensor& features) {
  if (!features.isfinite().all().item<bool>()) return std::nan("");  // LAPACK throws
  const at::Tensor values = at::linalg_svdvals(features.to(at::kDouble));
  const at::Tensor shares = values / values.sum() + 1e-7;
  return std::exp(-(shares * shares.log()).sum().item<double>());
}

}  // namespace unmask
