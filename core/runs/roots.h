// The roots that a workspace looks over: its own folder, which is written, and further ones (a
// teacher's share), which never are.
//
// workspace.json: {"version": 1, "roots": ["/media/share/unmask", ...]}
#pragma once

#include <filesystem>
#include <vector>

#include "core/base/result.h"

namespace unmask {

// The whole folders of one root.
struct RootContents {
  std::vector<std::filesystem::path> corpora, tokenizers, runs;  // each by name
  bool writable = false;                                         // by this person's rights
};

// Looks at the disk, which takes long where a share does not answer: never on an event loop. An
// error where the root is out of reach or of a newer version, naming it.
Result<RootContents> contentsOf(const std::filesystem::path& root);

// Of the workspace.json in `root`: refuses one that is damaged or newer, naming it.
Result<std::vector<std::filesystem::path>> rememberedRoots(const std::filesystem::path& root);
// Replaces the list in workspace.json, whole or not at all.
Status rememberRoots(const std::filesystem::path& root,
                     const std::vector<std::filesystem::path>& further);

}  // namespace unmask
