// What the trainer asks of a text model. Shapes: B sequences, T tokens each, C width, V vocabulary.
#pragma once

#include <memory>

#include "core/engine/parameters.h"
#include "core/spec/run_spec.h"

namespace unmask {

struct ModelInput {
  at::Tensor ids;              // int64 [B,T]
  at::Tensor attend = {};      // bool [B,T], false at padding; undefined: no padding anywhere
  at::Tensor decoderIds = {};  // int64 [B,U] of an encoder-decoder, else undefined
};

// How one forward pass is computed. Master weights, the residual stream, LayerNorm, softmax and
// loss are float32 always.
struct Pass {
  at::ScalarType matmul = at::kFloat;     // float32 or bfloat16 operands of every linear layer
  at::ScalarType attention = at::kFloat;  // operands of scaled-dot-product attention
  double dropout = 0;                     // 0 unless training
  bool training = false;                  // BatchNorm: over the batch, and keeps its statistics
};

class Model {
 public:
  explicit Model(ParameterList parameters) : parameters_(std::move(parameters)) {}
  virtual ~Model() = default;

  // The trunk: [B,T] ids -> float32 [B*T,C], row b*T+t; of an encoder-decoder [B*U,C], row b*U+u.
  virtual at::Tensor hidden(const ModelInput&, const Pass&) const = 0;
  // The head: [N,C] rows of hidden() -> float32 logits [N,V].
  virtual at::Tensor logits(const at::Tensor& hidden, const Pass&) const = 0;

  const std::vector<Parameter>& parameters() const { return parameters_.all(); }
  const std::vector<Parameter>& buffers() const { return parameters_.buffers(); }
  int64_t parameterCount() const { return parameters_.count(); }

 protected:
  ParameterList parameters_;
};

// The architecture of spec's text objective, with initial weights drawn from train.seed.
std::unique_ptr<Model> makeModel(const RunSpec& spec, at::Device device);

}  // namespace unmask
