// The small files of a run's folder, and where its workers can be reached.
#pragma once

#include <QString>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/runs/records.h"
#include "core/runs/spec_file.h"
#include "core/runs/workspace.h"

namespace unmask {

// How to reach a live worker: worker.json (0600), or the like of a serving worker.
struct Contact {
  int64_t pid = 0;
  QString host, socket, nonce;
};
Result<Contact> readContact(const std::filesystem::path& file);
Status writeContact(const std::filesystem::path& file, const Contact&);
QString thisHost();

// $XDG_RUNTIME_DIR/unmask, else a folder of this user's alone under the temporary one. Sockets and
// what belongs to serving workers lie here. Refused when somebody else could have made it.
Result<std::filesystem::path> runtimeFolder();

// Files of the serving worker of a run: in runtimeFolder(), because a run may be read-only.
struct ServingFiles {
  std::filesystem::path contact, lock, log;
};
Result<ServingFiles> servingFiles(const std::filesystem::path& runFolder);

// Read-only roots that the run's corpus or tokenizer may lie under, kept when it was prepared.
std::vector<std::filesystem::path> savedRoots(const std::filesystem::path& runFolder);

// The last lines of a log, at most about 2,000 bytes.
std::string endOfLog(const std::filesystem::path& log);

// What a live worker says its state is, beside its socket: where the run's disk is full, the run's
// files cannot. Nothing: no worker has said one here.
std::filesystem::path stateFile(const std::filesystem::path& socket);
std::optional<RunState> toldState(const std::filesystem::path& runFolder);

// What the run's files say: the state of a run nobody works on is its last event's.
struct RunProgress {
  RunState state = RunState::prepared;
  bool live = false;              // the lock is held; false where that cannot be seen (unknown)
  int64_t segments = 0;           // how often a worker has begun
  int64_t step = 0;               // steps done
  int64_t totalSteps = 0;         // with extensions; 0 when spec.json cannot be read
  double bestValidationLoss = 0;  // NaN: none
  int64_t startedMs = 0;          // Unix time of the first start; 0: never
  double trainedSeconds = 0;      // between starts and ends, pauses left out
  std::string detail;             // why it failed or stopped
  std::vector<Error> problems;    // what of its records is damaged or lost; the rest holds
};
Result<RunProgress> progressOf(const std::filesystem::path& runFolder);

RunState runStateFrom(const std::string& id);  // prepared for what it does not know
// Time that a worker spent on it, pauses and waiting for disk left out; a part still running counts
// up to `nowMs`, one that was cut off up to its last event.
double trainedSeconds(const std::vector<EventRecord>&, bool live, int64_t nowMs);
// Steps with the extensions recorded so far.
int64_t totalSteps(int64_t specSteps, const std::vector<EventRecord>&);

// Starts `unmask-worker serve` on the run, detached, its output in servingFiles().log.
Status launchServing(const std::filesystem::path& runFolder);

}  // namespace unmask
