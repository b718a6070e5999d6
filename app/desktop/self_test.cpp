// Watching the window's first frame.
#include "app/desktop/self_test.h"

#include <unistd.h>

#include <QApplication>
#include <QEvent>
#include <QFile>
#include <QTimer>
#include <algorithm>
#include <cstdio>
#include <ctime>

namespace unmask {

namespace {

double bootMs() {
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

// When this process began, by the kernel's count of clock ticks since the machine started.
double processStartMs() {
  QFile file("/proc/self/stat");
  if (!file.open(QIODevice::ReadOnly)) return bootMs();
  const QByteArray fields = file.readAll();
  const QList<QByteArray> after = fields.mid(fields.lastIndexOf(')') + 2).split(' ');
  return after.value(19).toDouble() * 1e3 / static_cast<double>(sysconf(_SC_CLK_TCK));
}

class FirstFrame : public QObject {
 public:
  FirstFrame(QMainWindow& window, std::function<bool()> complete)
      : QObject(&window), complete_(std::move(complete)) {
    window.installEventFilter(this);
  }
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() == QEvent::Paint && !painted_) {
      painted_ = true;
      QTimer::singleShot(0, this, [this] {
        usable_ = bootMs() - processStartMs();
        last_ = bootMs();
        turn();
      });
    }
    return QObject::eventFilter(watched, event);
  }

 private:
  void turn() {
    const double now = bootMs();
    longest_ = std::max(longest_, now - last_);
    last_ = now;
    if (!complete_()) {
      QTimer::singleShot(0, this, [this] { turn(); });
      return;
    }
    std::printf("{\"usable_ms\": %.0f, \"complete_ms\": %.0f, \"longest_stall_ms\": %.0f}\n",
                usable_, now - processStartMs(), longest_);
    std::fflush(stdout);
    QApplication::quit();
  }

  std::function<bool()> complete_;
  bool painted_ = false;
  double usable_ = 0, last_ = 0, longest_ = 0;
};

}  // namespace

void selfTest(QMainWindow& window, const std::function<bool()>& complete) {
  new FirstFrame(window, complete);
}

}  // namespace unmask
