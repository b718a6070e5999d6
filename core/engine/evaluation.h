// The deterministic validation pass (recipes.md 1.4 and 2.4).
#pragma once

#include "core/engine/model.h"
#include "core/engine/trainer.h"

namespace unmask {

// Sums negative log-likelihood over counted targets and divides once. `batches` of a fixed subset
// drawn from the run's seed, or all (0). In float32, whatever precision trains: the measures are
// those of the stored weights.
Result<EvaluationReport> evaluateModel(const Model&, const RunSpec&, const Batches&,
                                       at::Device device, int64_t batches,
                                       const std::function<bool()>& keepGoing);

}  // namespace unmask
