// logind's Inhibit call: https://systemd.io/INHIBITOR_LOCKS
#include "core/worker/sleep_lock.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusReply>
#include <thread>

#include "core/base/guarded.h"

namespace unmask {

namespace {
constexpr int kAnswerTimeMs = 1000;
}

SleepLock::SleepLock(const QString& why) {
  // Qt asks the bus from a thread of its own, and waits for it also where none can be started.
  const Status startable = withoutThrowing([]() -> Status {
    std::thread([] {}).join();
    return {};
  });
  if (!startable) {
    problem_ = QStringLiteral("no thread can be started");
    return;
  }
  QDBusConnection bus = QDBusConnection::systemBus();
  if (!bus.isConnected()) {
    problem_ = QStringLiteral("there is no system bus");
    return;
  }
  QDBusMessage call = QDBusMessage::createMethodCall(
      QStringLiteral("org.freedesktop.login1"), QStringLiteral("/org/freedesktop/login1"),
      QStringLiteral("org.freedesktop.login1.Manager"), QStringLiteral("Inhibit"));
  call << QStringLiteral("sleep") << QStringLiteral("Unmask") << why << QStringLiteral("block");
  const QDBusReply<QDBusUnixFileDescriptor> reply = bus.call(call, QDBus::Block, kAnswerTimeMs);
  if (reply.isValid())
    descriptor_ = reply.value();
  else
    problem_ = reply.error().message();
}

}  // namespace unmask
