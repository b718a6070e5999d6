// The device a run computes on, and what its precision means there.
#pragma once

#include "core/engine/model.h"

namespace unmask {

// "cpu" or "cuda:N"; an Error when this computer has no such device.
Result<at::Device> deviceNamed(const std::string& id);

// How training steps are computed. `bf16` multiplies matrices in bfloat16; attention too on a GPU,
// but not on a CPU, where PyTorch's bfloat16 attention is slower than its float32 one.
Pass trainingPass(const RunSpec& spec, at::Device device);

}  // namespace unmask
