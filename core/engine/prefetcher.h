// Batches prepared ahead of the trainer, on their own thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "core/base/result.h"
#include "core/dataset/batch.h"

namespace unmask {

// Everything one step trains on.
struct PreparedStep {
  uint64_t step = 0;
  std::vector<Batch> micros;        // one a micro-batch
  std::vector<std::string> hashes;  // of each
  uint64_t countedTargets = 0;      // Batch::targets of all of them
};

class Prefetcher {
 public:
  // A pure function: micro-batch `micro` of step `step`. Called on the prefetcher's thread.
  using Source = std::function<Result<Batch>(uint64_t step, uint64_t micro)>;

  Prefetcher(Source source, uint64_t micros, uint64_t firstStep);
  ~Prefetcher();
  Prefetcher(const Prefetcher&) = delete;
  Prefetcher& operator=(const Prefetcher&) = delete;

  // Step `step`: at once when it follows the one taken before, else prepared from there on.
  Result<PreparedStep> take(uint64_t step);

 private:
  void work();
  Result<PreparedStep> prepare(uint64_t step) const;

  const Source source_;
  const uint64_t micros_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::pair<uint64_t, Result<PreparedStep>>> ready_;
  uint64_t next_;  // the step that the thread prepares next
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace unmask
