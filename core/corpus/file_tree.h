// What lies below a folder that a person gives: their files, with links to folders followed, and
// without litter (left_out.h).
#pragma once

#include <filesystem>
#include <functional>
#include <set>
#include <string>

#include "core/base/result.h"
#include "core/corpus/left_out.h"

namespace unmask {

// Of what a person gave, links followed; refused where nothing is there or can be seen.
Result<std::filesystem::file_status> statusOf(const std::filesystem::path&);

// Which folder of which disk this is, whatever path leads to it; empty where it cannot be said.
std::string folderIdentity(const std::filesystem::path&);
// Those of the folders around this one, up to the root: a link that leads to one of them would take
// in all that lies beside the folder that was given.
std::set<std::string> foldersAround(const std::filesystem::path&);

// Whether a name in a folder is wanted: it fits the pattern, and is no litter unless the pattern
// asks for hidden names with a dot in front, as a shell's.
bool fitsPattern(const std::string& name, const std::string& pattern);

enum class Found : uint8_t {
  file,
  noFile,       // a device, or a link to nothing
  readAlready,  // a link to a folder that was met before, or to one around the given one
  unreadable,   // a folder
};

struct TreeEntry {
  std::filesystem::path path;
  Found found = Found::file;
  int error = 0;  // errno, where unreadable
};

// Why an entry that is no file is skipped.
Message reasonOf(const TreeEntry&);

// Hands on what lies in `folder`, and where asked for in the folders within it: each folder once,
// the real ones before those that links lead to, otherwise in the disk's order. Names that
// `wanted` refuses are passed over, litter goes to `leftOut`. Errors: those of `visit`, and of
// `folder` itself. Memory: the paths of folders alone.
Status walkTree(const std::filesystem::path& folder, bool recursive,
                const std::function<bool(const std::string& name)>& wanted, LeftOut& leftOut,
                const std::function<Result<Walk>(TreeEntry&&)>& visit);

// What listing one folder finds: names by what they are.
enum class Kind : uint8_t { file, folder, linkedFolder, noFile, litter };
Kind kindOf(const std::filesystem::directory_entry&, const std::string& name);

}  // namespace unmask
