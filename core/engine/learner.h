// What the trainer asks of an objective: its weights, the loss of a batch, the validation pass.
#pragma once

#include <functional>
#include <memory>

#include "core/dataset/batches.h"
#include "core/engine/evaluation_report.h"
#include "core/engine/model.h"

namespace unmask {

// Asked between batches of long work; false breaks it off.
using KeepGoing = std::function<bool()>;

struct BatchLoss {
  at::Tensor sum;                          // float32 scalar with a gradient, over Batch::targets
  std::map<std::string, double> measures;  // of this batch: "top1/train"
};

class Learner {
 public:
  virtual ~Learner() = default;

  virtual const std::vector<Parameter>& parameters() const = 0;
  virtual const std::vector<Parameter>& buffers() const = 0;  // ParameterList::buffer

  virtual BatchLoss loss(const Batch&, const Pass&) const = 0;
  // A batch of `rows` made-up examples of the run's shape, to time a pass with.
  virtual Batch madeUpBatch(int64_t rows) const = 0;
  // Sums over the whole validation part, or `batches` of a fixed subset drawn from the run's seed,
  // and divides once. In float32, whatever precision trains.
  virtual Result<EvaluationReport> evaluate(const Batches&, int64_t batches,
                                            const KeepGoing&) const = 0;
  // What the encoder makes of whole pictures uint8 [N,S,S,C], as used for other tasks: float32
  // [N,D]. Undefined: the objective has no such features.
  virtual at::Tensor features(const Array& pixels) const { return {}; }
  // After the optimizer has changed the weights: what must hold of them is put right.
  virtual void afterStep() {}

  // The text model that writes answers; null: this objective has none.
  virtual const Model* textModel() const { return nullptr; }
};

// For spec.objective, with initial weights drawn from train.seed.
std::unique_ptr<Learner> makeLearner(const RunSpec&, at::Device);

// Calls `add` with each batch of the validation pass that `batches` asks for.
Status forEachEvaluationBatch(const RunSpec&, const Batches&, int64_t batches, const KeepGoing&,
                              const std::function<Status(const Batch&)>& add);

// "The validation part has nothing to predict."
Error nothingToPredict();

}  // namespace unmask
