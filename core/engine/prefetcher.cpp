// Batches prepared ahead of the trainer, on their own thread.
#include "core/engine/prefetcher.h"

#include <exception>

namespace unmask {

namespace {
constexpr size_t kAhead = 2;  // enough to hide one slow read, little enough to cost no memory
}

Prefetcher::Prefetcher(Source source, uint64_t micros, uint64_t firstStep)
    : source_(std::move(source)), micros_(micros), next_(firstStep), thread_([this] { work(); }) {}

Prefetcher::~Prefetcher() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

Result<PreparedStep> Prefetcher::take(uint64_t step) {
  std::unique_lock lock(mutex_);
  const bool continues = ready_.empty() ? next_ == step : ready_.front().first == step;
  if (!continues) {
    ready_.clear();
    next_ = step;
    changed_.notify_all();
  }
  changed_.wait(lock, [&] { return !ready_.empty() && ready_.front().first == step; });
  Result<PreparedStep> prepared = std::move(ready_.front().second);
  ready_.pop_front();
  changed_.notify_all();
  return prepared;
}

void Prefetcher::work() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (ready_.size() >= kAhead) {
      changed_.wait(lock);
      continue;
    }
    const uint64_t step = next_;
    lock.unlock();
    Result<PreparedStep> prepared = prepare(step);
    lock.lock();
    if (next_ != step) continue;  // take() asked for another place meanwhile
    next_ = step + 1;
    ready_.emplace_back(step, std::move(prepared));
    changed_.notify_all();
  }
}

Result<PreparedStep> Prefetcher::prepare(uint64_t step) const try {
  PreparedStep prepared{step, {}, {}, 0};
  for (uint64_t micro = 0; micro < micros_; ++micro) {
    UNMASK_ASSIGN(Batch batch, source_(step, micro));
    prepared.hashes.push_back(hashOf(batch));
    prepared.countedTargets += batch.targets;
    prepared.micros.push_back(std::move(batch));
  }
  return prepared;
} catch (const std::exception& error) {
  return failure(message(UNMASK_TEXT("core", "The batch of step %1 could not be made: %2"), step,
                         error.what()));
}

}  // namespace unmask
