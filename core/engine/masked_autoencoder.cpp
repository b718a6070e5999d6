// MAE's encoder and decoder.
#include "core/engine/masked_autoencoder.h"

#include <torch/torch.h>

namespace unmask {

namespace {

const MaskedPixelsSettings& objectiveOf(const RunSpec& spec) {
  return std::get<MaskedPixelsSettings>(spec.objectiveSettings);
}

VisionTransformer::Shape encoderShape(const RunSpec& spec) {
  const MaskedPixelsSettings& masked = objectiveOf(spec);
  return {spec.model.layers,      spec.model.heads,
          spec.model.width,       spec.model.feedForward,
          masked.patch * masked.patch * spec.channels, patchGrid(masked)};
}

}  // namespace

MaskedAutoencoder::MaskedAutoencoder(const RunSpec& spec, at::Device device)
    : parameters_(static_cast<uint64_t>(spec.train.seed), device),
      encoder_(parameters_, "encoder.", encoderShape(spec), device),
      decoderPositions_(
          sineCosinePositions(spec.pictureModel.decoderWidth, patchGrid(objectiveOf(spec)))
              .to(device)) {
  const int64_t width = spec.pictureModel.decoderWidth;
  ParameterList& list = parameters_;
  decoderIn_ = makeXavierLinear(list, "decoder.in", width, spec.model.width);
  maskToken_ = list.normal("decoder.mask_token", {1, width}, kInitialDeviation);
  for (int64_t layer = 0; layer < spec.model.decoderLayers; ++layer)
    decoderBlocks_.push_back(makeVisionBlock(list, "decoder.layers." + std::to_string(layer), width,
                                             spec.pictureModel.decoderHeads, 4 * width));
  decoderNorm_ = makeVisionNorm(list, "decoder.final_norm", width);
  decoderOut_ = makeXavierLinear(list, "decoder.out", encoderShape(spec).values, width);
}

MaskedAutoencoder::Places MaskedAutoencoder::placesOf(const at::Tensor& hidden) {
  const auto columns = [&](const at::Tensor& wanted) {
    return wanted.nonzero().select(1, 1).view({hidden.size(0), -1});
  };
  return {columns(hidden.logical_not()), columns(hidden)};
}

at::Tensor MaskedAutoencoder::encode(const at::Tensor& patches, const Places& places,
                                     const Pass& pass) const {
  const at::Tensor index = places.visible.unsqueeze(2).expand({-1, -1, patches.size(2)});
  return encoder_(patches.gather(1, index), places.visible, pass);
}

at::Tensor MaskedAutoencoder::features(const at::Tensor& patches, const Pass& pass) const {
  return encoder_(patches, {}, pass).select(1, 0);
}

at::Tensor MaskedAutoencoder::predict(const at::Tensor& encoded, const Places& places,
                                      const Pass& pass) const {
  const int64_t count = encoded.size(0), seen = encoded.size(1), width = maskToken_.size(1);
  const int64_t all = seen + places.hidden.size(1);
  const at::Tensor x = decoderIn_(encoded.reshape({count * seen, -1}), pass).to(at::kFloat);
  // Of every place the row of `rows` that stands there: its own token, or the mask token. By
  // embedding(), whose backward adds in a fixed order on every thread count.
  const at::Tensor rows = at::cat({x, maskToken_});
  const auto options = places.visible.options();
  at::Tensor from = at::full({count, all}, count * seen, options);
  const at::Tensor begins = (at::arange(count, options) * seen).unsqueeze(1);
  from.select(1, 0).copy_(begins.squeeze(1));
  from.scatter_(1, places.visible + 1, begins + at::arange(1, seen, options));
  at::Tensor tokens = at::embedding(rows, from) + decoderPositions_;
  const Sequences sequences{count, all, /*causal=*/false, {}};
  tokens = tokens.reshape({count * all, width});
  for (const Block& block : decoderBlocks_) tokens = block(tokens, sequences, pass);
  tokens = decoderNorm_(tokens);
  const at::Tensor wanted =
      (at::arange(count, options) * all).unsqueeze(1) + places.hidden + 1;  // [B,L-K]
  return decoderOut_(at::embedding(tokens, wanted), pass).to(at::kFloat);
}

}  // namespace unmask
