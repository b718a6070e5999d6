// How fast this machine trains, when no run of its own has told yet.
#pragma once

#include "core/base/result.h"
#include "core/spec/estimate.h"

namespace unmask {

// Times training steps of throwaway transformers of two sizes in float32 and bfloat16, and writing
// with the small one: a second or two. `device`: "cpu" or "cuda:N".
Result<std::vector<SpeedPoint>> measureSpeed(const std::string& device);

}  // namespace unmask
