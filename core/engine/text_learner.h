// The text objectives: cross-entropy over the labels, and the deterministic validation pass
// (recipes.md 1.4 and 2.4).
#pragma once

#include "core/engine/learner.h"

namespace unmask {

class TextLearner : public Learner {
 public:
  TextLearner(const RunSpec&, at::Device);
  const std::vector<Parameter>& parameters() const override { return model_->parameters(); }
  const std::vector<Parameter>& buffers() const override { return model_->buffers(); }
  BatchLoss loss(const Batch&, const Pass&) const override;
  Batch madeUpBatch(int64_t rows) const override;
  Result<EvaluationReport> evaluate(const Batches&, int64_t batches,
                                    const KeepGoing&) const override;
  const Model* textModel() const override { return model_.get(); }

 private:
  const RunSpec spec_;
  const at::Device device_;
  const std::unique_ptr<Model> model_;
};

}  // namespace unmask
