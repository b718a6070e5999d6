// The checkpoints that lie in a run's folder, whatever run.db says of them.
#pragma once

#include <filesystem>
#include <vector>

#include "core/base/result.h"

namespace unmask {

std::vector<int64_t> checkpointSteps(const std::filesystem::path& runFolder);  // rising
std::filesystem::path checkpointFolder(const std::filesystem::path& runFolder, int64_t step);

// Whether all its files are as its manifest.json says; reads them.
bool checkpointIsWhole(const std::filesystem::path& checkpoint);

}  // namespace unmask
