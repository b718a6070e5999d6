// CLIP: an encoder of pictures and one of captions into one space (Radford et al. 2021; recipes.md
// 0.5, section 8). The picture encoder is CLIP's vision transformer, or a residual network with a
// linear layer above it.
//
//   image.patches.weight [C,p*p*channels], image.class_token [C], image.positions [1+L,C],
//   image.first_norm, image.layers.N, image.final_norm; or image.* of resnet.h
//   image.projection.weight [D,features]
//   text.tokens.weight [V,W], text.positions.weight [T,W], text.layers.N, text.final_norm,
//   text.projection.weight [D,W]
//   scale []: the logarithm of 1 / temperature
#pragma once

#include <optional>

#include "core/engine/resnet.h"
#include "core/engine/transformer.h"
#include "core/spec/run_spec.h"

namespace unmask {

class PairModel {
 public:
  PairModel(const RunSpec&, at::Device);

  // float32 pixels [N,S,S,C] -> [N,F], as used for other tasks; and from there to the shared space.
  at::Tensor features(const at::Tensor& pixels, const Pass&) const;
  at::Tensor images(const at::Tensor& features, const Pass&) const;
  // ids int64 [N,T], ends int64 [N]: where each caption's end stands -> [N,D].
  at::Tensor texts(const at::Tensor& ids, const at::Tensor& ends, const Pass&) const;

  at::Tensor scale() const { return scale_.exp(); }
  void clampScale(double most);  // the parameter to [0, ln most]

  const ParameterList& parameters() const { return parameters_; }

 private:
  void makeVision(const RunSpec&);
  void makeText(const RunSpec&);

  const int64_t patch_;
  ParameterList parameters_;
  std::optional<ResNet> resNet_;
  Linear patches_;
  at::Tensor classToken_, imagePositions_;
  Norm firstNorm_, imageNorm_;
  std::vector<Block> imageBlocks_;
  Linear imageProjection_;
  at::Tensor tokens_, textPositions_;
  std::vector<Block> textBlocks_;
  Norm textNorm_;
  Linear textProjection_;
  at::Tensor scale_;
};

}  // namespace unmask
