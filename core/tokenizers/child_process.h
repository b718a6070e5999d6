// Runs a program to its end, reading its stderr line by line; cancelling kills it.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/job.h"
#include "core/base/result.h"

namespace unmask {

struct ChildEnd {
  int exitCode = 0;  // -1 when a signal ended it
  int signal = 0;
};

// stdin and stdout are /dev/null. Blocks; looks at cancelled() ten times a second.
Result<ChildEnd> runChild(const std::filesystem::path& program,
                          const std::vector<std::string>& arguments,
                          const std::function<void(const std::string&)>& onErrorLine, JobControl&);

// In the child, first thing: die when the thread that started this process goes.
void dieWithParent();

}  // namespace unmask
