// BERT: a bidirectional encoder with its masked-language-model head. Devlin et al. 2018; the
// reference is Hugging Face's BertForMaskedLM (post-LayerNorm, biases, segment table, embedding
// LayerNorm, head transform). Every part is a setting: without them, pre-LayerNorm and with GPT-2's
// initialisation it is the trunk of recipes.md 11.2, M2.
//
//   tokens.weight [V,C], positions.weight [T,C], segments.weight [2,C], embedding_norm,
//   layers.N (transformer.h), final_norm (pre-LayerNorm only),
//   head.transform [C,C], head.norm, head.weight [V,C] unless tied, head.bias [V]
#pragma once

#include "core/engine/transformer.h"

namespace unmask {

class Bert : public Model {
 public:
  Bert(const ModelSettings&, int64_t vocabulary, uint64_t seed, at::Device device);
  at::Tensor hidden(const ModelInput&, const Pass&) const override;
  at::Tensor logits(const at::Tensor& hidden, const Pass&) const override;

 private:
  const ModelSettings settings_;
  at::Tensor tokens_, positions_, segments_;
  Norm embeddingNorm_;
  std::vector<Block> blocks_;
  Norm finalNorm_;
  Linear headTransform_;
  Norm headNorm_;
  Linear head_;
};

}  // namespace unmask
