// A model's parameters: a list with our own documented names, and how they are initialised.
#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <functional>
#include <string>
#include <vector>

namespace unmask {

struct Parameter {
  std::string name;  // "layers.0.attention.qkv.weight"; huggingface_names.h lists them all
  at::Tensor value;  // float32 leaf that requires a gradient
};

// Makes and collects parameters. The initial values of the n-th parameter are a function of (seed,
// n, shape) alone; they are drawn on the CPU, so that a GPU run starts from the same weights.
class ParameterList {
 public:
  ParameterList(uint64_t seed, at::Device device) : seed_(seed), device_(device) {}

  at::Tensor normal(std::string name, std::vector<int64_t> shape, double standardDeviation);
  // N(0, deviation) cut at +-cut, drawn as PyTorch's trunc_normal_.
  at::Tensor truncatedNormal(std::string name, std::vector<int64_t> shape, double deviation,
                             double cut);
  at::Tensor uniform(std::string name, std::vector<int64_t> shape,
                     double bound);  // [-bound, bound)
  at::Tensor constant(std::string name, std::vector<int64_t> shape, double value);

  // A tensor that training changes without a gradient, as BatchNorm's running statistics are. It is
  // saved with the parameters, and is none.
  at::Tensor buffer(std::string name, std::vector<int64_t> shape, double value);

  const std::vector<Parameter>& all() const { return parameters_; }
  const std::vector<Parameter>& buffers() const { return buffers_; }
  int64_t count() const;  // numbers in all of them

 private:
  at::Tensor drawn(std::string name, std::vector<int64_t> shape,
                   const std::function<void(at::Tensor&, at::Generator)>& draw);
  at::Tensor keep(std::string name, at::Tensor value);

  uint64_t seed_;
  at::Device device_;
  std::vector<Parameter> parameters_;
  std::vector<Parameter> buffers_;
};

}  // namespace unmask
