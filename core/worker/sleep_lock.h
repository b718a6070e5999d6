// Asks the system not to fall asleep while a run trains.
#pragma once

#include <QDBusUnixFileDescriptor>
#include <QString>

namespace unmask {

// Held by logind for as long as this object lives. What happened is in state().
class SleepLock {
 public:
  explicit SleepLock(const QString& why);
  bool held() const { return descriptor_.isValid(); }
  const QString& problem() const { return problem_; }

 private:
  QDBusUnixFileDescriptor descriptor_;
  QString problem_;
};

}  // namespace unmask
