// Whole-or-nothing files and folders with POSIX calls.
#include "core/base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace unmask {

namespace {

class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags, mode_t mode = 0)
      : fd_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  explicit operator bool() const { return fd_ >= 0; }
  int get() const { return fd_; }

 private:
  int fd_;
};

Error cannotRead(const fs::path& path) {
  return systemError(message(UNMASK_TEXT("core", "Cannot read %1: %2."), path.string()), errno);
}

Error cannotWrite(const fs::path& path) {
  return systemError(message(UNMASK_TEXT("core", "Cannot write %1: %2."), path.string()), errno);
}

Status flushed(const fs::path& path, int flags) {
  const Descriptor fd(path, flags);
  if (!fd || ::fsync(fd.get()) != 0) return failure(cannotWrite(path));
  return {};
}

Status flushedFolder(const fs::path& folder) {
  return flushed(folder, O_RDONLY | O_DIRECTORY);
}

Status writeAll(int fd, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failure(cannotWrite(path));
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return {};
}

}  // namespace

Error systemError(const Message& what, int errorNumber) {
  Error error{what, {}};
  error.what.values.push_back(std::generic_category().message(errorNumber));
  if (errorNumber == ENOSPC || errorNumber == EDQUOT)
    error.advice = message(UNMASK_TEXT("core", "Free some space on that disk and try again."));
  else if (errorNumber == EACCES || errorNumber == EPERM)
    error.advice = message(UNMASK_TEXT("core", "Check that you have the right to use it."));
  else if (errorNumber == ENOENT)
    error.advice = message(UNMASK_TEXT("core", "Check the name."));
  return error;
}

Result<std::string> readFile(const fs::path& path, uint64_t cap) {
  const Descriptor fd(path, O_RDONLY);
  struct stat info {};
  if (!fd || ::fstat(fd.get(), &info) != 0) return failure(cannotRead(path));
  if (S_ISDIR(info.st_mode)) {
    errno = EISDIR;
    return failure(cannotRead(path));
  }
  std::string bytes;
  char buffer[1 << 16];
  while (true) {
    const ssize_t count = ::read(fd.get(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failure(cannotRead(path));
    if (count == 0) return bytes;
    bytes.append(buffer, static_cast<size_t>(count));
    if (bytes.size() > cap)
      return failure(
          message(UNMASK_TEXT("core", "%1 is larger than the %2 bytes that such a file may have."),
                  path.string(), cap));
  }
}

Status writeFileWhole(const fs::path& path, std::string_view bytes) {
  // Threads that write the same file do not meet: the last one's stays.
  static std::atomic<unsigned> serial = 0;
  const fs::path partial =
      path.parent_path() / ("." + path.filename().string() + ".partial-" +
                            std::to_string(::getpid()) + "-" + std::to_string(serial++));
  const auto written = [&]() -> Status {
    const Descriptor fd(partial, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (!fd) return failure(cannotWrite(path));
    UNMASK_TRY(writeAll(fd.get(), bytes, path));
    if (::fsync(fd.get()) != 0) return failure(cannotWrite(path));
    return {};
  }();
  if (!written || ::rename(partial.c_str(), path.c_str()) != 0) {
    const Error error = written ? cannotWrite(path) : written.error();
    ::unlink(partial.c_str());
    return failure(error);
  }
  return flushedFolder(path.parent_path().empty() ? fs::path(".") : path.parent_path());
}

PartialFolder::PartialFolder(fs::path partial, fs::path final)
    : partial_(std::move(partial)), final_(std::move(final)) {}

PartialFolder::PartialFolder(PartialFolder&& other) noexcept
    : partial_(std::exchange(other.partial_, {})), final_(std::move(other.final_)) {}

PartialFolder::~PartialFolder() {
  std::error_code ignored;  // nothing can be done about it here; removeLeftovers() tries again
  if (!partial_.empty()) fs::remove_all(partial_, ignored);
}

Result<PartialFolder> PartialFolder::create(const fs::path& finalPath) {
  const fs::path partial =
      finalPath.parent_path() / ("." + finalPath.filename().string() + ".partial");
  std::error_code error;
  fs::remove_all(partial, error);
  if (!error) fs::create_directories(partial, error);
  if (error)
    return failure(systemError(
        message(UNMASK_TEXT("core", "Cannot create the folder %1: %2."), finalPath.string()),
        error.value()));
  return PartialFolder(partial, finalPath);
}

Status PartialFolder::commit() {
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(partial_, error)) {
    if (entry.is_directory())
      UNMASK_TRY(flushedFolder(entry.path()));
    else
      UNMASK_TRY(flushed(entry.path(), O_RDONLY));
  }
  if (error) {
    errno = error.value();
    return failure(cannotWrite(final_));
  }
  UNMASK_TRY(flushedFolder(partial_));
  if (::rename(partial_.c_str(), final_.c_str()) != 0) return failure(cannotWrite(final_));
  partial_.clear();
  return flushedFolder(final_.parent_path());
}

void removeLeftovers(const fs::path& folder) {
  std::error_code ignored;  // a leftover that cannot be removed harms nobody: it is never read
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with('.') && name.ends_with(".partial")) fs::remove_all(entry.path(), ignored);
  }
}

}  // namespace unmask
