// The classes by which a run on pairs is asked to tell its pictures apart, and how they are named.
//
//   the sample 'Shapes': by colour (30 captions each: sizes x shapes) and by shape (36: sizes x
//     colours), worded as the sample's own captions, the positions in turn
//   other corpora with class labels: by class, as "NAME", "a NAME" and "a picture of a NAME"
#pragma once

#include "core/engine/zero_shot.h"
#include "core/worker/run_inputs.h"

namespace unmask {

// None for runs without captions or corpora without classes. `inputs` outlives the tasks.
std::vector<ZeroShotTask> zeroShotTasks(const RunInputs& inputs);

}  // namespace unmask
