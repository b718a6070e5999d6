// SimCLR: an encoder of pictures and a projection head that only the loss sees (Chen et al. 2020;
// recipes.md 5.3).
//
//   encoder.* (resnet.h or vision_transformer.h), projection.N.weight [out,in] and
//   projection.N.norm (batch_norm.h); the last one's norm has no bias
#pragma once

#include <optional>

#include "core/engine/resnet.h"
#include "core/engine/vision_transformer.h"
#include "core/spec/run_spec.h"

namespace unmask {

class ContrastModel {
 public:
  ContrastModel(const RunSpec&, at::Device);
  // float32 pixels [N,S,S,C] -> features [N,F]: what is used afterwards.
  at::Tensor features(const at::Tensor& pixels, const Pass&) const;
  // features -> [N,projection_width]: what the loss compares.
  at::Tensor project(const at::Tensor& features, const Pass&) const;

  const ParameterList& parameters() const { return parameters_; }

 private:
  struct ProjectionLayer {
    Linear linear;
    BatchNorm norm;
  };
  const int64_t patch_;
  ParameterList parameters_;
  std::optional<ResNet> resNet_;
  std::optional<VisionTransformer> transformer_;
  std::vector<ProjectionLayer> projection_;
};

}  // namespace unmask
