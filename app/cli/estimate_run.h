// What a run will take, said by `train` before it starts.
#pragma once

#include "app/cli/terminal.h"
#include "core/runs/machine_speed.h"

namespace unmask {

// {type: estimate, device, parameters, memory_bytes, seconds (null: not known), runs}
nlohmann::json estimateJson(const Estimate&);

// From this machine's own runs; where none is of a like size, from a measurement, which is made now
// if there is none yet. Prints it for people, with plain warnings.
Result<Estimate> sayEstimate(Terminal&, const Workspace&, const RunSpec&, double validationItems);

}  // namespace unmask
