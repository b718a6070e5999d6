// What is being made, and what processes that are gone left half-made: `.NAME.partial-...` beside
// NAME, locked by its maker. The locks tell the living from the dead.
#pragma once

#include <filesystem>
#include <string_view>

namespace unmask {

inline constexpr std::string_view kPartial = ".partial";

// Held while half-made things are begun, locked or removed in a folder, so that nobody takes what
// another has just begun for abandoned. Where locks do not work, or a process that was stopped holds
// it for seconds, it is done without.
class FolderLock {
 public:
  explicit FolderLock(const std::filesystem::path& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int fd_ = -1;
};

// The name of what is made, where `name` is that of something half-made: `.NAME.partial`, as older
// versions left it, or `.NAME.partial-...`. Empty for other names.
std::string_view madeThere(std::string_view name);

// Whether nobody makes it any more: its maker holds a lock. Where locks do not work (some network
// disks), what was touched within a day counts as alive.
bool abandoned(const std::filesystem::path&);

// Removes what is left half-made in `folder` of the thing `name`, or of all where it is empty. For
// callers that hold its FolderLock.
void removeAbandoned(const std::filesystem::path& folder, std::string_view name);

}  // namespace unmask
