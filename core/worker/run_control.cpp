// Two queues under one lock.
#include "core/worker/run_control.h"

#include <algorithm>

namespace unmask {

Status RunControl::post(Request request) {
  std::lock_guard lock(mutex_);
  const bool question = request.name == QLatin1String("ask");
  const auto asked = questions_.find(request.client);
  const auto waiting = static_cast<size_t>(std::ranges::count(
                           commands_, request.client, &Request::client)) +
                       (asked == questions_.end() ? 0 : asked->second.size());
  if (waiting >= kMostWaiting)
    return failure(ErrorKind::busy,
                   message(UNMASK_TEXT("core", "%1 requests wait for their answers already."),
                           waiting),
                   message(UNMASK_TEXT("core", "Wait for those first.")));
  (question ? questions_[request.client] : commands_).push_back(std::move(request));
  changed_.notify_all();
  return {};
}

void RunControl::forgetQuestions(quint64 client) {
  std::lock_guard lock(mutex_);
  questions_.erase(client);
}

void RunControl::stop() {
  std::lock_guard lock(mutex_);
  stopping_ = true;
  changed_.notify_all();
}

std::optional<Request> RunControl::takeCommand() {
  std::lock_guard lock(mutex_);
  if (commands_.empty()) return {};
  Request request = std::move(commands_.front());
  commands_.pop_front();
  return request;
}

std::optional<Request> RunControl::takeQuestion() {
  std::lock_guard lock(mutex_);
  if (questions_.empty()) return {};
  auto next = questions_.upper_bound(lastAsked_);
  if (next == questions_.end()) next = questions_.begin();
  lastAsked_ = next->first;
  Request request = std::move(next->second.front());
  next->second.pop_front();
  if (next->second.empty()) questions_.erase(next);
  return request;
}

void RunControl::wait(int milliseconds) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, std::chrono::milliseconds(milliseconds), [this] {
    return stopping_ || !commands_.empty() || !questions_.empty();
  });
}

}  // namespace unmask
