// What this machine has and how fast it trains, asked off the event loop: the worker knows the
// devices (the window has no LibTorch), the workspace's runs know the speed.
#pragma once

#include <QObject>
#include <QPointer>

#include "core/runs/machine_speed.h"
#include "ui/widgets/job_runner.h"

class QProcess;

namespace unmask {

class Library;

class Machine : public QObject {
  Q_OBJECT
 public:
  explicit Machine(const Library&, QObject* parent = nullptr);
  ~Machine() override;

  const std::vector<Device>& devices() const { return devices_; }
  const std::vector<SpeedPoint>& speeds() const { return speeds_; }
  // The devices are known and the runs have been read.
  bool ready() const { return !devices_.empty() && read_; }
  bool measuring() const { return measuring_; }
  // How long the measurement at hand took, in seconds; 0 for one kept from an earlier time.
  double measuredIn() const { return measuredIn_; }
  const QString& problem() const { return problem_; }  // why there is no measurement

  void askDevices();
  void readSpeeds();  // from the runs and the kept measurement
  void measure();     // once; nothing when it was done or is being done
  void stop();        // a training run is about to take all cores

 Q_SIGNALS:
  void changed();

 private:
  QProcess* ask(const QStringList& arguments, const std::function<void(QByteArray)>& answered);
  void takeMeasurement(std::vector<Device> measured);

  const Library& library_;
  std::vector<Device> devices_;
  std::vector<SpeedPoint> speeds_;
  Latest<std::vector<SpeedPoint>> reading_;
  QPointer<QProcess> process_;
  bool measuring_ = false, measured_ = false, asked_ = false, read_ = false;
  double measuredIn_ = 0;
  QString problem_;
};

}  // namespace unmask
