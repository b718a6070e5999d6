// Filling the status line.
#include "ui/shell/status_line.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

#include "core/base/platform.h"
#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

QProgressBar* smallBar(const QString& objectName) {
  auto* bar = new QProgressBar;
  bar->setObjectName(objectName);
  bar->setTextVisible(false);
  bar->hide();
  return bar;
}

void setShare(QProgressBar* bar, double share) {
  bar->setRange(0, share < 0 ? 0 : 1000);
  if (share >= 0) bar->setValue(static_cast<int>(1000 * share));
  bar->show();
}

}  // namespace

StatusLine::StatusLine(JobRunner& jobs, const QString& workspace, QWidget* parent)
    : QWidget(parent), jobs_(jobs) {
  setObjectName("statusLine");
  setAttribute(Qt::WA_StyledBackground);
  row_ = new QHBoxLayout(this);
  device_ =
      label(physicalCores() == 1 ? tr("CPU, 1 core") : tr("CPU, %1 cores").arg(physicalCores()),
            "secondary");
  device_->setObjectName("statusDevice");
  device_->setToolTip(QString::fromStdString(cpuName()));
  job_ = label({}, "");
  job_->setObjectName("statusJob");
  jobBar_ = smallBar("statusJobBar");
  cancel_ = linkButton("statusCancel", tr("Cancel"));
  cancel_->hide();
  run_ = label({}, "");
  run_->setObjectName("statusRun");
  runBar_ = smallBar("statusRunBar");
  workspace_ = label(tr("workspace: %1").arg(workspace.section('/', -1)), "secondary");
  workspace_->setObjectName("statusWorkspace");
  workspace_->setToolTip(workspace);
  for (QWidget* part :
       std::initializer_list<QWidget*>{device_, job_, jobBar_, cancel_, run_, runBar_})
    row_->addWidget(part);
  row_->addStretch(1);
  row_->addWidget(workspace_);
  connect(cancel_, &QPushButton::clicked, &jobs_, &JobRunner::cancel);
  connect(&jobs_, &JobRunner::changed, this, &StatusLine::showJob);
  connect(&theme(), &Theme::changed, this, &StatusLine::applyScale);
  applyScale();
}

void StatusLine::setDevice(const QString& text) {
  device_->setText(text);
}

void StatusLine::setRun(const QString& text, double share) {
  run_->setText(text);
  run_->setVisible(!text.isEmpty());
  if (text.isEmpty())
    runBar_->hide();
  else
    setShare(runBar_, share);
}

void StatusLine::showJob() {
  const bool busy = jobs_.busy();
  job_->setVisible(busy);
  cancel_->setVisible(busy);
  if (!busy) {
    jobBar_->hide();
    return;
  }
  const Progress progress = jobs_.progress();
  const QString stage = inWords(progress.stage);
  job_->setText(stage.isEmpty() ? jobs_.title()
                                : tr("%1: %2", "job, stage").arg(jobs_.title(), stage));
  setShare(jobBar_, progress.total
                        ? static_cast<double>(progress.done) / static_cast<double>(progress.total)
                        : -1);
}

void StatusLine::applyScale() {
  row_->setContentsMargins(theme().px(kSpaceL), 0, theme().px(kSpaceL), 0);
  row_->setSpacing(theme().px(kSpaceM));
  for (QProgressBar* bar : {jobBar_, runBar_}) bar->setFixedWidth(theme().px(90));
  // Its height is the same with a job and without.
  int highest = 0;
  for (const QWidget* part : std::initializer_list<const QWidget*>{device_, cancel_, runBar_})
    highest = std::max(highest, part->sizeHint().height());
  setFixedHeight(std::max(theme().px(30), highest + theme().px(4)));
}

}  // namespace unmask
