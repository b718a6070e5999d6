// T5 v1.1: the whole model.
#include "core/engine/t5.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>

namespace unmask {

at::Tensor RmsNorm::operator()(const at::Tensor& x) const {
  constexpr double kEpsilon = 1e-6;
  return x * (x.square().mean(-1, /*keepdim=*/true) + kEpsilon).rsqrt() * weight;
}

int64_t positionBucket(int64_t relative, bool bothDirections, int64_t buckets, int64_t longest) {
  int64_t first = 0;
  int64_t distance = -relative;
  if (bothDirections) {
    buckets /= 2;
    if (relative > 0) first = buckets;
    distance = std::abs(relative);
  }
  distance = std::max<int64_t>(0, distance);
  const int64_t single = buckets / 2;
  if (distance < single) return first + distance;
  // In float32, as the reference.
  const float share =
      std::log(static_cast<float>(distance) / static_cast<float>(single)) /
      static_cast<float>(std::log(static_cast<double>(longest) / static_cast<double>(single)));
  const auto wide = static_cast<int64_t>(share * static_cast<float>(buckets - single));
  return first + std::min(single + wide, buckets - 1);
}

T5::T5(const ModelSettings& settings, int64_t vocabulary, uint64_t seed, at::Device device)
    : EncoderDecoder(ParameterList(seed, device)), settings_(settings) {
  tokens_ = parameters_.normal("tokens.weight", {vocabulary, settings.width}, 1);
  encoder_ = makeHalf("encoder", settings.layers, /*decodes=*/false);
  decoder_ = makeHalf("decoder", settings.decoderLayers, /*decodes=*/true);
  head_ = makeLinear("head", vocabulary, settings.width,
                     0.2 / std::sqrt(static_cast<double>(settings.width)));
}

Linear T5::makeLinear(const std::string& name, int64_t out, int64_t in, double deviation) {
  Linear linear;
  linear.weight = parameters_.normal(name + ".weight", {out, in}, deviation);
  return linear;
}

RmsNorm T5::makeNorm(const std::string& name) {
  return {parameters_.constant(name + ".weight", {settings_.width}, 1)};
}

Attention T5::makeAttention(const std::string& name) {
  const int64_t width = settings_.width;
  const int64_t headWidth = settings_.headWidth > 0 ? settings_.headWidth : width / settings_.heads;
  const int64_t inner = settings_.heads * headWidth;
  const auto root = [](int64_t n) { return 1 / std::sqrt(static_cast<double>(n)); };
  Attention attention;
  attention.heads = settings_.heads;
  attention.query = makeLinear(name + ".query", inner, width, root(width * headWidth));
  attention.key = makeLinear(name + ".key", inner, width, root(width));
  attention.value = makeLinear(name + ".value", inner, width, root(width));
  attention.output = makeLinear(name + ".output", width, inner, root(inner));
  return attention;
}

T5::Half T5::makeHalf(const std::string& name, int64_t layers, bool decodes) {
  const int64_t width = settings_.width, wide = settings_.feedForward;
  const double deviation = 1 / std::sqrt(static_cast<double>(width));
  Half half;
  half.positionBias = parameters_.normal(name + ".position_bias.weight",
                                         {settings_.positionBuckets, settings_.heads}, deviation);
  for (int64_t n = 0; n < layers; ++n) {
    const std::string at = name + ".layers." + std::to_string(n);
    Layer layer;
    layer.attentionNorm = makeNorm(at + ".attention_norm");
    layer.attention = makeAttention(at + ".attention");
    if (decodes) {
      layer.crossNorm = makeNorm(at + ".cross_norm");
      layer.cross = makeAttention(at + ".cross");
    }
    layer.feedForwardNorm = makeNorm(at + ".feed_forward_norm");
    layer.gate = makeLinear(at + ".feed_forward.gate", wide, width, deviation);
    layer.in = makeLinear(at + ".feed_forward.in", wide, width, deviation);
    layer.out =
        makeLinear(at + ".feed_forward.out", width, wide, 1 / std::sqrt(static_cast<double>(wide)));
    half.layers.push_back(std::move(layer));
  }
  half.finalNorm = makeNorm(name + ".final_norm");
  return half;
}

at::Tensor T5::embedded(const at::Tensor& ids, const Pass& pass) const {
  return dropped(at::embedding(tokens_, ids).view({-1, settings_.width}), pass);
}

at::Tensor T5::biasOf(const Half& half, int64_t from, int64_t length, bool bothDirections) const {
  std::vector<int64_t> buckets;
  buckets.reserve(static_cast<size_t>((length - from) * length));
  for (int64_t query = from; query < length; ++query)
    for (int64_t key = 0; key < length; ++key)
      buckets.push_back(positionBucket(key - query, bothDirections, settings_.positionBuckets,
                                       settings_.positionDistance));
  const at::Tensor ids =
      at::tensor(buckets, at::kLong).view({length - from, length}).to(half.positionBias.device());
  return at::embedding(half.positionBias, ids).permute({2, 0, 1}).unsqueeze(0);
}

at::Tensor T5::feedForward(const Layer& layer, const at::Tensor& x, const Pass& pass) const {
  const at::Tensor normed = layer.feedForwardNorm(x);
  const at::Tensor inner = at::gelu(layer.gate(normed, pass), "tanh") * layer.in(normed, pass);
  return x + dropped(layer.out(dropped(inner, pass), pass).to(at::kFloat), pass);
}

at::Tensor T5::encode(const ModelInput& input, const Pass& pass) const {
  Attention::Sight sight{input.ids.size(0), {}, {}, false};
  sight.bias = biasOf(encoder_, 0, input.ids.size(1), /*bothDirections=*/true);
  if (input.attend.defined()) sight.attend = input.attend.view({sight.count, 1, 1, -1});
  at::Tensor x = embedded(input.ids, pass);
  for (const Layer& layer : encoder_.layers) {
    const at::Tensor normed = layer.attentionNorm(x);
    x = x + layer.attention(normed, normed, sight, pass);
    x = feedForward(layer, x, pass);
  }
  return dropped(encoder_.finalNorm(x), pass);
}

at::Tensor T5::decode(const at::Tensor& memory, const ModelInput& input, const Pass& pass,
                      Kept* kept) const {
  const int64_t count = input.decoderIds.size(0), read = kept ? kept->read : 0;
  Attention::Sight past{count, {}, {}, /*causal=*/true}, source{count, {}, {}, false};
  past.bias = biasOf(decoder_, read, read + input.decoderIds.size(1), /*bothDirections=*/false);
  if (input.attend.defined()) source.attend = input.attend.view({count, 1, 1, -1});
  at::Tensor x = embedded(input.decoderIds, pass);
  if (kept) kept->layers.resize(decoder_.layers.size());
  for (size_t n = 0; n < decoder_.layers.size(); ++n) {
    const Layer& layer = decoder_.layers[n];
    KeptLayer* known = kept ? &kept->layers[n] : nullptr;
    const at::Tensor normed = layer.attentionNorm(x);
    x = x + layer.attention(normed, normed, past, pass, known ? &known->own : nullptr);
    x = x + layer.cross(layer.crossNorm(x), memory, source, pass, known ? &known->memory : nullptr);
    x = feedForward(layer, x, pass);
  }
  if (kept) kept->read += input.decoderIds.size(1);
  return dropped(decoder_.finalNorm(x), pass);
}

at::Tensor T5::logits(const at::Tensor& hidden, const Pass& pass) const {
  return head_(hidden, pass).to(at::kFloat);
}

}  // namespace unmask
