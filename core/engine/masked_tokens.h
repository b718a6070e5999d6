// The objective masked-tokens: cross-entropy of the hidden patches' codes, which a frozen picture
// tokenizer gives the same crop (BEiT; recipes.md 7.2).
#pragma once

#include "core/engine/beit.h"
#include "core/engine/learner.h"
#include "core/engine/picture_tokenizer.h"

namespace unmask {

class MaskedTokens : public Learner {
 public:
  // Without a tokenizer only what needs no labels works, and batches that bring their own (an array
  // codes int64 [B,L], as madeUpBatch's do).
  MaskedTokens(const RunSpec&, at::Device, std::shared_ptr<const PictureTokenizer>);
  const std::vector<Parameter>& parameters() const override { return model_.parameters().all(); }
  const std::vector<Parameter>& buffers() const override { return model_.parameters().buffers(); }
  BatchLoss loss(const Batch&, const Pass&) const override;
  Batch madeUpBatch(int64_t rows) const override;
  Result<EvaluationReport> evaluate(const Batches&, int64_t batches,
                                    const KeepGoing&) const override;
  // The mean of the patches' tokens of the whole picture.
  at::Tensor features(const Array& pixels) const override;

  // Codes of the hidden patches of a batch, rows by rows of `hidden`: int64 [n].
  at::Tensor labels(const Batch&) const;
  // Of whole pictures uint8 [N,S,S,C] with patches hidden bool [N,L] the tokenizer's codes int64
  // [N,L], and the same with the model's likeliest ones where patches are hidden. Both can be
  // painted (PictureTokenizer::paint).
  struct Codes {
    at::Tensor own, predicted;
  };
  Codes codes(const Array& pixels, const Array& hidden) const;
  Reconstruction reconstruct(const Array& pixels, const Array& hidden) const override;

  const PictureTokenizer* tokenizer() const { return tokenizer_.get(); }
  const Beit& model() const { return model_; }

 private:
  struct Scored {
    at::Tensor logits, labels;  // of the hidden patches
  };
  Scored scored(const Batch&, const Pass&) const;
  at::Tensor codesOf(const Batch&, const at::Tensor& pixels) const;
  const RunSpec spec_;
  const MaskedTokensSettings settings_;
  const at::Device device_;
  const std::shared_ptr<const PictureTokenizer> tokenizer_;
  const Beit model_;
};

}  // namespace unmask
