// A file written in parts that appears only whole: `.NAME.partial-...` beside its place, flushed,
// renamed. (writeFileWhole() in files.h does the same with bytes that are all at hand.)
#pragma once

#include <string_view>

#include "core/base/files.h"

namespace unmask {

class PartialFile {
 public:
  // What is no plain file (a device, a pipe) is written as it is. A link stays one.
  static Result<PartialFile> create(const fs::path&);
  PartialFile(PartialFile&&) noexcept;
  PartialFile& operator=(PartialFile&&) = delete;
  ~PartialFile();  // without commit nothing stays

  // "Cannot write PATH: No space left on device." and the like; the place keeps what it had.
  Status write(std::string_view bytes);
  Status commit();

 private:
  PartialFile(fs::path path, fs::path partial, int fd);
  fs::path path_, partial_;  // partial_ empty: written in place
  int fd_;
};

}  // namespace unmask
