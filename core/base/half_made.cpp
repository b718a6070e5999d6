// Locks of the system, which end with the process that holds them.
#include "core/base/half_made.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <ctime>
#include <string>
#include <thread>

#include "core/base/files.h"

namespace unmask {

FolderLock::FolderLock(const fs::path& folder) {
  using namespace std::chrono_literals;
  // A folder that is itself half-made is its maker's alone, who holds this lock as long.
  if (!madeThere(folder.filename().string()).empty()) return;
  fd_ = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  constexpr int kTries = 400;
  for (int i = 0; fd_ >= 0 && i < kTries && ::flock(fd_, LOCK_EX | LOCK_NB) != 0; ++i) {
    if (errno != EWOULDBLOCK && errno != EINTR) break;
    std::this_thread::sleep_for(5ms);
  }
}

FolderLock::~FolderLock() {
  if (fd_ >= 0) ::close(fd_);
}

std::string_view madeThere(std::string_view name) {
  if (!name.starts_with('.')) return {};
  const size_t mark = name.rfind(kPartial);
  if (mark == std::string_view::npos || mark < 2) return {};
  const std::string_view rest = name.substr(mark + kPartial.size());
  return rest.empty() || rest.front() == '-' ? name.substr(1, mark - 1) : std::string_view{};
}

bool abandoned(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) return false;
  constexpr time_t kDay = 24 * 60 * 60;
  struct stat info {};
  const bool free = ::flock(fd, LOCK_EX | LOCK_NB) == 0;
  const bool old = !free && errno != EWOULDBLOCK && ::fstat(fd, &info) == 0 &&
                   ::time(nullptr) - info.st_mtim.tv_sec > kDay;
  ::close(fd);
  return free || old;
}

void removeAbandoned(const fs::path& folder, std::string_view name) {
  std::error_code ignored;  // a leftover that cannot be removed harms nobody: it is never read
  const auto remove = [&](const fs::directory_entry& entry) -> Result<Walk> {
    const std::string file = entry.path().filename().string();
    const std::string_view made = madeThere(file);
    if (!made.empty() && (name.empty() || made == name) && abandoned(entry.path()))
      fs::remove_all(entry.path(), ignored);
    return Walk::on;
  };
  static_cast<void>(eachEntry(folder, remove));
}

}  // namespace unmask
