// write(2), with its errors kept.
#include "app/cli/output.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "core/base/files.h"

namespace unmask {

void Output::write(std::string_view text) {
  while (!text.empty() && error_ == 0) {
    const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<size_t>(written));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      pollfd ready{STDOUT_FILENO, POLLOUT, 0};
      ::poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      error_ = errno;
    }
  }
}

bool Output::hungUp() const {
  return error_ == EPIPE;
}

Status Output::status() const {
  if (error_ == 0 || hungUp()) return {};
  return failure(systemError(
      message(UNMASK_TEXT("core", "Cannot write to the standard output: %1.")), error_));
}

Status Output::close() {
  if (error_ == 0 && ::close(STDOUT_FILENO) != 0) error_ = errno;
  return status();
}

}  // namespace unmask
