// Summaries of many runs, read again only where a file of theirs has changed.
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <vector>

#include "core/runs/workspace.h"

namespace unmask {

// Not for several threads at once.
class RunListing {
 public:
  // One result a folder, in their order. Folders not asked for are forgotten.
  std::vector<Result<RunSummary>> list(const std::vector<std::filesystem::path>& folders);

 private:
  // Sizes and times of the files a summary is made of.
  using Stamp = std::array<int64_t, 12>;
  struct Known {
    Stamp stamp;
    RunSummary summary;
  };
  // Nothing while a worker may be at it: what it is doing shows in no file's time.
  static std::optional<Stamp> stampOf(const std::filesystem::path& folder);
  std::map<std::filesystem::path, Known> known_;
};

}  // namespace unmask
