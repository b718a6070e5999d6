// Chance where a validation part is smaller than a batch.
#pragma once

#include <cstdint>

#include "core/engine/evaluation_report.h"
#include "core/spec/run_spec.h"

namespace unmask {

// Objectives that look for a partner in the batch: with fewer than train.batch_size rows there are
// fewer to choose among, and the validation loss at chance (core/spec/catalogue.h, chanceLoss) is
// lower than that of training. Then adds it as chance/validation.
void addSmallerChance(EvaluationReport&, const RunSpec&, int64_t rows);

}  // namespace unmask
