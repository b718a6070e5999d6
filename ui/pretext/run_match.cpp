// Looking a batch's hash up in a run's store.
#include "ui/pretext/run_match.h"

#include <algorithm>

#include "core/runs/run_store.h"

namespace unmask {

Result<RunMatch> matchWithRun(const std::filesystem::path& run, uint64_t step, uint64_t micro,
                              const std::string& hash) {
  RunMatch match;
  if (run.empty()) return match;
  UNMASK_ASSIGN(const RunStoreReader store, RunStoreReader::open(run));
  UNMASK_ASSIGN(const std::vector<BatchHashRecord> recorded,
                store.batchHashes(static_cast<int64_t>(step)));
  const auto found =
      std::ranges::find(recorded, static_cast<int64_t>(micro), &BatchHashRecord::micro);
  if (found != recorded.end()) {
    match.recorded = found->hash;
    match.kind = hash.empty()          ? RunMatch::Kind::tooLarge
                 : hash == found->hash ? RunMatch::Kind::identical
                                       : RunMatch::Kind::differs;
    return match;
  }
  UNMASK_ASSIGN(const int64_t done, store.stepsDone());
  match.stepsDone = static_cast<uint64_t>(std::max<int64_t>(done, 0));
  match.kind = step >= match.stepsDone ? RunMatch::Kind::notTrained : RunMatch::Kind::noHash;
  return match;
}

}  // namespace unmask
