// A child process by posix_spawn, since core/tokenizers has no Qt.
#include "core/tokenizers/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "core/base/files.h"

extern char** environ;

namespace unmask {

namespace {

Error cannotStart(const std::filesystem::path& program, int errorNumber) {
  return systemError(message(UNMASK_TEXT("core", "Cannot start %1: %2."), program.string()),
                     errorNumber);
}

// Hands complete lines on and keeps the rest.
class LineSplitter {
 public:
  explicit LineSplitter(const std::function<void(const std::string&)>& onLine) : onLine_(onLine) {}
  void add(std::string_view bytes) {
    constexpr size_t kLongest = size_t{1} << 20;  // a child that never ends its line
    rest_ += bytes;
    size_t begin = 0;
    for (size_t end; (end = rest_.find('\n', begin)) != std::string::npos; begin = end + 1)
      onLine_(rest_.substr(begin, end - begin));
    rest_.erase(0, begin);
    if (rest_.size() > kLongest) rest_.clear();
  }
  void finish() {
    if (!rest_.empty()) onLine_(rest_);
  }

 private:
  const std::function<void(const std::string&)>& onLine_;
  std::string rest_;
};

ChildEnd waitFor(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFSIGNALED(status)) return {-1, WTERMSIG(status)};
  return {WEXITSTATUS(status), 0};
}

}  // namespace

Result<ChildEnd> runChild(const std::filesystem::path& program,
                          const std::vector<std::string>& arguments,
                          const std::function<void(const std::string&)>& onErrorLine,
                          JobControl& job) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return failure(cannotStart(program, errno));

  std::string name = program.string();
  std::vector<std::string> copies = arguments;
  std::vector<char*> argv{name.data()};
  for (std::string& argument : copies) argv.push_back(argument.data());
  argv.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 2);
  pid_t child = 0;
  const int error = ::posix_spawn(&child, name.c_str(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  if (error != 0) {
    ::close(ends[0]);
    return failure(cannotStart(program, error));
  }

  LineSplitter lines(onErrorLine);
  char buffer[4096];
  bool open = true, killed = false;
  while (open && !killed) {
    pollfd waiting{ends[0], POLLIN, 0};
    const int ready = ::poll(&waiting, 1, 100);
    if (job.cancelled()) {
      ::kill(child, SIGKILL);
      killed = true;
    } else if (ready > 0) {
      const ssize_t count = ::read(ends[0], buffer, sizeof buffer);
      if (count > 0) lines.add({buffer, static_cast<size_t>(count)});
      if (count == 0 || (count < 0 && errno != EINTR)) open = false;
    }
  }
  lines.finish();
  ::close(ends[0]);
  const ChildEnd end = waitFor(child);
  if (killed) return failure(cancelledError());
  return end;
}

void dieWithParent() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
}

}  // namespace unmask
