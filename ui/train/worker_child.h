// unmask-worker as a child that does one thing and ends.
#pragma once

#include <string>
#include <vector>

#include "core/base/job.h"
#include "core/base/result.h"

namespace unmask {

// Blocks: for jobs. What the worker said on its way to failure is the error.
Status runWorkerOnce(const std::vector<std::string>& arguments, JobControl&);

}  // namespace unmask
