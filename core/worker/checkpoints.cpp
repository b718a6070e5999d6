// Listing, choosing and removing checkpoints.
#include "core/worker/checkpoints.h"

#include <algorithm>
#include <cmath>

#include "core/base/files.h"

namespace unmask {

Result<int64_t> findCheckpoint(const fs::path& runFolder, int64_t step) {
  const std::vector<int64_t> steps = checkpointSteps(runFolder);
  if (steps.empty()) {
    return failure(message(UNMASK_TEXT("core", "The run %1 has no checkpoint yet."),
                           runFolder.filename().string()),
                   message(UNMASK_TEXT("core", "Let it train until its first one.")));
  }
  if (step < 0) return steps.back();
  if (std::binary_search(steps.begin(), steps.end(), step)) return step;
  std::string there;
  for (const int64_t other : steps) there += (there.empty() ? "" : ", ") + std::to_string(other);
  return failure(message(UNMASK_TEXT("core", "There is no checkpoint of step %1."), step),
                 message(UNMASK_TEXT("core", "There are: %1."), there));
}

int64_t bestOf(const std::map<int64_t, double>& kept) {
  int64_t best = -1;
  for (const auto& [step, loss] : kept) {
    if (std::isfinite(loss) && (best < 0 || loss < kept.at(best))) best = step;
  }
  return best;
}

std::set<int64_t> expendable(const std::map<int64_t, double>& kept, int64_t keepLast,
                             bool keepBest) {
  std::set<int64_t> steps;
  const int64_t best = keepBest ? bestOf(kept) : -1;
  int64_t newer = 0;
  for (auto entry = kept.rbegin(); entry != kept.rend(); ++entry, ++newer) {
    if (newer >= std::max<int64_t>(1, keepLast) && entry->first != best) steps.insert(entry->first);
  }
  return steps;
}

uint64_t bytesOf(const fs::path& folder) {
  uint64_t bytes = 0;
  // A file that vanishes meanwhile counts for nothing.
  static_cast<void>(eachEntry(folder, [&](const fs::directory_entry& entry) -> Result<Walk> {
    std::error_code gone;
    const uintmax_t size = entry.file_size(gone);
    if (!gone) bytes += size;
    return Walk::on;
  }));
  return bytes;
}

Status removeCheckpoint(const fs::path& runFolder, int64_t step) {
  return removeFolder(checkpointFolder(runFolder, step));
}

}  // namespace unmask
