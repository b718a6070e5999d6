// ALBEF: an encoder of pictures, one of captions, and a fusion encoder in which the caption looks
// at the picture's tokens (Li et al. 2021; recipes.md section 9). Left out: its momentum encoders
// with their queues, and the masked words that it predicts beside. The layer norms come before the
// sub-layers, which trains at small size; BERT, of which ALBEF's text half is made, has them after.
//
//   image.* of vision_transformer.h, image.projection [D,C]
//   text.tokens.weight [V,W], text.positions.weight [T,W], text.embedding_norm, text.layers.N,
//   text.final_norm, text.projection [D,W]
//   fusion.layers.N: attention_norm, attention.qkv, attention.output, cross_norm,
//     cross.{query,output} [W,W], cross.{key,value} [W,C], feed_forward_norm, feed_forward.in,
//     feed_forward.out; fusion.final_norm
//   match [2,W]: column 1 is "match"
//   scale []: the logarithm of 1 / temperature
#pragma once

#include <optional>

#include "core/engine/encoder_decoder.h"
#include "core/engine/vision_transformer.h"
#include "core/spec/run_spec.h"

namespace unmask {

class MatchModel {
 public:
  MatchModel(const RunSpec&, at::Device);

  // float32 pixels [N,S,S,C] -> tokens [N,K,C], the class token first.
  at::Tensor imageTokens(const at::Tensor& pixels, const Pass&) const;
  // ids int64 [N,T], ends int64 [N], behind which nothing is looked at -> [N,T,W], [CLS] first.
  at::Tensor textTokens(const at::Tensor& ids, const at::Tensor& ends, const Pass&) const;
  // The first token of either, in the shared space: [N,D].
  at::Tensor images(const at::Tensor& tokens, const Pass&) const;
  at::Tensor texts(const at::Tensor& tokens, const Pass&) const;

  // P captions that look at pictures: logits float32 [P,2] of pair (caption[p], picture[p]), where
  // both are int64 [P] places among the tokens given.
  struct Pairs {
    at::Tensor pictures, captions;
  };
  at::Tensor match(const at::Tensor& imageTokens, const at::Tensor& textTokens,
                   const at::Tensor& ends, const Pairs&, const Pass&) const;

  at::Tensor scale() const { return scale_.exp(); }
  void clampScale();  // the temperature to what ALBEF allows

  const ParameterList& parameters() const { return parameters_; }

 private:
  struct FusionLayer {
    Block block;
    Norm crossNorm;
    Attention cross;
  };
  at::Tensor crossed(const FusionLayer&, const at::Tensor& x, const at::Tensor& imageTokens,
                     const at::Tensor& pictures, const Pass&) const;

  const int64_t patch_;
  ParameterList parameters_;
  std::optional<VisionTransformer> vision_;
  Linear imageProjection_;
  at::Tensor tokens_, positions_;
  Norm embeddingNorm_, textNorm_, fusionNorm_;
  std::vector<Block> textBlocks_;
  Linear textProjection_;
  std::vector<FusionLayer> fusion_;
  Linear match_;
  at::Tensor scale_;
};

}  // namespace unmask
