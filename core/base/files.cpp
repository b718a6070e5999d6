// Whole-or-nothing files and folders with POSIX calls.
#include "core/base/files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <system_error>

#include "core/base/half_made.h"
#include "core/base/open_file.h"

namespace unmask {

namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const fs::path& path, int flags, mode_t mode = 0)
      : Descriptor(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
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

fs::path parentOf(const fs::path& path) {
  return path.parent_path().empty() ? fs::path(".") : path.parent_path();
}

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
  if (errorNumber == ENOSPC || errorNumber == EDQUOT || errorNumber == EFBIG) {
    error.kind = ErrorKind::noSpace;
    error.advice = message(UNMASK_TEXT("core", "Free some space on that disk and try again."));
  } else if (errorNumber == ENOMEM) {
    error.kind = ErrorKind::noMemory;
    error.advice = message(UNMASK_TEXT("core", "Close other programs and try again."));
  } else if (errorNumber == EACCES || errorNumber == EPERM) {
    error.advice = message(UNMASK_TEXT("core", "Check that you have the right to use it."));
  } else if (errorNumber == ENOENT) {
    error.kind = ErrorKind::absent;
    error.advice = message(UNMASK_TEXT("core", "Check the name."));
  }
  return error;
}

Result<bool> pathExists(const fs::path& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) == 0) return true;
  if (errno == ENOENT || errno == ENOTDIR) return false;
  return failure(cannotRead(path));
}

Result<fs::path> absolutePath(const fs::path& path) {
  std::error_code error;
  fs::path absolute = fs::absolute(path, error);
  if (!error) return absolute;
  errno = error.value();
  return failure(cannotRead(path));
}

Status eachEntry(const fs::path& folder,
                 const std::function<Result<Walk>(const fs::directory_entry&)>& visit) {
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    UNMASK_ASSIGN(const Walk next, visit(*it));
    if (next == Walk::enough) return {};
  }
  if (!error) return {};
  errno = error.value();
  return failure(cannotRead(folder));
}

