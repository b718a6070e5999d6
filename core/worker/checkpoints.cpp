// Listing, choosing and removing checkpoints.
#include "core/worker/checkpoints.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/base/files.h"

namespace unmask {

std::vector<int64_t> checkpointSteps(const fs::path& runFolder) {
  std::vector<int64_t> steps;
  std::error_code error;  // no folder: no checkpoints
  for (fs::directory_iterator entry(runFolder / "checkpoints", error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (!name.starts_with("step-")) continue;
    int64_t step = -1;
    const auto [last, problem] = std::from_chars(name.data() + 5, name.data() + name.size(), step);
    if (problem == std::errc() && last == name.data() + name.size()) steps.push_back(step);
  }
  std::sort(steps.begin(), steps.end());
  return steps;
}

fs::path checkpointFolder(const fs::path& runFolder, int64_t step) {
  return runFolder / "checkpoints" / ("step-" + std::to_string(step));
}

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
  std::error_code error;  // a file that vanishes meanwhile counts for nothing
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const uintmax_t size = entry.file_size(error);
    if (!error) bytes += size;
  }
  return bytes;
}

Status removeCheckpoint(const fs::path& runFolder, int64_t step) {
  const fs::path folder = checkpointFolder(runFolder, step);
  const fs::path hidden = folder.parent_path() / ("." + folder.filename().string() + ".partial");
  std::error_code error;
  fs::remove_all(hidden, error);
  fs::rename(folder, hidden, error);
  if (!error) fs::remove_all(hidden, error);
  if (error) {
    return failure(systemError(
        message(UNMASK_TEXT("core", "Cannot remove %1: %2."), folder.string()), error.value()));
  }
  return {};
}

}  // namespace unmask
