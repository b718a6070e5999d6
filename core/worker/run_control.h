// Requests on their way from the event loop to the training thread.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

#include "core/runs/worker_server.h"

namespace unmask {

class RunControl {
 public:
  void post(Request request) {
    std::lock_guard lock(mutex_);
    requests_.push_back(std::move(request));
    changed_.notify_all();
  }
  // Not a request in the queue: it must work however long the queue is.
  void stop() {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  bool stopping() const { return stopping_; }

  std::optional<Request> take() {
    std::lock_guard lock(mutex_);
    if (requests_.empty()) return {};
    Request request = std::move(requests_.front());
    requests_.pop_front();
    return request;
  }
  // Until there is a request, a stop, or the time is over.
  void wait(int milliseconds) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::milliseconds(milliseconds),
                      [this] { return stopping_ || !requests_.empty(); });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Request> requests_;
  std::atomic<bool> stopping_ = false;
};

// What a run says to the outside, from the training thread; none of these may wait.
struct RunOutlet {
  std::function<void(const WorkerStatus&)> status;
  std::function<void(const Request&)> done;
  std::function<void(const Request&, const Error&)> refuse;
  std::function<void(const Request&, const QJsonObject&)> answer;
};

}  // namespace unmask
