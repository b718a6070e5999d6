// BART: the whole model.
#include "core/engine/bart.h"

#include <torch/torch.h>

#include <cmath>

namespace unmask {

Bart::Bart(const ModelSettings& settings, int64_t vocabulary, uint64_t seed, at::Device device)
    : EncoderDecoder(ParameterList(seed, device)), settings_(settings) {
  tokens_ = parameters_.normal("tokens.weight", {vocabulary, settings.width}, kInitialDeviation);
  encoder_ = makeHalf("encoder", settings.layers, /*decodes=*/false);
  decoder_ = makeHalf("decoder", settings.decoderLayers, /*decodes=*/true);
}

Norm Bart::makeNorm(const std::string& name) {
  Norm norm;
  norm.weight = parameters_.constant(name + ".weight", {settings_.width}, 1);
  norm.bias = parameters_.constant(name + ".bias", {settings_.width}, 0);
  return norm;
}

Attention Bart::makeAttention(const std::string& name) {
  const int64_t width = settings_.width;
  const auto linear = [&](const char* part) {
    return makeLinear(parameters_, name + part, width, width, /*bias=*/true, kInitialDeviation);
  };
  Attention attention;
  attention.heads = settings_.heads;
  attention.scale = 1 / std::sqrt(static_cast<double>(width / settings_.heads));
  attention.query = linear(".query");
  attention.key = linear(".key");
  attention.value = linear(".value");
  attention.output = linear(".output");
  return attention;
}

Bart::Half Bart::makeHalf(const std::string& name, int64_t layers, bool decodes) {
  const int64_t width = settings_.width, wide = settings_.feedForward;
  Half half;
  half.positions =
      parameters_.normal(name + ".positions.weight", {settings_.context, width}, kInitialDeviation);
  half.embeddingNorm = makeNorm(name + ".embedding_norm");
  for (int64_t n = 0; n < layers; ++n) {
    const std::string at = name + ".layers." + std::to_string(n);
    Layer layer;
    layer.attention = makeAttention(at + ".attention");
    layer.attentionNorm = makeNorm(at + ".attention_norm");
    if (decodes) {
      layer.cross = makeAttention(at + ".cross");
      layer.crossNorm = makeNorm(at + ".cross_norm");
    }
    layer.in = makeLinear(parameters_, at + ".feed_forward.in", wide, width, /*bias=*/true,
                          kInitialDeviation);
    layer.out = makeLinear(parameters_, at + ".feed_forward.out", width, wide, /*bias=*/true,
                           kInitialDeviation);
    layer.feedForwardNorm = makeNorm(at + ".feed_forward_norm");
    half.layers.push_back(std::move(layer));
  }
  return half;
}

at::Tensor Bart::embedded(const Half& half, const at::Tensor& ids, int64_t from,
                          const Pass& pass) const {
  const at::Tensor x = at::embedding(tokens_, ids) + half.positions.narrow(0, from, ids.size(1));
  return dropped(half.embeddingNorm(x.view({-1, settings_.width})), pass);
}

at::Tensor Bart::feedForward(const Layer& layer, const at::Tensor& x, const Pass& pass) const {
  const at::Tensor inner = at::gelu(layer.in(x, pass));
  return layer.feedForwardNorm(x + dropped(layer.out(inner, pass).to(at::kFloat), pass));
}

at::Tensor Bart::encode(const ModelInput& input, const Pass& pass) const {
  Attention::Sight sight{input.ids.size(0), {}, {}, false};
  if (input.attend.defined()) sight.attend = input.attend.view({sight.count, 1, 1, -1});
  at::Tensor x = embedded(encoder_, input.ids, 0, pass);
  for (const Layer& layer : encoder_.layers) {
    x = layer.attentionNorm(x + layer.attention(x, x, sight, pass));
    x = feedForward(layer, x, pass);
  }
  return x;
}

at::Tensor Bart::decode(const at::Tensor& memory, const ModelInput& input, const Pass& pass,
                        Kept* kept) const {
  const int64_t count = input.decoderIds.size(0);
  const Attention::Sight past{count, {}, {}, /*causal=*/true};
  Attention::Sight source{count, {}, {}, false};
  if (input.attend.defined()) source.attend = input.attend.view({count, 1, 1, -1});
  at::Tensor x = embedded(decoder_, input.decoderIds, kept ? kept->read : 0, pass);
  if (kept) kept->layers.resize(decoder_.layers.size());
  for (size_t n = 0; n < decoder_.layers.size(); ++n) {
    const Layer& layer = decoder_.layers[n];
    KeptLayer* known = kept ? &kept->layers[n] : nullptr;
    x = layer.attentionNorm(x + layer.attention(x, x, past, pass, known ? &known->own : nullptr));
    x = layer.crossNorm(x + layer.cross(x, memory, source, pass, known ? &known->memory : nullptr));
    x = feedForward(layer, x, pass);
  }
  if (kept) kept->read += input.decoderIds.size(1);
  return x;
}

at::Tensor Bart::logits(const at::Tensor& hidden, const Pass& pass) const {
  return Linear{tokens_, {}}(hidden, pass).to(at::kFloat);
}

}  // namespace unmask
