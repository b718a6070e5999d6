// BART: an encoder-decoder with a bidirectional encoder and GPT's kind of decoder. Lewis et al.
// 2020; the reference is Hugging Face's BartForConditionalGeneration: learned positions, a
// LayerNorm after the embeddings and after each sub-layer, biases, exact GELU, the output matrix
// tied to the token embedding of both halves.
//
//   tokens.weight [V,C], for both halves and the head
//   {encoder,decoder}.positions.weight [T,C] (Hugging Face's tables begin with two unused rows),
//     {encoder,decoder}.embedding_norm
//   {encoder,decoder}.layers.N: attention.{query,key,value,output} [C,C], attention_norm; in the
//     decoder cross.{query,key,value,output}, cross_norm; feed_forward.in [F,C],
//     feed_forward.out [C,F], feed_forward_norm
//
// All matrices and tables N(0, .02), biases 0 (recipes.md 0.5).
#pragma once

#include "core/engine/encoder_decoder.h"

namespace unmask {

class Bart : public EncoderDecoder {
 public:
  Bart(const ModelSettings&, int64_t vocabulary, uint64_t seed, at::Device device);
  at::Tensor encode(const ModelInput&, const Pass&) const override;
  at::Tensor decode(const at::Tensor& memory, const ModelInput&, const Pass&,
                    Kept* kept) const override;
  at::Tensor logits(const at::Tensor& hidden, const Pass&) const override;

 private:
  struct Layer {
    Attention attention;
    Norm attentionNorm;
    Attention cross;  // cross and its norm: in the decoder alone
    Norm crossNorm;
    Linear in, out;
    Norm feedForwardNorm;
  };
  struct Half {
    at::Tensor positions;  // [T,C]
    Norm embeddingNorm;
    std::vector<Layer> layers;
  };
  Half makeHalf(const std::string& name, int64_t layers, bool decodes);
  Attention makeAttention(const std::string& name);
  Norm makeNorm(const std::string& name);
  // ids [B,T], the first at position `from`.
  at::Tensor embedded(const Half&, const at::Tensor& ids, int64_t from, const Pass&) const;
  at::Tensor feedForward(const Layer&, const at::Tensor& x, const Pass&) const;

  const ModelSettings settings_;
  at::Tensor tokens_;
  Half encoder_, decoder_;
};

}  // namespace unmask
