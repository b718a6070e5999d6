// Asking the worker and the runs.
#include "ui/train/machine.h"

#include <QElapsedTimer>
#include <QProcess>
#include <memory>

#include "ui/shell/library.h"
#include "ui/widgets/words.h"

namespace unmask {

Machine::Machine(const Library& library, QObject* parent)
    : QObject(parent), library_(library), reading_(this, [this](std::vector<SpeedPoint> speeds) {
        // What was measured since then is not in the file yet.
        for (const Device& device : devices_)
          speeds.insert(speeds.end(), device.speed.begin(), device.speed.end());
        speeds_ = std::move(speeds);
        read_ = true;
        Q_EMIT changed();
      }) {}

Machine::~Machine() {
  stop();
}

void Machine::stop() {
  if (std::exchange(measuring_, false)) measured_ = false;  // another time
  if (!process_ || process_->state() == QProcess::NotRunning) return;
  process_->disconnect(this);
  process_->kill();
  process_->waitForFinished(2000);
}

QProcess* Machine::ask(const QStringList& arguments,
                       const std::function<void(QByteArray)>& answered) {
  auto* process = new QProcess(this);
  connect(process, &QProcess::finished, this, [this, process, answered](int code) {
    if (code != 0)
      problem_ = QString::fromUtf8(process->readAllStandardError()).trimmed().right(300);
    answered(process->readAllStandardOutput());
    process->deleteLater();
  });
  connect(process, &QProcess::errorOccurred, this, [this, process](QProcess::ProcessError error) {
    if (error != QProcess::FailedToStart) return;
    problem_ = tr("The worker %1 cannot be started.").arg(process->program());
    measuring_ = false;
    process->deleteLater();
    Q_EMIT changed();
  });
  process->start(QString::fromStdString(workerProgram().string()), arguments);
  return process;
}

void Machine::askDevices() {
  if (std::exchange(asked_, true)) return;
  process_ = ask({"devices", "--json"}, [this](const QByteArray& answer) {
    auto devices = devicesFromJson(answer.toStdString());
    if (devices && devices_.empty()) devices_ = std::move(*devices);
    Q_EMIT changed();
  });
}

void Machine::readSpeeds() {
  reading_.ask([workspace = library_.workspace(), runs = library_.runs()] {
    std::vector<SpeedPoint> speeds = speedOfRuns(workspace, runs);
    for (SpeedPoint& point : keptMeasurement(workspace)) speeds.push_back(std::move(point));
    return speeds;
  });
}

void Machine::measure() {
  if (measured_ || measuring_) return;
  measured_ = measuring_ = true;
  auto clock = std::make_shared<QElapsedTimer>();
  clock->start();
  process_ = ask({"devices", "--measure", "--json"}, [this, clock](const QByteArray& answer) {
    measuring_ = false;
    auto devices = devicesFromJson(answer.toStdString());
    if (!devices) {
      if (problem_.isEmpty()) problem_ = inWords(devices.error());
      Q_EMIT changed();
      return;
    }
    measuredIn_ = static_cast<double>(clock->elapsed()) / 1000;
    takeMeasurement(std::move(*devices));
  });
  Q_EMIT changed();
}

void Machine::takeMeasurement(std::vector<Device> measured) {
  devices_ = measured;
  for (const Device& device : measured)
    speeds_.insert(speeds_.end(), device.speed.begin(), device.speed.end());
  Q_EMIT changed();
  inBackground(
      this,
      [workspace = library_.workspace(), measured = std::move(measured)] {
        return keepMeasurement(workspace, measured);
      },
      [this](const Status& kept) {
        // It serves now all the same; the next window measures again.
        if (!kept) problem_ = inWords(kept.error());
      });
}

}  // namespace unmask
