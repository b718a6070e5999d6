// Updates of the weights.
#include "core/engine/optimizer.h"

#include <torch/torch.h>

namespace unmask {

namespace {
constexpr double kEpsilon = 1e-8;  // PyTorch's default, which nanoGPT uses
}

bool decays(const Parameter& parameter) {
  return parameter.value.dim() >= 2;
}

AdamW::AdamW(const std::vector<Parameter>& parameters, const TrainSettings& train)
    : Optimizer(parameters), groups_(2), beta1_(train.beta1), beta2_(train.beta2) {
  groups_[0].weightDecay = train.weightDecay;
  for (const Parameter& parameter : parameters) {
    Group& group = groups_[decays(parameter) ? 0 : 1];
    const at::Tensor value = parameter.value.detach();
    group.values.push_back(value);
    group.firstMoments.push_back(at::zeros_like(value));
    group.secondMoments.push_back(at::zeros_like(value));
    group.updates.push_back(at::zeros({}, value.options()));
    state_.push_back({"first_moment." + parameter.name, group.firstMoments.back()});
    state_.push_back({"second_moment." + parameter.name, group.secondMoments.back()});
  }
}

std::vector<at::Tensor> Optimizer::gradients() const {
  std::vector<at::Tensor> gradients;
  for (const Parameter& parameter : parameters_) {
    at::Tensor& gradient = parameter.value.mutable_grad();
    if (gradient.defined()) gradients.push_back(gradient);
  }
  return gradients;
}

double Optimizer::gradientNorm() const {
  const std::vector<at::Tensor> gradients = this->gradients();
  if (gradients.empty()) return 0;
  return at::stack(at::_foreach_norm(gradients)).norm().item<double>();
}

void Optimizer::clip(double norm, double clipNorm) {
  const double factor = clipNorm / (norm + 1e-6);
  if (factor < 1) at::_foreach_mul_(gradients(), factor);
}

void AdamW::step(double learningRate) {
  at::NoGradGuard noGrad;
  setUpdates(updates_ + 1);
  size_t next[2] = {0, 0};
  std::vector<at::Tensor> gradients[2];
  for (const Parameter& parameter : parameters_) {
    const int g = decays(parameter) ? 0 : 1;
    const at::Tensor& gradient = parameter.value.grad();
    const at::Tensor& value = groups_[g].values[next[g]++];
    gradients[g].push_back(gradient.defined() ? gradient : at::zeros_like(value));
  }
  for (int g = 0; g < 2; ++g) {
    Group& group = groups_[g];
    if (group.values.empty()) continue;
    at::_fused_adamw_(group.values, gradients[g], group.firstMoments, group.secondMoments, {},
                      group.updates, learningRate, beta1_, beta2_, group.weightDecay, kEpsilon,
                      /*amsgrad=*/false, /*maximize=*/false);
  }
}

void Optimizer::clearGradients() {
  for (const Parameter& parameter : parameters_) parameter.value.mutable_grad().reset();
}

void AdamW::setUpdates(int64_t updates) {
  Optimizer::setUpdates(updates);
  for (Group& group : groups_)
    for (at::Tensor& count : group.updates) count.fill_(static_cast<double>(updates));
}

Momentum::Momentum(const std::vector<Parameter>& parameters, const TrainSettings& train,
                   double trust)
    : Optimizer(parameters),
      momentum_(train.momentum),
      weightDecay_(train.weightDecay),
      trust_(trust) {
  for (const Parameter& parameter : parameters)
    state_.push_back({"momentum." + parameter.name, at::zeros_like(parameter.value.detach())});
}

void Momentum::step(double learningRate) {
  at::NoGradGuard noGrad;
  ++updates_;
  for (size_t i = 0; i < parameters_.size(); ++i) {
    at::Tensor value = parameters_[i].value.detach();
    at::Tensor& velocity = state_[i].value;
    const bool decaying = decays(parameters_[i]);
    at::Tensor gradient = parameters_[i].value.grad();
    gradient = gradient.defined() ? gradient : at::zeros_like(value);
    if (decaying && weightDecay_ > 0) gradient = gradient.add(value, weightDecay_);
    if (trust_ == 0) {
      velocity.mul_(momentum_).add_(gradient);
      value.sub_(velocity, learningRate);
      continue;
    }
    double trust = 1;
    if (decaying) {
      const double ofValue = value.norm().item<double>(),
                   ofGradient = gradient.norm().item<double>();
      if (ofValue > 0 && ofGradient > 0) trust = trust_ * ofValue / ofGradient;
    }
    velocity.mul_(momentum_).add_(gradient, learningRate * trust);
    value.sub_(velocity);
  }
}

std::unique_ptr<Optimizer> makeOptimizer(const std::vector<Parameter>& parameters,
                                         const TrainSettings& train) {
  if (train.optimizer == "sgd") return std::make_unique<Momentum>(parameters, train, 0);
  if (train.optimizer == "lars") return std::make_unique<Momentum>(parameters, train, train.trust);
  return std::make_unique<AdamW>(parameters, train);
}

}  // namespace unmask
