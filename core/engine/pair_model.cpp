// CLIP's two towers, initialised as its code does: the text tower by width and depth, the vision
// transformer's blocks as PyTorch's layers come.
#include "core/engine/pair_model.h"

#include <torch/torch.h>

#include "core/engine/picture_tensors.h"

namespace unmask {

namespace {

Norm clipNorm(ParameterList& list, const std::string& name, int64_t width) {
  return {list.constant(name + ".weight", {width}, 1), list.constant(name + ".bias", {width}, 0),
          1e-5};
}

// PyTorch's Linear: weights and biases even within 1 / sqrt(in).
Linear defaultLinear(ParameterList& list, const std::string& name, int64_t out, int64_t in) {
  const double bound = 1 / std::sqrt(static_cast<double>(in));
  return {list.uniform(name + ".weight", {out, in}, bound),
          list.uniform(name + ".bias", {out}, bound)};
}

// PyTorch's MultiheadAttention and Linear.
Block visionBlock(ParameterList& list, const std::string& name, const ModelSettings& m) {
  const int64_t width = m.width;
  Block block;
  block.heads = m.heads;
  block.quickGelu = true;
  block.attentionNorm = clipNorm(list, name + ".attention_norm", width);
  block.qkv = {list.uniform(name + ".attention.qkv.weight", {3 * width, width},
                            std::sqrt(6.0 / static_cast<double>(4 * width))),
               list.constant(name + ".attention.qkv.bias", {3 * width}, 0)};
  block.attentionOutput = {list.uniform(name + ".attention.output.weight", {width, width},
                                        1 / std::sqrt(static_cast<double>(width))),
                           list.constant(name + ".attention.output.bias", {width}, 0)};
  block.feedForwardNorm = clipNorm(list, name + ".feed_forward_norm", width);
  block.feedForwardIn = defaultLinear(list, name + ".feed_forward.in", m.feedForward, width);
  block.feedForwardOut = defaultLinear(list, name + ".feed_forward.out", width, m.feedForward);
  return block;
}

Block textBlock(ParameterList& list, const std::string& name, int64_t width, int64_t heads,
                int64_t layers) {
  const double attention = 1 / std::sqrt(static_cast<double>(width));
  const double residual = attention / std::sqrt(static_cast<double>(2 * layers));
  Block block;
  block.heads = heads;
  block.quickGelu = true;
  block.attentionNorm = clipNorm(list, name + ".attention_norm", width);
  block.qkv = makeLinear(list, name + ".attention.qkv", 3 * width, width, true, attention);
  block.attentionOutput =
      makeLinear(list, name + ".attention.output", width, width, true, residual);
  block.feedForwardNorm = clipNorm(list, name + ".feed_forward_norm", width);
  block.feedForwardIn = makeLinear(list, name + ".feed_forward.in", 4 * width, width, true,
                                   attention / std::sqrt(2.0));
  block.feedForwardOut = makeLinear(list, name + ".feed_forward.out", width, 4 * width, true,
                                    residual);
  return block;
}

}  // namespace

PairModel::PairModel(const RunSpec& spec, at::Device device)
    : patch_(spec.pictureModel.patch), parameters_(static_cast<uint64_t>(spec.train.seed), device) {
  makeVision(spec);
  makeText(spec);
  const auto& settings = std::get<ImageTextContrastSettings>(spec.objectiveSettings);
  scale_ = parameters_.constant("scale", {}, -std::log(settings.temperature));
}

void PairModel::makeVision(const RunSpec& spec) {
  ParameterList& list = parameters_;
  int64_t width = spec.model.width;
  if (isResNet(spec.pictureModel)) {
    const ResNetShape shape = resNetShape(spec.pictureModel.encoder);
    resNet_.emplace(list, "image.", shape, spec.channels);
    width = shape.widths.back();
  } else {
    const auto& view = std::get<ImageTextContrastSettings>(spec.objectiveSettings).view;
    const int64_t side = view.size / patch_, values = patch_ * patch_ * spec.channels;
    const double deviation = 1 / std::sqrt(static_cast<double>(width));
    patches_.weight = list.uniform("image.patches.weight", {width, values},
                                   1 / std::sqrt(static_cast<double>(values)));
    classToken_ = list.normal("image.class_token", {width}, deviation);
    imagePositions_ = list.normal("image.positions", {1 + side * side, width}, deviation);
    firstNorm_ = clipNorm(list, "image.first_norm", width);
    for (int64_t layer = 0; layer < spec.model.layers; ++layer)
      imageBlocks_.push_back(
          visionBlock(list, "image.layers." + std::to_string(layer), spec.model));
    imageNorm_ = clipNorm(list, "image.final_norm", width);
  }
  imageProjection_ = makeLinear(list, "image.projection", spec.pictureModel.projectionWidth, width,
                                false, 1 / std::sqrt(static_cast<double>(width)));
}

void PairModel::makeText(const RunSpec& spec) {
  ParameterList& list = parameters_;
  const PictureModelSettings& p = spec.pictureModel;
  tokens_ = list.normal("text.tokens.weight", {vocabularySize(spec), p.textWidth}, 0.02);
  textPositions_ = list.normal("text.positions.weight", {spec.model.context, p.textWidth}, 0.01);
  for (int64_t layer = 0; layer < p.textLayers; ++layer)
    textBlocks_.push_back(textBlock(list, "text.layers." + std::to_string(layer), p.textWidth,
                                    p.textHeads, p.textLayers));
  textNorm_ = clipNorm(list, "text.final_norm", p.textWidth);
  textProjection_ = makeLinear(list, "text.projection", p.projectionWidth, p.textWidth, false,
                               1 / std::sqrt(static_cast<double>(p.textWidth)));
}

at::Tensor PairModel::features(const at::Tensor& pixels, const Pass& pass) const {
  if (resNet_) return (*resNet_)(pixels.permute({0, 3, 1, 2}), pass);
  const at::Tensor patches = patchify(pixels, patch_);
  const int64_t count = patches.size(0), width = classToken_.size(0);
  at::Tensor x = at::cat({classToken_.view({1, 1, width}).expand({count, 1, width}),
                          patches_(patches, pass).to(at::kFloat)},
                         1);
  x = x + imagePositions_;
  const Sequences sequences{count, x.size(1), /*causal=*/false, {}};
  x = firstNorm_(x.view({-1, width}));
  for (const Block& block : imageBlocks_) x = block(x, sequences, pass);
  return imageNorm_(x.view({count, -1, width}).select(1, 0));
}

at::Tensor PairModel::images(const at::Tensor& features, const Pass& pass) const {
  return imageProjection_(features, pass).to(at::kFloat);
}

at::Tensor PairModel::texts(const at::Tensor& ids, const at::Tensor& ends, const Pass& pass) const {
  const int64_t count = ids.size(0), length = ids.size(1), width = tokens_.size(1);
  const Sequences sequences{count, length, /*causal=*/true, {}};
  at::Tensor x = (at::embedding(tokens_, ids) + textPositions_.narrow(0, 0, length))
                     .view({count * length, width});
  for (const Block& block : textBlocks_) x = block(x, sequences, pass);
  // The end has seen the whole caption, and what stands after it is not looked at.
  const at::Tensor rows = at::arange(count, ends.options()) * length + ends;
  return textProjection_(at::embedding(textNorm_(x), rows), pass).to(at::kFloat);
}

void PairModel::clampScale(double most) {
  const at::NoGradGuard noGrad;
  scale_.clamp_(0, std::log(most));
}

}  // namespace unmask
