// Work on many things on every core, taken in and handed on in order, a bounded number at a time.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "core/base/job.h"

namespace unmask {

// `next` gives the things one after the other (nothing: the end); `make` turns one into another, on
// any thread; `take` gets those in the order of `next`, one at a time. At most `ahead` things are
// under way. Ends at the first error of `next` or `take`, or when the job is cancelled.
template <class In, class Out>
Status inOrder(const std::function<Result<std::optional<In>>()>& next,
               const std::function<Out(In&&)>& make, const std::function<Status(Out&&)>& take,
               size_t threads, size_t ahead, const JobControl& job) {
  std::mutex mutex;
  std::condition_variable room;
  uint64_t begun = 0, taken = 0;
  bool ended = false, taking = false;
  Status status;
  std::map<uint64_t, Out> ready;

  const auto work = [&] {
    std::unique_lock lock(mutex);
    while (true) {
      room.wait(lock, [&] { return ended || begun - taken < ahead; });
      if (ended) return;
      if (job.cancelled()) {
        status = failure(cancelledError());
        ended = true;
        break;
      }
      auto in = next();
      if (!in) status = failure(in.error());
      if (!in || !*in) {
        ended = true;
        break;
      }
      const uint64_t number = begun++;
      lock.unlock();
      Out out = make(std::move(**in));
      lock.lock();
      ready.emplace(number, std::move(out));
      if (taking) continue;  // whoever is at it takes this one too
      taking = true;
      while (status && !ready.empty() && ready.begin()->first == taken) {
        Out first = std::move(ready.begin()->second);
        ready.erase(ready.begin());
        lock.unlock();
        Status done = take(std::move(first));
        lock.lock();
        ++taken;
        if (!done) {
          status = std::move(done);
          ended = true;
        }
        room.notify_all();
      }
      taking = false;
      if (ended && !status) break;
    }
    room.notify_all();
  };
  std::vector<std::thread> workers;
  for (size_t i = 1; i < threads; ++i) workers.emplace_back(work);
  work();
  for (std::thread& worker : workers) worker.join();
  return status;
}

}  // namespace unmask