Result<std::string> readFile(const fs::path& path, uint64_t cap) {
  const Descriptor fd(openToRead(path));
  if (!fd) return failure(cannotRead(path));
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

Status writeFileWhole(const fs::path& path, std::string_view bytes, Readers readers) {
  // Threads that write the same file do not meet: the last one's stays.
  static std::atomic<unsigned> serial = 0;
  const fs::path partial =
      path.parent_path() / ("." + path.filename().string() + ".partial-" +
                            std::to_string(::getpid()) + "-" + std::to_string(serial++));
  const auto written = [&]() -> Status {
    std::optional<FolderLock> alone(std::in_place, parentOf(path));
    // Created, not taken over: a file that lay there could be another's, or open to others.
    const Descriptor fd(partial, O_WRONLY | O_CREAT | O_EXCL,
                        readers == Readers::ownerAlone ? 0600 : 0644);
    if (!fd) return failure(cannotWrite(path));
    ::flock(fd.get(), LOCK_EX | LOCK_NB);  // removeLeftovers() leaves it alone
    alone.reset();
    UNMASK_TRY(writeAll(fd.get(), bytes, path));
    if (::fsync(fd.get()) != 0) return failure(cannotWrite(path));
    return {};
  }();
  if (!written || ::rename(partial.c_str(), path.c_str()) != 0) {
    const Error error = written ? cannotWrite(path) : written.error();
    ::unlink(partial.c_str());
    return failure(error);
  }
  return flushedFolder(parentOf(path));
}

namespace {

constexpr std::string_view kReplaced = ".replaced";

fs::path replacedBeside(const fs::path& final) {
  return final.parent_path() / ("." + final.filename().string() + std::string(kReplaced));
}

}  // namespace

PartialFolder::PartialFolder(fs::path partial, fs::path final, int lock)
    : partial_(std::move(partial)), final_(std::move(final)), lock_(lock) {}

PartialFolder::PartialFolder(PartialFolder&& other) noexcept
    : partial_(std::exchange(other.partial_, {})),
      final_(std::move(other.final_)),
      lock_(std::exchange(other.lock_, -1)) {}

PartialFolder::~PartialFolder() {
  std::error_code ignored;  // nothing can be done about it here; removeLeftovers() tries again
  if (!partial_.empty()) fs::remove_all(partial_, ignored);
  if (lock_ >= 0) ::close(lock_);
}

Result<PartialFolder> PartialFolder::create(const fs::path& wished, Name choice) {
  const auto failed = [&](int code) {
    return failure(systemError(
        message(UNMASK_TEXT("core", "Cannot create the folder %1: %2."), wished.string()), code));
  };
  const fs::path parent = parentOf(wished);
  std::error_code error;
  fs::create_directories(parent, error);
  if (error) return failed(error.value());
  const FolderLock alone(parent);
  removeAbandoned(parent, wished.filename().string());
  const fs::path finalPath = choice == Name::orNextFree ? firstFree(wished) : wished;
  const std::string name = finalPath.filename().string();
  std::string partial = (parent / ("." + name + std::string(kPartial) + "-XXXXXX")).string();
  if (!::mkdtemp(partial.data())) return failed(errno);
  ::chmod(partial.c_str(), 0755);  // mkdtemp makes it the owner's alone
  const int lock = ::open(partial.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock >= 0) ::flock(lock, LOCK_EX | LOCK_NB);
  return PartialFolder(partial, finalPath, lock);
}

Status PartialFolder::flushedWhole() const {
  std::error_code error;
  for (fs::recursive_directory_iterator it(partial_, error), end; !error && it != end;
       it.increment(error)) {
    const bool folder = it->is_directory(error);
    if (error) break;
    UNMASK_TRY(folder ? flushedFolder(it->path()) : flushed(it->path(), O_RDONLY));
  }
  if (error) {
    errno = error.value();
    return failure(cannotWrite(final_));
  }
  return flushedFolder(partial_);
}

Status PartialFolder::commit() {
  UNMASK_TRY(flushedWhole());
  if (::rename(partial_.c_str(), final_.c_str()) != 0) {
    if (errno == EEXIST || errno == ENOTEMPTY || errno == ENOTDIR)
      return failure(ErrorKind::busy,
                     message(UNMASK_TEXT("core", "%1 is there already."), final_.string()),
                     message(UNMASK_TEXT("core", "Choose another name.")));
    return failure(cannotWrite(final_));
  }
  partial_.clear();
  return flushedFolder(parentOf(final_));
}

Status PartialFolder::commitInPlace() {
  UNMASK_ASSIGN(const bool there, pathExists(final_));
  if (!there) return commit();
  UNMASK_TRY(flushedWhole());
  // One step where the disk can exchange two names; the destructor removes the old folder.
  if (::renameat2(AT_FDCWD, partial_.c_str(), AT_FDCWD, final_.c_str(), RENAME_EXCHANGE) == 0)
    return flushedFolder(parentOf(final_));
  const FolderLock alone(parentOf(final_));  // removeLeftovers() would undo the first rename
  const fs::path replaced = replacedBeside(final_);
  std::error_code error;
  fs::remove_all(replaced, error);
  if (::rename(final_.c_str(), replaced.c_str()) != 0) return failure(cannotWrite(final_));
  if (::rename(partial_.c_str(), final_.c_str()) != 0) {
    const Error failed = cannotWrite(final_);
    ::rename(replaced.c_str(), final_.c_str());  // where this fails, whereIsWhole() finds it
    return failure(failed);
  }
  partial_.clear();
  UNMASK_TRY(flushedFolder(parentOf(final_)));
  fs::remove_all(replaced, error);
  return {};
}

bool nameTaken(const fs::path& finalPath) {
  bool taken = false;
  const std::string name = finalPath.filename().string();
  const auto look = [&](const fs::directory_entry& entry) -> Result<Walk> {
    taken = madeThere(entry.path().filename().string()) == name && !abandoned(entry.path());
    return taken ? Walk::enough : Walk::on;
  };
  static_cast<void>(eachEntry(parentOf(finalPath), look));
  if (taken) return true;
  // Last: what was being made while it was looked for may be there by now.
  const auto there = pathExists(finalPath);
  return there && *there;
}

namespace {

// "dup-4" beside a "dup" that is taken, too, is the fourth of that name: the next one is "dup-5".
std::pair<fs::path, int> nameAndNumber(const fs::path& path) {
  const std::string name = path.filename().string();
  const size_t dash = name.rfind('-');
  int number = 0;
  if (dash == std::string::npos || dash == 0) return {path, 1};
  const auto [end, problem] =
      std::from_chars(name.data() + dash + 1, name.data() + name.size(), number);
  const fs::path first = path.parent_path() / name.substr(0, dash);
  const bool numbered =
      problem == std::errc() && end == name.data() + name.size() && number > 1 && nameTaken(first);
  return numbered ? std::pair(first, number) : std::pair(path, 1);
}

}  // namespace

fs::path firstFree(const fs::path& wished) {
  if (!nameTaken(wished)) return wished;
  auto [name, number] = nameAndNumber(wished);
  fs::path path;
  do {
    path = name;
    path += "-" + std::to_string(++number);
  } while (nameTaken(path));
  return path;
}

fs::path whereIsWhole(const fs::path& finalPath) {
  const auto there = pathExists(finalPath);
  if (!there || *there) return finalPath;
  const fs::path replaced = replacedBeside(finalPath);
  const auto kept = pathExists(replaced);
  return kept && *kept ? replaced : finalPath;
}

Status removeFolder(const fs::path& folder) {
  std::string hidden =
      (parentOf(folder) / ("." + folder.filename().string() + std::string(kPartial) + "-XXXXXX"))
          .string();
  std::error_code error;
  if (!::mkdtemp(hidden.data()) || ::rename(folder.c_str(), hidden.c_str()) != 0) {
    error.assign(errno, std::generic_category());
    ::rmdir(hidden.c_str());
  } else {
    fs::remove_all(hidden, error);
  }
  if (!error) return {};
  return failure(systemError(
      message(UNMASK_TEXT("core", "Cannot remove %1: %2."), folder.string()), error.value()));
}

void removeLeftovers(const fs::path& folder) {
  const FolderLock alone(folder);
  removeAbandoned(folder, {});
  std::error_code ignored;
  const auto remove = [&](const fs::directory_entry& entry) -> Result<Walk> {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with('.') || !name.ends_with(kReplaced)) return Walk::on;
    const fs::path final = folder / name.substr(1, name.size() - 1 - kReplaced.size());
    const auto newer = pathExists(final);
    if (newer && *newer) fs::remove_all(entry.path(), ignored);
    if (newer && !*newer) fs::rename(entry.path(), final, ignored);
    return Walk::on;
  };
  static_cast<void>(eachEntry(folder, remove));
}

}  // namespace unmask
