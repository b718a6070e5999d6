// The objective masked-pixels: the squared error of the hidden patches (recipes.md 6.1).
#pragma once

#include "core/engine/learner.h"
#include "core/engine/masked_autoencoder.h"

namespace unmask {

// patches [B,L,values] -> each with its own mean taken away and divided by its own deviation:
// (t - mean) / sqrt(unbiased variance + 1e-6).
at::Tensor normalisedPatches(const at::Tensor& patches);

// Normalised patches [B,K,values] brought back by what is known of the visible ones [B,V,values]:
// the mean of all their values, and the root of their mean variance.
at::Tensor denormalisedByVisible(const at::Tensor& normalised, const at::Tensor& visible);

class MaskedPixels : public Learner {
 public:
  MaskedPixels(const RunSpec&, at::Device);
  const std::vector<Parameter>& parameters() const override { return model_.parameters().all(); }
  const std::vector<Parameter>& buffers() const override { return model_.parameters().buffers(); }
  BatchLoss loss(const Batch&, const Pass&) const override;
  Batch madeUpBatch(int64_t rows) const override;
  Result<EvaluationReport> evaluate(const Batches&, int64_t batches,
                                    const KeepGoing&) const override;
  at::Tensor features(const Array& pixels) const override;
  Reconstruction reconstruct(const Array& pixels, const Array& hidden) const override;
  const MaskedAutoencoder& model() const { return model_; }

 private:
  const RunSpec spec_;
  const MaskedPixelsSettings settings_;
  const at::Device device_;
  const MaskedAutoencoder model_;
};

}  // namespace unmask
