// The transformer over patches.
#include "core/engine/vision_transformer.h"

#include <torch/torch.h>

namespace unmask {

at::Tensor sineCosinePositions(int64_t width, int64_t side) {
  const int64_t quarter = width / 4;
  const at::Tensor frequencies =
      at::pow(10000.0, at::arange(quarter, at::kDouble) / -static_cast<double>(quarter));
  const at::Tensor line = at::arange(side, at::kDouble).unsqueeze(1) * frequencies;  // [side,D/4]
  const at::Tensor waves = at::cat({line.sin(), line.cos()}, 1);                     // [side,D/2]
  const at::Tensor columns = waves.unsqueeze(0).expand({side, side, 2 * quarter});
  const at::Tensor rows = waves.unsqueeze(1).expand({side, side, 2 * quarter});
  const at::Tensor grid = at::cat({columns, rows}, 2).reshape({side * side, width});
  return at::cat({at::zeros({1, width}, at::kDouble), grid}).to(at::kFloat);
}

Linear makeXavierLinear(ParameterList& list, const std::string& name, int64_t out, int64_t in) {
  const double bound = std::sqrt(6.0 / static_cast<double>(in + out));
  Linear linear;
  linear.weight = list.uniform(name + ".weight", {out, in}, bound);
  linear.bias = list.constant(name + ".bias", {out}, 0);
  return linear;
}

Norm makeVisionNorm(ParameterList& list, const std::string& name, int64_t width) {
  return {list.constant(name + ".weight", {width}, 1), list.constant(name + ".bias", {width}, 0),
          1e-6};
}

Block makeVisionBlock(ParameterList& list, const std::string& name, int64_t width, int64_t heads,
                      int64_t feedForward) {
  Block block;
  block.heads = heads;
  block.attentionNorm = makeVisionNorm(list, name + ".attention_norm", width);
  block.qkv = makeXavierLinear(list, name + ".attention.qkv", 3 * width, width);
  block.attentionOutput = makeXavierLinear(list, name + ".attention.output", width, width);
  block.feedForwardNorm = makeVisionNorm(list, name + ".feed_forward_norm", width);
  block.feedForwardIn = makeXavierLinear(list, name + ".feed_forward.in", feedForward, width);
  block.feedForwardOut = makeXavierLinear(list, name + ".feed_forward.out", width, feedForward);
  return block;
}

VisionTransformer::VisionTransformer(ParameterList& list, const std::string& prefix,
                                     const Shape& shape, at::Device device)
    : positions_(sineCosinePositions(shape.width, shape.side).to(device)) {
  patches_ = makeXavierLinear(list, prefix + "patches", shape.width, shape.values);
  classToken_ = list.normal(prefix + "class_token", {1, shape.width}, kInitialDeviation);
  for (int64_t layer = 0; layer < shape.layers; ++layer)
    blocks_.push_back(makeVisionBlock(list, prefix + "layers." + std::to_string(layer), shape.width,
                                      shape.heads, shape.feedForward));
  finalNorm_ = makeVisionNorm(list, prefix + "final_norm", shape.width);
}

at::Tensor VisionTransformer::operator()(const at::Tensor& patches, const at::Tensor& places,
                                         const Pass& pass) const {
  const int64_t count = patches.size(0), width = positions_.size(1);
  const at::Tensor grid = positions_.narrow(0, 1, positions_.size(0) - 1);
  const at::Tensor at = places.defined() ? at::embedding(grid, places) : grid;  // no gradient
  at::Tensor x = patches_(patches, pass).to(at::kFloat) + at;
  const at::Tensor first = (classToken_ + positions_.narrow(0, 0, 1)).unsqueeze(0);
  x = at::cat({first.expand({count, 1, width}), x}, 1);
  const Sequences sequences{count, x.size(1), /*causal=*/false, {}};
  x = x.reshape({-1, width});
  for (const Block& block : blocks_) x = block(x, sequences, pass);
  return finalNorm_(x).view({count, sequences.length, width});
}

}  // namespace unmask
