// How large a run's model is, in the words of its settings.
#pragma once

#include <vector>

#include "core/spec/run_spec.h"

namespace unmask {

// The model.* settings that one names first, of the model that this objective and encoder have: a
// transformer's layers, width and context; a residual network's kind.
std::vector<FieldRef> modelShape(RunSpec&);

}  // namespace unmask
