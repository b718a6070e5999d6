// What every objective that looks for a partner in the batch says of chance on held-out pictures.
#pragma once

#include <QTest>

#include "core/engine/trainer.h"

namespace unmask {

// `opened(spec)`: the Batches. `chance(pictures)`: of a loss over so many. What is held out is fewer
// than a batch, then as many, then several batches.
template <class Opened, class Chance>
void compareHeldOutChance(RunSpec spec, const Opened& opened, const Chance& chance) {
  const auto heldOut = static_cast<int64_t>(opened(spec).pictures().parts().validation);
  for (const int64_t batchSize : {heldOut + 2, heldOut, int64_t{4}}) {
    spec.train.batchSize = batchSize;
    const Batches batches = opened(spec);
    const auto trainer = Trainer::create(spec, batches);
    QVERIFY(trainer.has_value());
    const auto report = (*trainer)->evaluate(0, {});
    QVERIFY(report.has_value());
    const auto& measures = report->measures;
    const bool fewer = batchSize > heldOut;
    QCOMPARE(measures.count("chance/validation"), size_t(fewer));
    if (fewer)
      QCOMPARE(measures.at("chance/validation"), chance(static_cast<double>(heldOut)));
  }
}

}  // namespace unmask
