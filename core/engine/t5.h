// T5 v1.1: an encoder-decoder without absolute positions. Raffel et al. 2020; Shazeer 2020 for the
// gated feed-forward; the reference is Hugging Face's T5ForConditionalGeneration with
// feed_forward_proj = gated-gelu and an untied head.
//
//   tokens.weight [V,C], for both halves
//   {encoder,decoder}.position_bias.weight [buckets,heads], for all layers of the half
//   {encoder,decoder}.layers.N: attention_norm, attention.{query,key,value} [heads*D,C],
//     attention.output [C,heads*D]; in the decoder cross_norm, cross.{query,key,value,output};
//     feed_forward_norm, feed_forward.{gate,in} [F,C], feed_forward.out [C,F]
//   {encoder,decoder}.final_norm, head.weight [V,C]
//
// Before each sub-layer an RMSNorm (no mean, no bias); no linear layer has a bias. Scores are not
// divided by sqrt(D): the queries' initial values are that much smaller instead. Initialised as
// Mesh TensorFlow's T5, but for the head: N(0, .2/sqrt(C)) rather than N(0, 1/sqrt(C)), whose
// untrained loss is ln V + 1/2; with a fifth of it the first loss is ln V + .02 (recipes.md 3.7).
#pragma once

#include "core/engine/encoder_decoder.h"

namespace unmask {

struct RmsNorm {
  at::Tensor weight;  // [C]
  at::Tensor operator()(const at::Tensor& x) const;
};

class T5 : public EncoderDecoder {
 public:
  T5(const ModelSettings&, int64_t vocabulary, uint64_t seed, at::Device device);
  at::Tensor encode(const ModelInput&, const Pass&) const override;
  at::Tensor decode(const at::Tensor& memory, const ModelInput&, const Pass&,
                    Kept* kept) const override;
  at::Tensor logits(const at::Tensor& hidden, const Pass&) const override;

 private:
  struct Layer {
    RmsNorm attentionNorm;
    Attention attention;
    RmsNorm crossNorm;  // cross and its norm: in the decoder alone
    Attention cross;
    RmsNorm feedForwardNorm;
    Linear gate, in, out;
  };
  struct Half {
    at::Tensor positionBias;  // [buckets,heads]
    std::vector<Layer> layers;
    RmsNorm finalNorm;
  };
  Half makeHalf(const std::string& name, int64_t layers, bool decodes);
  RmsNorm makeNorm(const std::string& name);
  Attention makeAttention(const std::string& name);
  Linear makeLinear(const std::string& name, int64_t out, int64_t in, double deviation);
  at::Tensor embedded(const at::Tensor& ids, const Pass&) const;
  // [1,heads,length-from,length]: of the queries from `from` on.
  at::Tensor biasOf(const Half&, int64_t from, int64_t length, bool bothDirections) const;
  at::Tensor feedForward(const Layer&, const at::Tensor& x, const Pass&) const;

  const ModelSettings settings_;
  at::Tensor tokens_;
  Half encoder_, decoder_;
  Linear head_;
};

// The bucket of a key `relative` positions after the query (recipes.md 3.5; Hugging Face's
// _relative_position_bucket): half of a direction's buckets are for single distances, the others
// widen with the logarithm, and the last holds everything from `longest` on. Without both
// directions, keys after the query share bucket 0, which no one looks at.
int64_t positionBucket(int64_t relative, bool bothDirections, int64_t buckets, int64_t longest);

}  // namespace unmask
