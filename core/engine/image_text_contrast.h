// The objective image-text-contrast: pictures and captions find their partners among the batch's
// (CLIP; recipes.md section 8).
#pragma once

#include "core/engine/learner.h"
#include "core/engine/made_up_pairs.h"
#include "core/engine/pair_model.h"

namespace unmask {

class ImageTextContrast : public Learner {
 public:
  ImageTextContrast(const RunSpec&, at::Device);
  const std::vector<Parameter>& parameters() const override { return model_.parameters().all(); }
  const std::vector<Parameter>& buffers() const override { return model_.parameters().buffers(); }
  BatchLoss loss(const Batch&, const Pass&) const override;
  Batch madeUpBatch(int64_t rows) const override { return madeUpPairs(spec_, rows); }
  Result<EvaluationReport> evaluate(const Batches&, int64_t batches,
                                    const KeepGoing&) const override;
  at::Tensor features(const Array& pixels) const override;
  at::Tensor pictureVectors(const Array& pixels) const override;
  at::Tensor captionVectors(const Array& ids, const Array& ends) const override;
  BatchSight sight(const Batch&) const override;
  void afterStep() override;
  const PairModel& model() const { return model_; }

 private:
  struct Embedded {
    at::Tensor images, texts, groups;
  };
  Embedded embedded(const Batch&, const Pass&) const;

  const RunSpec spec_;
  const ImageTextContrastSettings settings_;
  const at::Device device_;
  PairModel model_;
};

}  // namespace unmask
