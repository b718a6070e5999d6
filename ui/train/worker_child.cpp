// Running the worker to its end.
#include "ui/train/worker_child.h"

#include "core/runs/workspace.h"
#include "core/tokenizers/child_process.h"

namespace unmask {

Status runWorkerOnce(const std::vector<std::string>& arguments, JobControl& job) {
  std::string said;
  UNMASK_ASSIGN(
      const ChildEnd end,
      runChild(
          workerProgram(), arguments,
          [&](const std::string& line) { said += said.empty() ? line : "\n" + line; }, job));
  if (end.exitCode == 0) return {};
  if (said.empty())
    return failure(message(UNMASK_TEXT("core", "%1 ended with code %2."), workerProgram().string(),
                           end.exitCode));
  return failure(message("%1", said));
}

}  // namespace unmask
