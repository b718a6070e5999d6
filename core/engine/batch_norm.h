// Batch normalisation: over the batch while training, with running statistics otherwise.
#pragma once

#include "core/engine/model.h"

namespace unmask {

struct BatchNorm {
  at::Tensor weight, bias;                  // [C]; bias undefined: scaled only
  at::Tensor runningMean, runningVariance;  // [C] buffers
  // float32 [N,C] or [N,C,H,W], the same shape out.
  at::Tensor operator()(const at::Tensor& x, const Pass&) const;
};

BatchNorm makeBatchNorm(ParameterList&, const std::string& name, int64_t width, bool bias = true);

}  // namespace unmask
