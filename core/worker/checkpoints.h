// The checkpoints of a run on disk, and the rule by which they are kept.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <vector>

#include "core/base/result.h"
#include "core/runs/checkpoint_folders.h"

namespace unmask {

// The checkpoint of `step`, or the newest for -1; the error lists what there is.
Result<int64_t> findCheckpoint(const std::filesystem::path& runFolder, int64_t step);

// Which of `kept` (validation loss by step, NaN where not evaluated) the rule gives up: all but the
// newest `keepLast` (at least one) and, if wanted, the one with the lowest validation loss.
std::set<int64_t> expendable(const std::map<int64_t, double>& kept, int64_t keepLast,
                             bool keepBest);
// The step of the lowest validation loss, -1 if none is known.
int64_t bestOf(const std::map<int64_t, double>& kept);

uint64_t bytesOf(const std::filesystem::path& folder);
// Out of sight at once, then gone: never a half-removed step-N.
Status removeCheckpoint(const std::filesystem::path& runFolder, int64_t step);

}  // namespace unmask
