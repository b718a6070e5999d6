// The objective contrastive: two views of a picture find each other among the others (recipes.md
// section 5).
#pragma once

#include "core/engine/contrast_model.h"
#include "core/engine/learner.h"

namespace unmask {

class Contrastive : public Learner {
 public:
  Contrastive(const RunSpec&, at::Device);
  const std::vector<Parameter>& parameters() const override { return model_.parameters().all(); }
  const std::vector<Parameter>& buffers() const override { return model_.parameters().buffers(); }
  BatchLoss loss(const Batch&, const Pass&) const override;
  Batch madeUpBatch(int64_t rows) const override;
  Result<EvaluationReport> evaluate(const Batches&, int64_t batches,
                                    const KeepGoing&) const override;
  BatchSight sight(const Batch&) const override;
  at::Tensor features(const Array& pixels) const override;
  const ContrastModel& model() const { return model_; }

 private:
  const RunSpec spec_;
  const ContrastiveSettings settings_;
  const at::Device device_;
  const ContrastModel model_;
};

}  // namespace unmask
