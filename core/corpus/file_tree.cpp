// Walking a folder: a queue of folders, and one of links to folders that waits until it is empty.
#include "core/corpus/file_tree.h"

#include <fnmatch.h>
#include <sys/stat.h>

#include <deque>

#include "core/base/files.h"

namespace unmask {

Result<fs::file_status> statusOf(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!error && fs::exists(status)) return status;
  return failure(systemError(message(UNMASK_TEXT("core", "Cannot read %1: %2."), path.string()),
                             error ? error.value() : ENOENT));
}

std::string folderIdentity(const fs::path& folder) {
  struct stat found {};
  if (::stat(folder.c_str(), &found) != 0) return {};
  return std::to_string(found.st_dev) + ':' + std::to_string(found.st_ino);
}

std::set<std::string> foldersAround(const fs::path& folder) {
  std::error_code unknown;  // then nothing is around it
  std::set<std::string> around;
  fs::path at = fs::canonical(folder, unknown);
  while (at.has_relative_path()) {
    at = at.parent_path();
    around.insert(folderIdentity(at));
  }
  return around;
}

bool fitsPattern(const std::string& name, const std::string& pattern) {
  if (isLitter(name) && !pattern.starts_with('.')) return false;
  return ::fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
}

Kind kindOf(const fs::directory_entry& entry, const std::string& name) {
  if (isLitter(name)) return Kind::litter;
  std::error_code unknown;  // then it is none of these
  if (entry.is_directory(unknown))
    return entry.is_symlink(unknown) ? Kind::linkedFolder : Kind::folder;
  return entry.is_regular_file(unknown) ? Kind::file : Kind::noFile;
}

Message reasonOf(const TreeEntry& entry) {
  switch (entry.found) {
    case Found::readAlready:
      return message(UNMASK_TEXT("core", "A link to a folder that is read already, or that lies "
                                 "around the given one."));
    case Found::unreadable:
      return systemError(
                 message(UNMASK_TEXT("core", "Cannot read the folder %1: %2."),
                         entry.path.string()),
                 entry.error)
          .what;
    case Found::file:
    case Found::noFile:
      break;
  }
  return message(UNMASK_TEXT("core", "Not a file."));
}

Status walkTree(const fs::path& top, bool recursive,
                const std::function<bool(const std::string& name)>& wanted, LeftOut& leftOut,
                const std::function<Result<Walk>(TreeEntry&&)>& visit) {
  std::deque<fs::path> folders = {top}, links;
  const std::set<std::string> around = foldersAround(top);
  std::set<std::string> seen;
  while (!folders.empty() || !links.empty()) {
    const bool linked = folders.empty();
    std::deque<fs::path>& from = linked ? links : folders;
    const fs::path folder = std::move(from.front());
    from.pop_front();
    const std::string identity = folderIdentity(folder);
    const bool circle = linked && around.contains(identity);
    if (circle || (!identity.empty() && !seen.insert(identity).second)) {
      if (!linked) continue;
      UNMASK_ASSIGN(const Walk walk, visit({folder, Found::readAlready}));
      if (walk == Walk::enough) return {};
      continue;
    }
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
      const std::string name = it->path().filename().string();
      Kind kind = kindOf(*it, name);
      if (kind == Kind::litter && wanted(name)) {
        std::error_code unknown;
        kind = it->is_regular_file(unknown) ? Kind::file : Kind::litter;
      }
      if (kind == Kind::litter) {
        leftOut.add(name);
      } else if (kind == Kind::folder || kind == Kind::linkedFolder) {
        if (recursive) (kind == Kind::folder ? folders : links).push_back(it->path());
      } else if (wanted(name)) {
        UNMASK_ASSIGN(const Walk walk,
                      visit({it->path(), kind == Kind::file ? Found::file : Found::noFile}));
        if (walk == Walk::enough) return {};
      }
    }
    if (!error) continue;
    if (folder == top)
      return failure(systemError(
          message(UNMASK_TEXT("core", "Cannot read the folder %1: %2."), folder.string()),
          error.value()));
    UNMASK_ASSIGN(const Walk walk, visit({folder, Found::unreadable, error.value()}));
    if (walk == Walk::enough) return {};
  }
  return {};
}

}  // namespace unmask
