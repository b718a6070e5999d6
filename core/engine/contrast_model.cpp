// SimCLR's encoder and head.
#include "core/engine/contrast_model.h"

#include <torch/torch.h>

#include "core/engine/picture_tensors.h"

namespace unmask {

ContrastModel::ContrastModel(const RunSpec& spec, at::Device device)
    : patch_(spec.pictureModel.patch), parameters_(static_cast<uint64_t>(spec.train.seed), device) {
  const PictureModelSettings& settings = spec.pictureModel;
  const auto& objective = std::get<ContrastiveSettings>(spec.objectiveSettings);
  int64_t in = spec.model.width;
  if (isResNet(settings)) {
    const ResNetShape shape = resNetShape(settings.encoder);
    resNet_.emplace(parameters_, "encoder.", shape, spec.channels);
    in = shape.widths.back();
  } else {
    const VisionTransformer::Shape shape{spec.model.layers,
                                         spec.model.heads,
                                         spec.model.width,
                                         spec.model.feedForward,
                                         patch_ * patch_ * spec.channels,
                                         objective.view.size / patch_};
    transformer_.emplace(parameters_, "encoder.", shape, device);
  }
  for (int64_t layer = 0; layer < settings.projectionLayers; ++layer) {
    const std::string name = "projection." + std::to_string(layer);
    const bool last = layer + 1 == settings.projectionLayers;
    const int64_t out = last ? settings.projectionWidth : settings.projectionHidden;
    ProjectionLayer made;
    made.linear = makeLinear(parameters_, name, out, in, /*bias=*/false, 0.01);
    made.norm = makeBatchNorm(parameters_, name + ".norm", out, /*bias=*/!last);
    projection_.push_back(std::move(made));
    in = out;
  }
}

at::Tensor ContrastModel::features(const at::Tensor& pixels, const Pass& pass) const {
  // The permuted tensor keeps its channels last in memory, which convolutions like.
  if (resNet_) return (*resNet_)(pixels.permute({0, 3, 1, 2}), pass);
  return (*transformer_)(patchify(pixels, patch_), {}, pass).select(1, 0);
}

at::Tensor ContrastModel::project(const at::Tensor& features, const Pass& pass) const {
  at::Tensor x = features;
  for (size_t i = 0; i < projection_.size(); ++i) {
    x = projection_[i].norm(projection_[i].linear(x, pass).to(at::kFloat), pass);
    if (i + 1 < projection_.size()) x = at::relu(x);
  }
  return x;
}

}  // namespace unmask
