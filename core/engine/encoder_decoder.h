// A model with two halves: the encoder reads the corrupted input, the decoder writes the target
// with an eye on what the encoder made of it. Shapes: B sequences, T input and U target tokens.
#pragma once

#include "core/engine/transformer.h"

namespace unmask {

// Keys and values [B,heads,L,D] that one attention has made.
struct KeptKeys {
  at::Tensor keys, values;
};

// What a decoder that writes one token after the other keeps of those it has read: of each layer
// the keys and values of its own side, which grow, and those of the memory.
struct KeptLayer {
  KeptKeys own, memory;
};
struct Kept {
  std::vector<KeptLayer> layers;
  int64_t read = 0;  // tokens
};

class EncoderDecoder : public Model {
 public:
  using Model::Model;
  // [B,T] ids -> float32 [B*T,C].
  virtual at::Tensor encode(const ModelInput&, const Pass&) const = 0;
  // decoderIds [B,U] with encode()'s memory -> float32 [B*U,C]. Position u sees decoderIds up to u.
  // With `kept`, empty before the first token, decoderIds [B,1] is the token after those read.
  virtual at::Tensor decode(const at::Tensor& memory, const ModelInput&, const Pass&,
                            Kept* kept) const = 0;

  at::Tensor hidden(const ModelInput& input, const Pass& pass) const override {
    return decode(encode(input, pass), input, pass, nullptr);
  }
};

// Multi-head attention with layers of their own for queries, keys and values, as T5 and BART have.
struct Attention {
  int64_t heads = 1;
  double scale = 1;          // of the scores before softmax
  Linear query, key, value;  // [heads*D, C]
  Linear output;             // [C, heads*D]

  // Who may look at whom. `bias` is added to the scores: float [1,heads,U,T]; it may want a
  // gradient. `attend` is bool [B,1,1,T]. At most one of attend and causal beside no bias.
  struct Sight {
    int64_t count = 0;  // B
    at::Tensor bias, attend;
    bool causal = false;
  };
  // float32 x [B*U,C] asks memory [B*T,C] -> float32 [B*U,C]. With `kept`: where the sight is
  // causal, x is one token a sequence, and its keys and values are added; else those kept are used
  // if there are any.
  at::Tensor operator()(const at::Tensor& x, const at::Tensor& memory, const Sight&, const Pass&,
                        KeptKeys* kept = nullptr) const;
};

}  // namespace unmask
