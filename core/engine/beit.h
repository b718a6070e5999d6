// BEiT (Bao et al. 2022; recipes.md section 7): a vision transformer that sees a mask token in
// place of every hidden patch and names the code of each. The shape is that of Hugging Face's
// BeitForMaskedImageModeling: no absolute positions but a table of relative ones, shared by all
// layers, with three entries of its own for the class token; where asked for, absolute ones too;
// LayerScale; no bias for the keys.
//
//   patches.weight [C,p*p*channels], .bias, class_token [C], mask_token [1,C],
//   positions [(1+G^2)*C], which do not decay,
//   position_bias.weight [(2G-1)^2+3, heads] of a grid of G x G,
//   layers.N.attention_norm, .attention.qkv.weight [3C,C], .attention.query.bias [C],
//   .attention.value.bias [C], .attention.output, .attention_scale [C], .feed_forward_norm,
//   .feed_forward.in, .feed_forward.out, .feed_forward_scale [C], final_norm, head [V,C]
#pragma once

#include "core/engine/transformer.h"

namespace unmask {

// Which entry of the table of relative positions stands between query and key: int64 [T,T] for the
// T = 1 + side * side tokens, the class token first.
at::Tensor relativePositionIndex(int64_t side);

class Beit {
 public:
  Beit(const RunSpec&, at::Device);

  // patches [B,L,values], hidden bool [B,L] or undefined: nothing is hidden. The last layer's
  // tokens after the final norm, float32 [B*(1+L),C], the class token first.
  at::Tensor encode(const at::Tensor& patches, const at::Tensor& hidden, const Pass&) const;
  // Rows of encode() -> float32 [N,V].
  at::Tensor logits(const at::Tensor& tokens, const Pass&) const;

  const ParameterList& parameters() const { return parameters_; }

 private:
  struct Layer {
    Norm attentionNorm, feedForwardNorm;
    at::Tensor qkv, queryBias, valueBias;
    Linear output, feedForwardIn, feedForwardOut;
    at::Tensor attentionScale, feedForwardScale;
  };
  Linear makeLinear(const std::string& name, int64_t out, int64_t in, double divisor = 1);
  Norm makeNorm(const std::string& name);
  Layer makeLayer(int64_t number);
  at::Tensor attention(const Layer&, const at::Tensor& x, int64_t count, const at::Tensor& bias,
                       const Pass&) const;

  const ModelSettings settings_;
  const at::Tensor index_;
  ParameterList parameters_;
  Linear patches_, head_;
  at::Tensor classToken_, maskToken_, positionBias_;
  at::Tensor positions_;  // undefined: relative ones alone
  std::vector<Layer> layers_;
  Norm finalNorm_;
};

}  // namespace unmask
