// Work that takes time: it reports progress, can be cancelled, and never runs on the event loop.
//
// Long functions take a JobControl& and call report() now and then; whoever started them reads
// progress() from any thread and may call cancel(). A cancelled function leaves nothing half-made
// behind and returns cancelledError().
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>

#include "core/base/result.h"

namespace unmask {

struct Progress {
  Message stage;       // what is being done now
  uint64_t done = 0;   // in the unit of total
  uint64_t total = 0;  // 0: not known
};

class JobControl {
 public:
  // Begins a stage of `total` units of work (0: not known).
  void beginStage(Message stage, uint64_t total = 0) {
    std::lock_guard lock(mutex_);
    stage_ = std::move(stage);
    total_ = total;
    done_ = 0;
  }
  void report(uint64_t done) { done_.store(done, std::memory_order_relaxed); }
  void add(uint64_t more) { done_.fetch_add(more, std::memory_order_relaxed); }

  void cancel() { cancelled_.store(true, std::memory_order_relaxed); }
  bool cancelled() const { return cancelled_.load(std::memory_order_relaxed); }

  Progress progress() const {
    std::lock_guard lock(mutex_);
    return {stage_, done_.load(std::memory_order_relaxed), total_};
  }

 private:
  mutable std::mutex mutex_;
  Message stage_;
  uint64_t total_ = 0;
  std::atomic<uint64_t> done_ = 0;
  std::atomic<bool> cancelled_ = false;
};

inline Error cancelledError() {
  return {message(UNMASK_TEXT("core", "Cancelled.")), {}, {}, ErrorKind::cancelled};
}

}  // namespace unmask
