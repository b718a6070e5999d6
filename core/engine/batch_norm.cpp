// Batch normalisation.
#include "core/engine/batch_norm.h"

#include <torch/torch.h>

namespace unmask {

namespace {
// A tenth of the batch's statistics enters the running ones (SimCLR's decay of .9).
constexpr double kMomentum = 0.1, kEpsilon = 1e-5;
}  // namespace

at::Tensor BatchNorm::operator()(const at::Tensor& x, const Pass& pass) const {
  return at::batch_norm(x, weight, bias, runningMean, runningVariance, pass.training, kMomentum,
                        kEpsilon, at::globalContext().userEnabledCuDNN());
}

BatchNorm makeBatchNorm(ParameterList& list, const std::string& name, int64_t width, bool bias) {
  BatchNorm norm;
  norm.weight = list.constant(name + ".weight", {width}, 1);
  if (bias) norm.bias = list.constant(name + ".bias", {width}, 0);
  norm.runningMean = list.buffer(name + ".running_mean", {width}, 0);
  norm.runningVariance = list.buffer(name + ".running_var", {width}, 1);
  return norm;
}

}  // namespace unmask
