// The longest time that the event loop did not come round: what a person feels as a stall.
//
// A timer without delay ticks whenever the loop is free; the largest gap between two ticks is the
// longest stall. Watches while it lives and is started, on the thread that made it.
#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <algorithm>

namespace unmask {

class StallMonitor {
 public:
  StallMonitor() {
    timer_.setInterval(0);
    QObject::connect(&timer_, &QTimer::timeout, &timer_, [this] { tick(); });
  }
  void start() {
    longest_ = 0;
    ticks_ = 0;
    clock_.start();
    timer_.start();
  }
  // Milliseconds of the longest gap since start(), the one not yet ended among them.
  double stop() {
    tick();
    timer_.stop();
    return longest();
  }
  double longest() const { return static_cast<double>(longest_) / 1e6; }
  qint64 ticks() const { return ticks_; }

 private:
  void tick() {
    longest_ = std::max(longest_, clock_.nsecsElapsed());
    clock_.restart();
    ++ticks_;
  }

  QTimer timer_;
  QElapsedTimer clock_;
  qint64 longest_ = 0, ticks_ = 0;
};

}  // namespace unmask
