// Runs a job on a thread of its own while its progress stands on the live line; Ctrl+C cancels it.
#pragma once

#include <chrono>
#include <future>

#include "app/cli/interrupt.h"
#include "app/cli/terminal.h"
#include "core/base/job.h"

namespace unmask {

// "Encoding: 42 %"
inline std::string progressLine(const Progress& progress) {
  std::string line = words(progress.stage);
  if (line.empty() || progress.total == 0) return line;
  return line + " " + std::to_string(progress.done * 100 / progress.total) + " %";
}

// `work(JobControl&)` gives a Result; so does this.
template <class Work>
auto runInForeground(Terminal& terminal, Work work) {
  JobControl control;
  auto future = std::async(std::launch::async, [&] { return work(control); });
  while (future.wait_for(std::chrono::milliseconds(100)) != std::future_status::ready) {
    if (interrupted()) control.cancel();
    const std::string line = progressLine(control.progress());
    if (!line.empty()) terminal.progress(line);
  }
  terminal.endProgress();
  return future.get();
}

}  // namespace unmask
