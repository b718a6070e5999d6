// A batch of made-up pairs in the run's shape, to time a pass with.
#pragma once

#include "core/dataset/batch.h"
#include "core/spec/run_spec.h"

namespace unmask {

// `rows` pairs, all captions different.
Batch madeUpPairs(const RunSpec&, int64_t rows);

}  // namespace unmask
