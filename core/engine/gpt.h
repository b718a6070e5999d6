// GPT: a decoder-only transformer, GPT-2's architecture with nanoGPT's options (bias, dropout, tied
// head). Radford et al. 2019; recipes.md 0.5 and 1.2.
//
//   tokens.weight [V,C], positions.weight [T,C], layers.N (transformer.h), final_norm,
//   head.weight [V,C] unless tied to tokens.weight
#pragma once

#include "core/engine/transformer.h"

namespace unmask {

class Gpt : public Model {
 public:
  Gpt(const ModelSettings&, int64_t vocabulary, uint64_t seed, at::Device device);
  at::Tensor hidden(const ModelInput&, const Pass&) const override;
  at::Tensor logits(const at::Tensor& hidden, const Pass&) const override;

 private:
  at::Tensor tokens_, positions_;
  std::vector<Block> blocks_;
  Norm finalNorm_;
  Linear head_;
};

}  // namespace unmask
