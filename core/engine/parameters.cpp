// A model's parameters: creation and initialisation.
#include "core/engine/parameters.h"

#include <torch/torch.h>

#include "core/base/random.h"

namespace unmask {

at::Tensor ParameterList::normal(std::string name, std::vector<int64_t> shape,
                                 double standardDeviation) {
  RandomStream stream(seed_, Purpose::initialise, 0, parameters_.size());
  at::Generator generator = at::detail::createCPUGenerator(stream.next());
  at::Tensor value = at::empty(shape, at::kFloat);
  value.normal_(0, standardDeviation, generator);
  return keep(std::move(name), std::move(value));
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
