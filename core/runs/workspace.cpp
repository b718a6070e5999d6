// Finding corpora, tokenizers and runs under the workspace's roots.
#include "core/runs/workspace.h"

#include <QStandardPaths>
#include <algorithm>

#include "core/base/files.h"
#include "core/base/platform.h"

namespace unmask {
namespace {

std::string joined(const std::vector<fs::path>& folders) {
  std::string names;
  for (const fs::path& folder : folders) {
    names += (names.empty() ? "" : ", ") + folder.filename().string();
  }
  return names;
}

Result<fs::path> find(const std::vector<fs::path>& folders, const std::string& wanted,
                      const Message& absent) {
  std::vector<fs::path> begins;
  for (const fs::path& folder : folders) {
    const std::string slug = folder.filename().string();
    if (slug == wanted) return folder;
    if (!wanted.empty() && slug.starts_with(wanted)) begins.push_back(folder);
  }
  if (begins.size() == 1) return begins.front();
  if (begins.size() > 1) {
    return failure(
        message(UNMASK_TEXT("core", "Several begin with %1: %2."), wanted, joined(begins)),
        message(UNMASK_TEXT("core", "Give more of the name.")));
  }
  return failure(absent, folders.empty()
                             ? message(UNMASK_TEXT("core", "There is none yet."))
                             : message(UNMASK_TEXT("core", "There are: %1."), joined(folders)));
}

// A folder name from a person's name for a thing: letters, digits and dashes; others stay if they
// are not ASCII.
std::string slugOf(const std::string& name) {
  std::string slug;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || std::isalnum(byte))
      slug.push_back(static_cast<char>(std::tolower(byte)));
    else if (!slug.empty() && slug.back() != '-')
      slug.push_back('-');
  }
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  if (slug.size() > 80) {
    slug.resize(80);
    while (!slug.empty() && (static_cast<unsigned char>(slug.back()) & 0xc0) == 0x80)
      slug.pop_back();
    if (!slug.empty() && static_cast<unsigned char>(slug.back()) >= 0x80) slug.pop_back();
  }
  return slug.empty() ? "untitled" : slug;
}

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

Result<fs::path> Workspace::findCorpus(const std::string& slug) const {
  return find(corpusFolders(), slug, message(UNMASK_TEXT("core", "There is no corpus %1."), slug));
}

Result<fs::path> Workspace::findTokenizer(const std::string& slug) const {
  return find(tokenizerFolders(), slug,
              message(UNMASK_TEXT("core", "There is no tokenizer %1."), slug));
}

Result<fs::path> Workspace::findRun(const std::string& wanted) const {
  const std::vector<fs::path> folders = runFolders();
  std::vector<fs::path> named;
  for (const fs::path& folder : folders)
    if (!wanted.empty() && readNotes(folder).name == wanted) named.push_back(folder);
  if (named.size() == 1) return named.front();
  if (named.size() > 1)
    return failure(
        message(UNMASK_TEXT("core", "Several runs are named %1: %2."), wanted, joined(named)),
        message(UNMASK_TEXT("core", "Say which by its folder's name.")));
  return find(folders, wanted, message(UNMASK_TEXT("core", "There is no run %1."), wanted));
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
  UNMASK_ASSIGN(const bool training, FileLock::held(real / "lock"));
  if (training) {
    return failure(message(UNMASK_TEXT("core", "%1 is being trained."), real.filename().string()),
                   message(UNMASK_TEXT("core", "Stop it first.")));
  }
  return removeFolder(real);
}

}  // namespace unmask
