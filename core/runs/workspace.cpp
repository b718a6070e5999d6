// Finding corpora, tokenizers and runs under the workspace's roots.
#include "core/runs/workspace.h"

#include <QStandardPaths>
#include <algorithm>
#include <chrono>
#include <thread>

#include "core/base/files.h"
#include "core/base/platform.h"
#include "core/runs/naming.h"
#include "core/runs/run_folder.h"

namespace unmask {
namespace {

fs::path defaultRoot() {
  const QByteArray given = qgetenv("UNMASK_WORKSPACE");
  if (!given.isEmpty()) return given.toStdString();
  return fs::path(
             QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation).toStdString()) /
         "unmask";
}

// UNMASK_ROOTS: read-only roots, separated by colons.
std::vector<fs::path> rootsFromEnvironment() {
  std::vector<fs::path> roots;
  for (const QByteArray& root : qgetenv("UNMASK_ROOTS").split(':')) {
    if (!root.isEmpty()) roots.emplace_back(root.toStdString());
  }
  return roots;
}

// Whether a worker goes on to hold the run. One that has recorded the run's end takes its leave of
// those who watch; as one that is only just starting, it is given some seconds.
Result<bool> heldForLong(const fs::path& runFolder) {
  using namespace std::chrono_literals;
  const auto progress = progressOf(runFolder);
  if (!progress || progress->state != RunState::starting) return true;
  bool held = true;
  for (int i = 0; held && i < 200; ++i) {
    std::this_thread::sleep_for(50ms);
    UNMASK_ASSIGN(held, FileLock::held(runFolder / "lock"));
  }
  return held;
}

}  // namespace

Result<Workspace> Workspace::open(const fs::path& root, std::vector<fs::path> readOnlyRoots) {
  Workspace workspace;
  std::error_code error;
  workspace.root_ = fs::absolute(root.empty() ? defaultRoot() : root, error).lexically_normal();
  if (!workspace.root_.has_filename()) workspace.root_ = workspace.root_.parent_path();
  const fs::path mark = workspace.root_ / "workspace.json";
  if (fs::exists(mark, error)) {
    UNMASK_ASSIGN(workspace.remembered_, rememberedRoots(workspace.root_));
  }
  for (const char* kind : {"corpora", "tokenizers", "runs"}) {
    fs::create_directories(workspace.root_ / kind, error);
    if (error) {
      return failure(systemError(message(UNMASK_TEXT("core", "Cannot create the folder %1: %2."),
                                         (workspace.root_ / kind).string()),
                                 error.value()));
    }
  }
  // Of an import that was killed: the next one may go by another name, and never come upon it.
  for (const char* place : {"corpora", "tokenizers", "runs"})
    removeLeftovers(workspace.root_ / place);
  if (!fs::exists(mark, error)) {
    UNMASK_TRY(rememberRoots(workspace.root_, {}));
  }
  workspace.given_ = readOnlyRoots.empty() ? rootsFromEnvironment() : std::move(readOnlyRoots);
  for (fs::path& other : workspace.given_) other = fs::absolute(other, error);
  return workspace;
}

Result<Workspace> Workspace::withPlaces(std::vector<fs::path> remembered) const {
  Workspace changed = *this;
  UNMASK_TRY(rememberRoots(root_, remembered));
  changed.remembered_ = std::move(remembered);
  return changed;
}

std::vector<fs::path> Workspace::roots() const {
  std::vector<fs::path> all{root_};
  for (const auto& further : {given_, remembered_})
    for (const fs::path& root : further)
      if (std::find(all.begin(), all.end(), root) == all.end()) all.push_back(root);
  return all;
}

Status Workspace::checkRoots() const {
  for (const fs::path& root : roots()) {
    const auto contents = contentsOf(root);
    // A share that is not plugged in has nothing; one of another version is another matter.
    std::error_code ignored;
    if (!contents && fs::exists(root, ignored)) return failure(contents.error());
  }
  return {};
}

std::vector<fs::path> Workspace::folders(std::vector<fs::path> RootContents::*kind) const {
  std::vector<fs::path> all;
  for (const fs::path& root : roots()) {
    const auto contents = contentsOf(root);
    if (!contents) continue;  // checkRoots() says why
    all.insert(all.end(), ((*contents).*kind).begin(), ((*contents).*kind).end());
  }
  return all;
}

std::vector<fs::path> Workspace::corpusFolders() const {
  return folders(&RootContents::corpora);
}

std::vector<fs::path> Workspace::tokenizerFolders() const {
  return folders(&RootContents::tokenizers);
}

std::vector<fs::path> Workspace::runFolders() const {
  std::vector<fs::path> all = folders(&RootContents::runs);
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.filename() > b.filename(); });
  return all;
}

Result<fs::path> Workspace::findCorpus(const std::string& wanted) const {
  return findNamed(
      corpusFolders(), [](const fs::path& folder) { return nameIn(folder, "corpus.json"); }, wanted,
      message(UNMASK_TEXT("core", "There is no corpus %1."), wanted));
}

Result<fs::path> Workspace::findTokenizer(const std::string& wanted) const {
  return findNamed(
      tokenizerFolders(), [](const fs::path& folder) { return nameIn(folder, "unmask.json"); },
      wanted, message(UNMASK_TEXT("core", "There is no tokenizer %1."), wanted));
}

Result<fs::path> Workspace::tokenizerFolder(const std::string& slug) const {
  for (const fs::path& folder : tokenizerFolders())
    if (folder.filename().string() == slug) return folder;
  return failure(ErrorKind::absent,
                 message(UNMASK_TEXT("core", "There is no tokenizer %1."), slug));
}

Result<fs::path> Workspace::findRun(const std::string& wanted) const {
  return findNamed(
      runFolders(), [](const fs::path& folder) { return readNotes(folder).name; }, wanted,
      message(UNMASK_TEXT("core", "There is no run %1."), wanted));
}

fs::path Workspace::newCorpusFolder(const std::string& name) const {
  return firstFree(root_ / "corpora" / slugOf(name));
}

fs::path Workspace::newTokenizerFolder(const std::string& name) const {
  return firstFree(root_ / "tokenizers" / slugOf(name));
}

fs::path Workspace::newRunFolder(const std::string& name) const {
  return firstFree(root_ / "runs" / slugOf(name));
}

Status Workspace::remove(const fs::path& folder) const {
  std::error_code error;
  const fs::path real = fs::canonical(folder, error);
  const fs::path home = fs::canonical(root_, error);
  const fs::path parent = real.parent_path();
  const bool ours = !error && parent.parent_path() == home &&
                    (parent.filename() == "corpora" || parent.filename() == "tokenizers" ||
                     parent.filename() == "runs");
  if (!ours) {
    return failure(message(UNMASK_TEXT("core", "%1 is not in the workspace %2."), folder.string(),
                           root_.string()),
                   message(UNMASK_TEXT("core", "Only things of this workspace can be removed.")));
  }
  UNMASK_ASSIGN(bool training, FileLock::held(real / "lock"));
  if (training) {
    UNMASK_ASSIGN(training, heldForLong(real));
  }
  if (training) {
    return failure(message(UNMASK_TEXT("core", "%1 is being trained."), real.filename().string()),
                   message(UNMASK_TEXT("core", "Stop it first.")));
  }
  return removeFolder(real);
}

}  // namespace unmask
