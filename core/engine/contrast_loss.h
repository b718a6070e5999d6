// NT-Xent, SimCLR's loss (recipes.md 5.1), and what shows whether features have collapsed (5.4,
// 10).
#pragma once

#include <ATen/core/Tensor.h>

namespace unmask {

// z float32 [2N,d], not normalised: rows i and i + N are two views of one picture. Of every row the
// similarities with the 2N - 1 others over the temperature; its own is -inf.
struct Contrast {
  at::Tensor logits;   // [2N,2N]
  at::Tensor targets;  // int64 [2N]
};
Contrast contrastOf(const at::Tensor& z, double temperature);
// Cross-entropy summed over the 2N rows; the mean over them is the paper's loss.
at::Tensor summedContrastLoss(const Contrast&);
// Share of rows that are most similar to their partner.
double contrastAccuracy(const Contrast&);
// Mean entropy of the rows' shares over the candidates, in nats: ln(2N - 1) where all are alike.
double contrastEntropy(const Contrast&);

// Of features [N,d], each row first brought to length 1.
double featureDeviation(const at::Tensor& features);  // mean over d of the deviation over N;
                                                      // healthy 1/sqrt(d), 0 when all are the same
double alignment(const at::Tensor& x, const at::Tensor& y);  // mean |x - y|^2 of positive pairs
double uniformity(const at::Tensor& x);  // log mean exp(-2 |x_i - x_j|^2) over i < j
double effectiveRank(const at::Tensor& features);  // exp(entropy of the singular values) (RankMe)

}  // namespace unmask
