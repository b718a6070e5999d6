// A new file, written, flushed, renamed.
#include "core/base/partial_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <utility>

#include "core/base/half_made.h"

namespace unmask {

namespace {

Error cannotWrite(const fs::path& path) {
  return systemError(message(UNMASK_TEXT("core", "Cannot write %1: %2."), path.string()), errno);
}

}  // namespace

PartialFile::PartialFile(fs::path path, fs::path partial, int fd)
    : path_(std::move(path)), partial_(std::move(partial)), fd_(fd) {}

PartialFile::PartialFile(PartialFile&& other) noexcept
    : path_(std::move(other.path_)),
      partial_(std::exchange(other.partial_, {})),
      fd_(std::exchange(other.fd_, -1)) {}

PartialFile::~PartialFile() {
  if (!partial_.empty()) ::unlink(partial_.c_str());
  if (fd_ >= 0) ::close(fd_);
}

Result<PartialFile> PartialFile::create(const fs::path& path) {
  struct stat info {};
  const bool there = ::stat(path.c_str(), &info) == 0;
  if (there && !S_ISREG(info.st_mode)) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (fd < 0) return failure(cannotWrite(path));
    return PartialFile(path, {}, fd);
  }
  std::error_code unresolved;
  const fs::path target = there ? fs::canonical(path, unresolved) : path;
  const fs::path parent = target.parent_path().empty() ? "." : target.parent_path();
  const FolderLock alone(parent);
  removeAbandoned(parent, target.filename().string());
  static std::atomic<unsigned> serial = 0;
  const fs::path partial =
      parent / ("." + target.filename().string() + ".partial-file-" + std::to_string(::getpid()) +
                "-" + std::to_string(serial++));
  // Created, not taken over: a file that lay there could be another's.
  const int fd = unresolved ? -1 : ::open(partial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                                          0666);
  if (fd < 0) return failure(cannotWrite(path));
  ::flock(fd, LOCK_EX | LOCK_NB);  // removeLeftovers() leaves it alone
  if (there) ::fchmod(fd, info.st_mode & 0777);
  return PartialFile(target, partial, fd);
}

Status PartialFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failure(cannotWrite(path_));
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return {};
}

Status PartialFile::commit() {
  // A pipe cannot be flushed, and need not be.
  if (::fsync(fd_) != 0 && errno != EINVAL && errno != EROFS) return failure(cannotWrite(path_));
  if (::close(std::exchange(fd_, -1)) != 0) return failure(cannotWrite(path_));
  if (partial_.empty()) return {};
  if (::rename(partial_.c_str(), path_.c_str()) != 0) return failure(cannotWrite(path_));
  partial_.clear();
  const fs::path parent = path_.parent_path().empty() ? "." : path_.parent_path();
  const int folder = ::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder >= 0) {  // the name is there; a disk that cannot flush folders has it all the same
    ::fsync(folder);
    ::close(folder);
  }
  return {};
}

}  // namespace unmask
