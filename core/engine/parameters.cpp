// A model's parameters: creation and initialisation.
#include "core/engine/parameters.h"

#include <torch/torch.h>

#include <cmath>
#include <numbers>

#include "core/base/random.h"

namespace unmask {

at::Tensor ParameterList::drawn(std::string name, std::vector<int64_t> shape,
                                const std::function<void(at::Tensor&, at::Generator)>& draw) {
  RandomStream stream(seed_, Purpose::initialise, 0, parameters_.size());
  at::Tensor value = at::empty(shape, at::kFloat);
  draw(value, at::detail::createCPUGenerator(stream.next()));
  return keep(std::move(name), std::move(value));
}

at::Tensor ParameterList::normal(std::string name, std::vector<int64_t> shape,
                                 double standardDeviation) {
  return drawn(std::move(name), std::move(shape), [&](at::Tensor& value, at::Generator generator) {
    value.normal_(0, standardDeviation, generator);
  });
}

at::Tensor ParameterList::truncatedNormal(std::string name, std::vector<int64_t> shape,
                                          double deviation, double cut) {
  const double inside = std::erf(cut / deviation / std::numbers::sqrt2);
  return drawn(std::move(name), std::move(shape), [&](at::Tensor& value, at::Generator generator) {
    value.uniform_(-inside, inside, generator);
    value.erfinv_().mul_(deviation * std::numbers::sqrt2).clamp_(-cut, cut);
  });
}

at::Tensor ParameterList::uniform(std::string name, std::vector<int64_t> shape, double bound) {
  return drawn(std::move(name), std::move(shape), [&](at::Tensor& value, at::Generator generator) {
    value.uniform_(-bound, bound, generator);
  });
}

at::Tensor ParameterList::buffer(std::string name, std::vector<int64_t> shape, double value) {
  at::Tensor tensor = at::full(shape, value, at::kFloat).to(device_);
  buffers_.push_back({std::move(name), tensor});
  return tensor;
}

at::Tensor ParameterList::constant(std::string name, std::vector<int64_t> shape, double value) {
  return keep(std::move(name), at::full(shape, value, at::kFloat));
}

at::Tensor ParameterList::keep(std::string name, at::Tensor value) {
  value = value.to(device_);
  value.requires_grad_(true);
  parameters_.push_back({std::move(name), value});
  return value;
}

int64_t ParameterList::count() const {
  int64_t sum = 0;
  for (const Parameter& parameter : parameters_) sum += parameter.value.numel();
  return sum;
}

}  // namespace unmask
