// The few calls to the operating system that are not about files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/base/result.h"

namespace unmask {

// Open-file-description lock (F_OFD_SETLK): belongs to the open file, freed when the process dies.
class FileLock {
 public:
  static Result<FileLock> acquire(const std::filesystem::path&);  // fails when somebody holds it
  // Looks only (F_OFD_GETLK). No file is no lock; an error is neither yes nor no.
  static Result<bool> held(const std::filesystem::path&);
  FileLock(FileLock&&) noexcept;
  FileLock& operator=(FileLock&&) noexcept;
  ~FileLock();

 private:
  explicit FileLock(int fd) : fd_(fd) {}
  int fd_ = -1;
};

int physicalCores();            // at least 1, within the process's CPU affinity
int usableThreads();            // at least 1: hardware threads within affinity and cgroup quota
uint64_t peakMemoryBytes();     // of this process (VmHWM)
uint64_t machineMemoryBytes();  // of this computer; 0 where it does not say
void lowerPriority();           // nice 5: training yields to the person's other work
std::string cpuName();
std::filesystem::path executableFolder();

}  // namespace unmask
