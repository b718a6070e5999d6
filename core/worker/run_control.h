// Requests on their way from the event loop to the thread that trains or answers.
//
// Commands are taken before questions, which take the model's time: of those one client after the
// other has its turn, so that none waits behind all that another asked.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>

#include "core/runs/worker_server.h"

namespace unmask {

class RunControl {
 public:
  static constexpr size_t kMostWaiting = 64;  // of one client

  // Refused where as many of that client wait already.
  Status post(Request);
  // The questions of a client that is gone are answered to nobody; its commands hold.
  void forgetQuestions(quint64 client);
  // Not a request in the queue: it must work however long the queue is.
  void stop();
  bool stopping() const { return stopping_; }

  std::optional<Request> takeCommand();
  std::optional<Request> takeQuestion();
  // Until there is a request, a stop, or the time is over.
  void wait(int milliseconds);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Request> commands_;
  std::map<quint64, std::deque<Request>> questions_;  // by client; none of them empty
  quint64 lastAsked_ = 0;                             // the client whose question was taken last
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
