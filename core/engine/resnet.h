// Residual networks of two convolutions a block (He et al. 2016): ResNet-18 with its own stem or
// one for small pictures, and a narrow one of 20 layers. Shapes: spec/picture_model.h.
//
//   stem.weight [C,in,k,k], stem_norm, stages.S.B.first, .first_norm, .second, .second_norm and,
//   where a block changes the shape, .shortcut, .shortcut_norm (batch_norm.h)
#pragma once

#include "core/engine/batch_norm.h"
#include "core/spec/picture_model.h"

namespace unmask {

class ResNet {
 public:
  ResNet(ParameterList&, const std::string& prefix, ResNetShape, int64_t channels);
  // float32 [N,C,H,W] -> the mean over the last stage's places, float32 [N,width].
  at::Tensor operator()(const at::Tensor& pixels, const Pass&) const;

 private:
  struct ResidualBlock {
    int64_t stride = 1;
    at::Tensor first, second, shortcut;  // shortcut undefined: the input itself
    BatchNorm firstNorm, secondNorm, shortcutNorm;
    at::Tensor operator()(const at::Tensor& x, const Pass&) const;
  };
  const ResNetShape shape_;
  at::Tensor stem_;
  BatchNorm stemNorm_;
  std::vector<ResidualBlock> blocks_;
};

}  // namespace unmask
