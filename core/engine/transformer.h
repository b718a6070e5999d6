// The parts that GPT and BERT are made of: linear layer, LayerNorm, attention, feed-forward, block.
#pragma once

#include "core/engine/model.h"

namespace unmask {

// y = x W^T + b, computed in pass.matmul and returned in it.
struct Linear {
  at::Tensor weight;  // [out,in]
  at::Tensor bias;    // [out] or undefined
  at::Tensor operator()(const at::Tensor& x, const Pass&) const;
};

struct Norm {
  at::Tensor weight;  // [C]
  at::Tensor bias;    // [C] or undefined
  double epsilon = 1e-5;
  at::Tensor operator()(const at::Tensor& x) const;
};

// How the rows [B*T,C] of the residual stream lie in sequences, and who may look at whom.
struct Sequences {
  int64_t count = 0;   // B
  int64_t length = 0;  // T
  bool causal = false;
  at::Tensor attend;  // bool [B,1,1,T] or undefined
};

struct Block {
  int64_t heads = 1;
  bool preNorm = true;
  bool quickGelu = false;  // x sigmoid(1.702 x), as CLIP has, in place of GELU
  Norm attentionNorm;
  Linear qkv;  // [3C,C]: query, key, value rows, each heads x (C/heads)
  Linear attentionOutput;
  Norm feedForwardNorm;
  Linear feedForwardIn;   // [F,C]
  Linear feedForwardOut;  // [C,F]

  // float32 [B*T,C] -> float32 [B*T,C]
  at::Tensor operator()(const at::Tensor& x, const Sequences&, const Pass&) const;

  // Its two halves, for blocks that have something in between; the same shapes.
  at::Tensor attention(const at::Tensor& x, const Sequences&, const Pass&) const;
  at::Tensor feedForward(const at::Tensor& x, const Pass&) const;
};

// Creation, with recipes.md 0.5's initialisation: N(0, .02), biases 0, LayerNorm 1 and 0; with
// initialisation = gpt2 the two layers that write to the residual stream N(0, .02/sqrt(2L)).
Linear makeLinear(ParameterList&, const std::string& name, int64_t out, int64_t in, bool bias,
                  double standardDeviation);
Norm makeNorm(ParameterList&, const std::string& name, const ModelSettings&);
Block makeBlock(ParameterList&, const std::string& name, const ModelSettings&);

// .02, the standard deviation of every matrix and table but those above.
constexpr double kInitialDeviation = 0.02;

at::Tensor dropped(const at::Tensor& x, const Pass&);

}  // namespace unmask
