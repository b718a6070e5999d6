// Listing many things of which some may be broken: the sound ones are listed, the others named.
#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "app/cli/terminal.h"

namespace unmask {

// Calls `show` for each folder. What fails is told on stderr, with --json also as {type: broken,
// KIND: slug, folder, problem}; then the result is the last such error. `kind`: "corpus".
Status eachSound(Terminal&, const std::vector<std::filesystem::path>& folders, const char* kind,
                 const std::function<Status(const std::filesystem::path&)>& show);

}  // namespace unmask
