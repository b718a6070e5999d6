// ALBEF's three encoders and its matching head.
#include "core/engine/match_model.h"

#include <torch/torch.h>

#include <cmath>

#include "core/engine/picture_tensors.h"

namespace unmask {

namespace {

ModelSettings textShape(const RunSpec& spec, int64_t layers) {
  ModelSettings shape;
  shape.layers = layers;
  shape.heads = spec.pictureModel.textHeads;
  shape.width = spec.pictureModel.textWidth;
  shape.feedForward = 4 * shape.width;
  shape.bias = true;
  return shape;
}

// bool [N,1,1,T]: up to the end.
at::Tensor upTo(const at::Tensor& ends, int64_t length) {
  return at::arange(length, ends.options())
      .unsqueeze(0)
      .le(ends.unsqueeze(1))
      .view({ends.size(0), 1, 1, length});
}

// Rows `places` of [N, ...]. embedding() rather than indexing: its backward adds in a fixed order
// on every thread count.
at::Tensor picked(const at::Tensor& rows, const at::Tensor& places) {
  std::vector<int64_t> shape = rows.sizes().vec();
  shape[0] = places.size(0);
  return at::embedding(rows.reshape({rows.size(0), -1}), places).view(shape);
}

}  // namespace

MatchModel::MatchModel(const RunSpec& spec, at::Device device)
    : patch_(spec.pictureModel.patch), parameters_(static_cast<uint64_t>(spec.train.seed), device) {
  ParameterList& list = parameters_;
  const ModelSettings& m = spec.model;
  const PictureModelSettings& p = spec.pictureModel;
  const auto& settings = std::get<ImageTextMatchingSettings>(spec.objectiveSettings);
  vision_.emplace(
      list, "image.",
      VisionTransformer::Shape{m.layers, m.heads, m.width, m.feedForward,
                               patch_ * patch_ * spec.channels, settings.view.size / patch_},
      device);
  const auto linear = [&](const std::string& name, int64_t out, int64_t in) {
    return makeLinear(list, name, out, in, /*bias=*/true, kInitialDeviation);
  };
  imageProjection_ = linear("image.projection", p.projectionWidth, m.width);

  const ModelSettings text = textShape(spec, p.textLayers);
  tokens_ =
      list.normal("text.tokens.weight", {vocabularySize(spec), text.width}, kInitialDeviation);
  positions_ = list.normal("text.positions.weight", {m.context, text.width}, kInitialDeviation);
  embeddingNorm_ = makeNorm(list, "text.embedding_norm", text);
  for (int64_t layer = 0; layer < p.textLayers; ++layer)
    textBlocks_.push_back(makeBlock(list, "text.layers." + std::to_string(layer), text));
  textNorm_ = makeNorm(list, "text.final_norm", text);
  textProjection_ = linear("text.projection", p.projectionWidth, text.width);

  const ModelSettings fusion = textShape(spec, p.fusionLayers);
  for (int64_t n = 0; n < p.fusionLayers; ++n) {
    const std::string name = "fusion.layers." + std::to_string(n);
    FusionLayer layer;
    layer.block = makeBlock(list, name, fusion);
    layer.crossNorm = makeNorm(list, name + ".cross_norm", fusion);
    layer.cross.heads = fusion.heads;
    layer.cross.scale = 1 / std::sqrt(static_cast<double>(fusion.width / fusion.heads));
    layer.cross.query = linear(name + ".cross.query", fusion.width, fusion.width);
    layer.cross.key = linear(name + ".cross.key", fusion.width, m.width);
    layer.cross.value = linear(name + ".cross.value", fusion.width, m.width);
    layer.cross.output = linear(name + ".cross.output", fusion.width, fusion.width);
    fusion_.push_back(std::move(layer));
  }
  fusionNorm_ = makeNorm(list, "fusion.final_norm", fusion);
  match_ = linear("match", 2, fusion.width);
  scale_ = list.constant("scale", {}, -std::log(settings.temperature));
}

at::Tensor MatchModel::imageTokens(const at::Tensor& pixels, const Pass& pass) const {
  return (*vision_)(patchify(pixels, patch_), {}, pass);
}

at::Tensor MatchModel::textTokens(const at::Tensor& ids, const at::Tensor& ends,
                                  const Pass& pass) const {
  const int64_t count = ids.size(0), length = ids.size(1), width = tokens_.size(1);
  const Sequences sequences{count, length, /*causal=*/false, upTo(ends, length)};
  at::Tensor x =
      (at::embedding(tokens_, ids) + positions_.narrow(0, 0, length)).view({count * length, width});
  x = embeddingNorm_(x);
  for (const Block& block : textBlocks_) x = block(x, sequences, pass);
  return textNorm_(x).view({count, length, width});
}

at::Tensor MatchModel::images(const at::Tensor& tokens, const Pass& pass) const {
  return imageProjection_(tokens.select(1, 0), pass).to(at::kFloat);
}

at::Tensor MatchModel::texts(const at::Tensor& tokens, const Pass& pass) const {
  return textProjection_(tokens.select(1, 0), pass).to(at::kFloat);
}

// Keys and values are made once a picture, however many captions look at it.
at::Tensor MatchModel::crossed(const FusionLayer& layer, const at::Tensor& x,
                               const at::Tensor& imageTokens, const at::Tensor& pictures,
                               const Pass& pass) const {
  const int64_t count = pictures.size(0), heads = layer.cross.heads, width = x.size(1);
  const auto split = [&](const at::Tensor& rows) {  // [P,L,W] -> [P,heads,L,W/heads]
    return rows.to(pass.attention).view({count, -1, heads, width / heads}).transpose(1, 2);
  };
  const at::Tensor query = layer.cross.query(layer.crossNorm(x), pass);
  const at::Tensor key = picked(layer.cross.key(imageTokens, pass), pictures);
  const at::Tensor value = picked(layer.cross.value(imageTokens, pass), pictures);
  const at::Tensor mixed = at::scaled_dot_product_attention(
      split(query), split(key), split(value), {}, pass.dropout, false, layer.cross.scale);
  return dropped(
      layer.cross.output(mixed.transpose(1, 2).reshape({-1, width}), pass).to(at::kFloat), pass);
}

at::Tensor MatchModel::match(const at::Tensor& imageTokens, const at::Tensor& textTokens,
                             const at::Tensor& ends, const Pairs& pairs, const Pass& pass) const {
  const int64_t count = pairs.captions.size(0), length = textTokens.size(1);
  const Sequences sequences{count, length, /*causal=*/false,
                            upTo(ends.index_select(0, pairs.captions), length)};
  at::Tensor x = picked(textTokens, pairs.captions).view({count * length, -1});
  for (const FusionLayer& layer : fusion_) {
    const Block& block = layer.block;
    x = x + block.attention(block.attentionNorm(x), sequences, pass);
    x = x + crossed(layer, x, imageTokens, pairs.pictures, pass);
    x = x + block.feedForward(block.feedForwardNorm(x), pass);
  }
  return match_(fusionNorm_(x.view({count, length, -1}).select(1, 0)), pass).to(at::kFloat);
}

void MatchModel::clampScale() {
  const at::NoGradGuard noGrad;
  scale_.clamp_(-std::log(kWarmestMatching), -std::log(kColdestMatching));
}

}  // namespace unmask
