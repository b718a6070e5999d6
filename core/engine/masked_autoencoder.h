// MAE: an encoder that sees the visible patches alone, and a smaller decoder that predicts the
// hidden ones (He et al. 2022; recipes.md section 6).
//
//   encoder.* (vision_transformer.h), decoder.in [D,C], decoder.mask_token [1,D],
//   decoder.layers.N, decoder.final_norm, decoder.out [p*p*channels, D]
#pragma once

#include "core/engine/vision_transformer.h"
#include "core/spec/run_spec.h"

namespace unmask {

class MaskedAutoencoder {
 public:
  MaskedAutoencoder(const RunSpec&, at::Device);

  // hidden bool [B,L] with the same number of hidden patches in every row.
  struct Places {
    at::Tensor visible, hidden;  // int64 [B,K] and [B,L-K], rising
  };
  static Places placesOf(const at::Tensor& hidden);

  // patches [B,L,values] -> the encoder's tokens of the visible ones, float32 [B,1+K,C].
  at::Tensor encode(const at::Tensor& patches, const Places&, const Pass&) const;
  // The class token of the whole picture, nothing hidden: float32 [B,C].
  at::Tensor features(const at::Tensor& patches, const Pass&) const;
  // What the decoder makes of encode()'s tokens, for the hidden patches: float32 [B,L-K,values].
  at::Tensor predict(const at::Tensor& encoded, const Places&, const Pass&) const;

  const ParameterList& parameters() const { return parameters_; }

 private:
  ParameterList parameters_;
  const VisionTransformer encoder_;
  const at::Tensor decoderPositions_;
  Linear decoderIn_;
  at::Tensor maskToken_;
  std::vector<Block> decoderBlocks_;
  Norm decoderNorm_;
  Linear decoderOut_;
};

}  // namespace unmask
