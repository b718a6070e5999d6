// The workspace: where corpora, tokenizers and runs lie, found over a list of roots.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/runs/roots.h"
#include "core/spec/run_spec.h"

namespace unmask {

enum class RunState {
  prepared,
  starting,
  running,
  paused,
  waitingForDisk,
  stopped,
  finished,
  failed,
  interrupted,
  failedToStart,
  unknown  // whether anybody works on it cannot be seen: nothing may be started
};
const char* id(RunState);  // "running", "waiting-for-disk", ...
bool isLive(RunState);     // starting, running, paused, waiting for disk

struct RunSummary {
  std::filesystem::path folder;
  std::string slug;        // folder name: date-time-objective-corpus
  std::string name, note;  // notes.json
  std::vector<std::string> tags;
  RunSpec spec;
  RunState state = RunState::prepared;
  int64_t step = 0;               // steps done
  int64_t totalSteps = 0;         // with extensions
  double bestValidationLoss = 0;  // NaN: none
  int64_t createdMs = 0;          // Unix time; of older runs the first start or what the slug says
  int64_t startedMs = 0;          // Unix time of the first start; 0: never
  double trainedSeconds = 0;      // between starts and ends, pauses left out
  std::string detail;             // end of worker.log for failed states
  std::vector<Error> problems;    // what of its files is damaged or was changed; the rest holds
};

class Workspace {
 public:
  // `root` "" : UNMASK_WORKSPACE or the platform's data folder. Creates it; refuses one of a newer
  // version (workspace.json), naming it. No read-only roots given: those of UNMASK_ROOTS, separated
  // by colons. Further ones are remembered in workspace.json. Does not look at any of them.
  static Result<Workspace> open(const std::filesystem::path& root,
                                std::vector<std::filesystem::path> readOnlyRoots = {});

  const std::filesystem::path& root() const { return root_; }
  // root() first, then those given when it was opened, then the remembered ones; each once.
  std::vector<std::filesystem::path> roots() const;
  const std::vector<std::filesystem::path>& remembered() const { return remembered_; }
  // The workspace with other remembered roots, once they are written.
  Result<Workspace> withPlaces(std::vector<std::filesystem::path> remembered) const;
  Status checkRoots() const;  // the first root that is there and cannot be used, by name
  std::vector<std::filesystem::path> corpusFolders() const;  // whole ones, by name
  std::vector<std::filesystem::path> tokenizerFolders() const;
  std::vector<std::filesystem::path> runFolders() const;  // by name, the last one first

  // By folder, by the person's name, with any case and blanks, or by the beginning of either where
  // only one begins so (naming.h); the error lists what is there.
  Result<std::filesystem::path> findCorpus(const std::string&) const;
  Result<std::filesystem::path> findTokenizer(const std::string&) const;
  Result<std::filesystem::path> findRun(const std::string&) const;
  // What another file names: by the folder's name alone, never by something like it.
  Result<std::filesystem::path> tokenizerFolder(const std::string& slug) const;

  // A free folder for a new thing of this name ("tinyshakespeare", "tinyshakespeare-2").
  std::filesystem::path newCorpusFolder(const std::string& name) const;
  std::filesystem::path newTokenizerFolder(const std::string& name) const;
  std::filesystem::path newRunFolder(const std::string& name) const;

  Status remove(const std::filesystem::path& folder) const;  // only below root(); not a live run

 private:
  std::vector<std::filesystem::path> folders(
      std::vector<std::filesystem::path> RootContents::*kind) const;
  std::filesystem::path root_;
  std::vector<std::filesystem::path> given_, remembered_;
};

// A spec.json that cannot be read leaves the spec at its defaults and says so in `detail`. An error
// where the records cannot be read at all.
Result<RunSummary> summarise(const std::filesystem::path& runFolder);
bool newerThan(const RunSummary&, const RunSummary&);  // lists begin with the newest

// The person's own words about a run: notes.json. Without the file a run has no name. Saving puts a
// damaged file aside.
struct RunNotes {
  std::string name, note;
  std::vector<std::string> tags;
  std::optional<Error> problem = {};  // the file is damaged or was changed: what could be read is here
};
RunNotes readNotes(const std::filesystem::path& runFolder);
Status saveNotes(const std::filesystem::path& runFolder, const std::string& name,
                 const std::string& note, const std::vector<std::string>& tags);

// A new run folder with spec.json, notes.json (when there is a name) and the read-only roots;
// refuses invalid specs.
Result<std::filesystem::path> prepareRun(const Workspace&, const RunSpec&, const std::string& name);
// Starts unmask-worker on the folder, detached, its output in worker.log. extendTo: the run's new
// number of steps, 0 for as it is.
Status launchWorker(const std::filesystem::path& runFolder, int64_t extendTo = 0);
// UNMASK_WORKER_PROGRAM, else unmask-worker beside this program.
std::filesystem::path workerProgram();

}  // namespace unmask
