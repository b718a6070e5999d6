// The line at the bottom: device, the running job or run with progress, the workspace.
#pragma once

#include <QWidget>

#include "ui/widgets/job_runner.h"

class QHBoxLayout;
class QLabel;
class QProgressBar;
class QPushButton;

namespace unmask {

class StatusLine : public QWidget {
  Q_OBJECT
 public:
  StatusLine(JobRunner& jobs, const QString& workspace, QWidget* parent = nullptr);
  void setDevice(const QString&);
  // "" when no run is live; share -1: not known.
  void setRun(const QString& text, double share);

 private:
  void showJob();
  void applyScale();
  JobRunner& jobs_;
  QHBoxLayout* row_;
  QLabel *device_, *job_, *run_, *workspace_;
  QProgressBar *jobBar_, *runBar_;
  QPushButton* cancel_;
};

}  // namespace unmask
