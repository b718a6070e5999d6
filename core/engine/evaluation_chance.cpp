// Chance of as many rows as there were.
#include "core/engine/evaluation_chance.h"

#include "core/spec/catalogue.h"

namespace unmask {

void addSmallerChance(EvaluationReport& report, const RunSpec& spec, int64_t rows) {
  if (rows >= spec.train.batchSize) return;
  RunSpec smaller = spec;
  smaller.train.batchSize = rows;
  report.measures["chance/validation"] = chanceLoss(smaller);
}

}  // namespace unmask
