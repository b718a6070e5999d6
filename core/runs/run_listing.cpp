// Summarising what changed.
#include "core/runs/run_listing.h"

#include <sys/stat.h>

#include "core/base/platform.h"

namespace unmask {

std::optional<RunListing::Stamp> RunListing::stampOf(const std::filesystem::path& folder) {
  const auto live = FileLock::held(folder / "lock");
  if (!live || *live) return {};
  Stamp stamp{};
  size_t place = 0;
  for (const char* name :
       {"spec.json", "notes.json", "run.db", "run.db-wal", "run.db-journal", "worker.log"}) {
    struct stat info {};
    if (::stat((folder / name).c_str(), &info) == 0) {
      stamp[place] = info.st_size;
      stamp[place + 1] = int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec;
    }
    place += 2;
  }
  return stamp;
}

std::vector<Result<RunSummary>> RunListing::list(
    const std::vector<std::filesystem::path>& folders) {
  std::vector<Result<RunSummary>> summaries;
  std::map<std::filesystem::path, Known> known;
  for (const auto& folder : folders) {
    // Before the reading: what changes meanwhile is read again.
    const std::optional<Stamp> stamp = stampOf(folder);
    const auto before = known_.find(folder);
    if (stamp && before != known_.end() && before->second.stamp == *stamp) {
      summaries.push_back(before->second.summary);
      known.insert(known_.extract(before));
      continue;
    }
    summaries.push_back(summarise(folder));
    // Whether a run that starts has failed to is a matter of time, not of files.
    if (stamp && summaries.back() && summaries.back()->state != RunState::starting)
      known.insert_or_assign(folder, Known{*stamp, *summaries.back()});
  }
  known_ = std::move(known);
  return summaries;
}

}  // namespace unmask
