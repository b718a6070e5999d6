// BEiT: the whole model.
#include "core/engine/beit.h"

#include <torch/torch.h>

#include <cmath>

namespace unmask {

namespace {

constexpr double kLayerScale = 0.1;  // BEiT-B's; also for the smaller ones

const MaskedTokensSettings& objectiveOf(const RunSpec& spec) {
  return std::get<MaskedTokensSettings>(spec.objectiveSettings);
}

}  // namespace

at::Tensor relativePositionIndex(int64_t side) {
  const int64_t span = 2 * side - 1, tokens = 1 + side * side, own = span * span;
  const at::Tensor place = at::arange(side * side, at::kLong);
  const at::Tensor row = place.div(side, "floor"), column = place.remainder(side);
  const auto apart = [side](const at::Tensor& at) {
    return at.unsqueeze(1) - at.unsqueeze(0) + (side - 1);
  };
  at::Tensor index = at::empty({tokens, tokens}, at::kLong);
  index.slice(0, 1).slice(1, 1).copy_(apart(row) * span + apart(column));
  index.select(0, 0).fill_(own);      // from the class token to a patch
  index.select(1, 0).fill_(own + 1);  // from a patch to the class token
  index[0][0] = own + 2;
  return index;
}

// recipes.md 0.5: N(0, .02) cut at one deviation; what writes to the residual stream is divided by
// the root of twice its layer's number.
Linear Beit::makeLinear(const std::string& name, int64_t out, int64_t in, double divisor) {
  const double deviation = kInitialDeviation / divisor;
  Linear linear;
  linear.weight = parameters_.truncatedNormal(name + ".weight", {out, in}, deviation, deviation);
  linear.bias = parameters_.constant(name + ".bias", {out}, 0);
  return linear;
}

Norm Beit::makeNorm(const std::string& name) {
  return {parameters_.constant(name + ".weight", {settings_.width}, 1),
          parameters_.constant(name + ".bias", {settings_.width}, 0), 1e-6};
}

Beit::Layer Beit::makeLayer(int64_t number) {
  const int64_t width = settings_.width;
  const double divisor = std::sqrt(2.0 * static_cast<double>(number + 1));
  const std::string name = "layers." + std::to_string(number);
  Layer layer;
  layer.attentionNorm = makeNorm(name + ".attention_norm");
  layer.qkv = parameters_.truncatedNormal(name + ".attention.qkv.weight", {3 * width, width},
                                          kInitialDeviation, kInitialDeviation);
  layer.queryBias = parameters_.constant(name + ".attention.query.bias", {width}, 0);
  layer.valueBias = parameters_.constant(name + ".attention.value.bias", {width}, 0);
  layer.output = makeLinear(name + ".attention.output", width, width, divisor);
  layer.attentionScale = parameters_.constant(name + ".attention_scale", {width}, kLayerScale);
  layer.feedForwardNorm = makeNorm(name + ".feed_forward_norm");
  layer.feedForwardIn = makeLinear(name + ".feed_forward.in", settings_.feedForward, width);
  layer.feedForwardOut =
      makeLinear(name + ".feed_forward.out", width, settings_.feedForward, divisor);
  layer.feedForwardScale = parameters_.constant(name + ".feed_forward_scale", {width}, kLayerScale);
  return layer;
}

Beit::Beit(const RunSpec& spec, at::Device device)
    : settings_(spec.model),
      index_(relativePositionIndex(patchGrid(objectiveOf(spec))).to(device)),
      parameters_(static_cast<uint64_t>(spec.train.seed), device) {
  const int64_t width = settings_.width, patch = objectiveOf(spec).patch;
  const int64_t span = 2 * patchGrid(objectiveOf(spec)) - 1;
  patches_ = makeLinear("patches", width, patch * patch * spec.channels);
  // One dimension: it does not decay (recipes.md 0.3).
  classToken_ =
      parameters_.truncatedNormal("class_token", {width}, kInitialDeviation, kInitialDeviation);
  maskToken_ =
      parameters_.truncatedNormal("mask_token", {1, width}, kInitialDeviation, kInitialDeviation);
  positionBias_ =
      parameters_.constant("position_bias.weight", {span * span + 3, settings_.heads}, 0);
  if (spec.pictureModel.absolutePositions)
    positions_ = parameters_.truncatedNormal("positions", {positionsOf(spec) * width},
                                             kInitialDeviation, kInitialDeviation);
  for (int64_t n = 0; n < settings_.layers; ++n) layers_.push_back(makeLayer(n));
  finalNorm_ = makeNorm("final_norm");
  head_ = makeLinear("head", vocabularySize(spec), width);
}

at::Tensor Beit::attention(const Layer& layer, const at::Tensor& x, int64_t count,
                           const at::Tensor& bias, const Pass& pass) const {
  const int64_t width = settings_.width, heads = settings_.heads;
  const at::Tensor biases =
      at::cat({layer.queryBias, at::zeros_like(layer.queryBias), layer.valueBias});
  const std::vector<at::Tensor> parts = Linear{layer.qkv, biases}(x, pass)
                                            .to(pass.attention)
                                            .view({count, -1, 3, heads, width / heads})
                                            .permute({2, 0, 3, 1, 4})
                                            .unbind(0);
  at::Tensor mixed = at::scaled_dot_product_attention(parts[0], parts[1], parts[2],
                                                      bias.to(pass.attention), pass.dropout);
  mixed = mixed.transpose(1, 2).reshape({x.size(0), width});
  return dropped(layer.output(mixed, pass).to(at::kFloat), pass);
}

at::Tensor Beit::encode(const at::Tensor& patches, const at::Tensor& hidden,
                        const Pass& pass) const {
  const int64_t count = patches.size(0), width = settings_.width;
  at::Tensor x = patches_(patches, pass).to(at::kFloat);
  // Multiplied out rather than chosen: the mask token's gradient is then a plain sum.
  if (hidden.defined()) {
    const at::Tensor weight = hidden.to(at::kFloat).unsqueeze(2);
    x = x * (1 - weight) + maskToken_ * weight;
  }
  x = at::cat({classToken_.view({1, 1, width}).expand({count, 1, width}), x}, 1);
  const int64_t tokens = x.size(1);
  if (positions_.defined()) x = x + positions_.view({tokens, width});
  x = x.reshape({count * tokens, width});
  // By embedding(), whose backward adds in a fixed order on every thread count: [1,heads,T,T].
  const at::Tensor bias = at::embedding(positionBias_, index_).permute({2, 0, 1}).unsqueeze(0);
  for (const Layer& layer : layers_) {
    x = x + layer.attentionScale * attention(layer, layer.attentionNorm(x), count, bias, pass);
    const at::Tensor inner = at::gelu(layer.feedForwardIn(layer.feedForwardNorm(x), pass));
    x = x +
        layer.feedForwardScale * dropped(layer.feedForwardOut(inner, pass).to(at::kFloat), pass);
  }
  return finalNorm_(x);
}

at::Tensor Beit::logits(const at::Tensor& tokens, const Pass& pass) const {
  return head_(tokens, pass).to(at::kFloat);
}

}  // namespace unmask
