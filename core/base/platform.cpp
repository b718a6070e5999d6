// Locks, cores, memory and priority on Linux.
#include "core/base/platform.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <set>
#include <utility>

#include "core/base/files.h"

namespace unmask {

namespace {
struct flock wholeFileLock() {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}
}  // namespace

Result<FileLock> FileLock::acquire(const std::filesystem::path& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0)
    return failure(
        systemError(message(UNMASK_TEXT("core", "Cannot lock %1: %2."), path.string()), errno));
  FileLock result(fd);
  struct flock lock = wholeFileLock();
  if (::fcntl(fd, F_OFD_SETLK, &lock) == 0) return result;
  if (errno != EAGAIN && errno != EACCES)
    return failure(
        systemError(message(UNMASK_TEXT("core", "Cannot lock %1: %2."), path.string()), errno));
  return failure(
      ErrorKind::busy,
      message(UNMASK_TEXT("core", "%1 is locked: another process works on it."), path.string()));
}

Result<bool> FileLock::held(const std::filesystem::path& path) {
  const auto unknown = [&](int code) {
    return failure(systemError(
        message(UNMASK_TEXT("core", "Whether %1 is locked cannot be seen: %2."), path.string()),
        code));
  };
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) return false;
  if (fd < 0) return unknown(errno);
  struct flock lock = wholeFileLock();
  const bool asked = ::fcntl(fd, F_OFD_GETLK, &lock) == 0;
  const int code = errno;
  ::close(fd);
  if (!asked) return unknown(code);
  return lock.l_type != F_UNLCK;
}

FileLock::FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

FileLock::~FileLock() {
  if (fd_ >= 0) ::close(fd_);
}

int physicalCores() {
  cpu_set_t allowed;
  if (::sched_getaffinity(0, sizeof allowed, &allowed) != 0) return 1;
  std::set<std::string> cores;  // hyper-threads of one core share their sibling list
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (!CPU_ISSET(cpu, &allowed)) continue;
    std::ifstream file("/sys/devices/system/cpu/cpu" + std::to_string(cpu) +
                       "/topology/thread_siblings_list");
    std::string siblings;
    cores.insert(std::getline(file, siblings) ? siblings : std::to_string(cpu));
  }
  return std::max<int>(1, static_cast<int>(cores.size()));
}

int usableThreads() {
  cpu_set_t allowed;
  int threads = ::sched_getaffinity(0, sizeof allowed, &allowed) == 0 ? CPU_COUNT(&allowed) : 1;
  // The share of a control group (containers, batch systems): "QUOTA PERIOD" or "max PERIOD".
  std::ifstream groups("/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    if (!line.starts_with("0::")) continue;
    std::ifstream share("/sys/fs/cgroup" + line.substr(3) + "/cpu.max");
    int64_t quota = 0, period = 0;
    if (share >> quota >> period && quota > 0 && period > 0)
      threads = std::min<int>(threads, static_cast<int>((quota + period - 1) / period));
  }
  return std::max(1, threads);
}

uint64_t peakMemoryBytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<uint64_t>(usage.ru_maxrss) * 1024;
}

uint64_t machineMemoryBytes() {
  const long pages = ::sysconf(_SC_PHYS_PAGES), size = ::sysconf(_SC_PAGE_SIZE);
  return pages > 0 && size > 0 ? static_cast<uint64_t>(pages) * static_cast<uint64_t>(size) : 0;
}

void lowerPriority() {
  // A refusal costs the person's other work some speed and nothing else.
  [[maybe_unused]] const int result = ::setpriority(PRIO_PROCESS, 0, 5);
}

std::string cpuName() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("model name"))
      if (const size_t colon = line.find(": "); colon != std::string::npos)
        return line.substr(colon + 2);
  return "CPU";
}

std::filesystem::path executableFolder() {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
}

}  // namespace unmask
