// Writing what differs from what is kept, off the event loop.
#include "ui/shell/window_memory.h"

#include <QCoreApplication>
#include <QEvent>
#include <QMutex>

#include "ui/shell/remembered.h"

namespace unmask {

namespace {

constexpr int kDelayMs = 700;

// Two writes never overlap: the later one would lose against the earlier.
bool write(const WindowMemory::Values& values) {
  static QMutex one;
  const QMutexLocker lock(&one);
  QSettings settings = remembered();
  for (auto it = values.begin(); it != values.end(); ++it) settings.setValue(it.key(), it.value());
  settings.sync();
  return settings.status() == QSettings::NoError;
}

}  // namespace

WindowMemory::WindowMemory(std::function<Values()> gather, QObject* parent)
    : QObject(parent), gather_(std::move(gather)), writing_(this, [this](bool written) {
        if (!written) kept_.clear();  // tried again with the next change
      }) {
  timer_.setSingleShot(true);
  timer_.setInterval(kDelayMs);
  connect(&timer_, &QTimer::timeout, this, [this] {
    if (writing_.busy()) return timer_.start();
    const Values values = changed();
    if (!values.isEmpty()) writing_.ask([values] { return write(values); });
  });
  qApp->installEventFilter(this);
}

void WindowMemory::touch() {
  if (!timer_.isActive()) timer_.start();
}

void WindowMemory::saveNow() {
  timer_.stop();
  kept_.clear();
  write(changed());
}

WindowMemory::Values WindowMemory::changed() {
  const Values now = gather_();
  Values differing;
  for (auto it = now.begin(); it != now.end(); ++it)
    if (kept_.value(it.key()) != it.value()) differing.insert(it.key(), it.value());
  kept_ = now;
  return differing;
}

bool WindowMemory::eventFilter(QObject* watched, QEvent* event) {
  switch (event->type()) {
    case QEvent::KeyRelease:
    case QEvent::MouseButtonRelease:
    case QEvent::Wheel:
    case QEvent::Drop:
      touch();
      break;
    default:
      break;
  }
  return QObject::eventFilter(watched, event);
}

}  // namespace unmask
