// The objective picture-tokenizer: a VQ-VAE's squared error of the pixels, plus the weighted
// distance of the encoder's vectors to their codes (the commitment; van den Oord et al. 2017,
// equation 3 with the codebook learned by moving averages). Gradients pass the choice of a code as
// if it were the identity.
#pragma once

#include "core/engine/learner.h"
#include "core/engine/vq_autoencoder.h"

namespace unmask {

class PictureTokenizerLearner : public Learner {
 public:
  PictureTokenizerLearner(const RunSpec&, at::Device);
  const std::vector<Parameter>& parameters() const override { return model_.parameters().all(); }
  const std::vector<Parameter>& buffers() const override { return model_.parameters().buffers(); }
  // Batch::targets counts pictures; each one's loss is a mean over its pixels and places.
  BatchLoss loss(const Batch&, const Pass&) const override;
  Batch madeUpBatch(int64_t rows) const override;
  Result<EvaluationReport> evaluate(const Batches&, int64_t batches,
                                    const KeepGoing&) const override;
  // How often each code stands in a picture: float32 [N,K], rows sum to 1.
  at::Tensor features(const Array& pixels) const override;
  void afterStep() override { model_.codebook().update(); }

  Reconstruction reconstruct(const Array& pixels, const Array& hidden) const override;
  // Codes of whole pictures uint8 [N,S,S,C]: int64 [N,L], by rows.
  at::Tensor codes(const Array& pixels) const;

 private:
  struct Painted {
    at::Tensor vectors, chosen, pixels;  // [N*L,D], int64 [N*L], [N,S,S,C]
  };
  Painted painted(const at::Tensor& pixels, const Pass&) const;
  const RunSpec spec_;
  const PictureTokenizerSettings settings_;
  const at::Device device_;
  VqAutoencoder model_;
};

}  // namespace unmask
