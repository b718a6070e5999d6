// Files and folders that become visible only whole: written beside, flushed, renamed.
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>

#include "core/base/result.h"

namespace unmask {

namespace fs = std::filesystem;

// The whole file as bytes; refused over `cap` bytes, naming the file and the cap.
Result<std::string> readFile(const fs::path&, uint64_t cap = uint64_t{64} << 20);

// Writes beside, fsyncs, renames over `path`, fsyncs the folder. A failure leaves `path` as it was.
Status writeFileWhole(const fs::path&, std::string_view bytes);

// A folder under construction: `.NAME.partial` beside its final place. commit() fsyncs every file
// in it and renames it; destruction without commit removes it.
class PartialFolder {
 public:
  static Result<PartialFolder> create(const fs::path& finalPath);
  PartialFolder(PartialFolder&&) noexcept;
  PartialFolder& operator=(PartialFolder&&) = delete;
  ~PartialFolder();
  const fs::path& path() const { return partial_; }
  Status commit();

 private:
  PartialFolder(fs::path partial, fs::path final);
  fs::path partial_, final_;
};

// Removes every `.NAME.partial` left in `folder` by a process that was killed.
void removeLeftovers(const fs::path& folder);

// `what` with the system's reason ("No space left on device") as its last value: the pattern has
// one placeholder more than `what` has values, as in message("Cannot read %1: %2.", path).
Error systemError(const Message& what, int errorNumber);

}  // namespace unmask
