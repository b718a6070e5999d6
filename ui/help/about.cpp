// Building About; the worker is asked for LibTorch's version, which this process does not have.
#include "ui/help/about.h"

#include <sqlite3.h>

#include <QApplication>
#include <QClipboard>
#include <QProcess>

#include "core/runs/workspace.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"

namespace unmask {

AboutDialog::AboutDialog(const QString& workspace, QWidget* parent)
    : Dialog("about", tr("About Unmask"), parent),
      workspace_(workspace),
      torch_(tr("asking the worker…")) {
  setAttribute(Qt::WA_DeleteOnClose);
  auto* top = new QHBoxLayout;
  top->setSpacing(theme().px(kSpaceM));
  auto* logo = new QLabel;
  logo->setPixmap(icon("unmask").pixmap(theme().px(48), theme().px(48)));
  top->addWidget(logo);
  top->addWidget(label(tr("A workbench for self-supervised training"), "secondary", true), 1);
  body()->addLayout(top);
  rows_ = new Figures;
  rows_->setObjectName("aboutRows");
  body()->addWidget(rows_);
  body()->addWidget(
      label(tr("Free software under the GNU General Public License, version 3 or later. It comes "
               "with no warranty."),
            "secondary", true));
  body()->addStretch(1);
  auto* copy = button("aboutCopy", tr("Copy as text"));
  auto* shut = primaryButton("aboutClose", tr("Close"));
  shut->setDefault(true);
  foot()->addStretch(1);
  foot()->addWidget(copy);
  foot()->addWidget(shut);
  setRoom(500);
  connect(copy, &QPushButton::clicked, this,
          [this] { QApplication::clipboard()->setText(text()); });
  connect(shut, &QPushButton::clicked, this, &QDialog::close);
  showRows();
  askWorker();
}

AboutDialog::~AboutDialog() {
  if (!worker_ || worker_->state() == QProcess::NotRunning) return;
  worker_->disconnect(this);
  worker_->kill();
  worker_->waitForFinished(2000);
}

void AboutDialog::showRows() {
  rows_->setRows(
      {{tr("Version"), QStringLiteral(UNMASK_VERSION)},
       {tr("Qt"), QString::fromLatin1(qVersion())},
       {tr("SQLite"), QString::fromLatin1(sqlite3_libversion())},
       {tr("SentencePiece"), QStringLiteral(UNMASK_SENTENCEPIECE_VERSION)},
       {tr("LibTorch"), torch_},
       {tr("System"), QSysInfo::prettyProductName() + ", " + QSysInfo::currentCpuArchitecture()},
       {tr("Workspace"), workspace_}});
}

void AboutDialog::askWorker() {
  auto* process = new QProcess(this);
  worker_ = process;
  connect(process, &QProcess::finished, this, [this, process](int code) {
    const QString said = QString::fromUtf8(process->readAllStandardOutput()).trimmed();
    torch_ = code == 0 && !said.isEmpty() ? said.section("LibTorch ", 1) : QString();
    if (torch_.isEmpty()) torch_ = tr("the worker does not say");
    showRows();
    process->deleteLater();
  });
  connect(process, &QProcess::errorOccurred, this, [this, process](QProcess::ProcessError error) {
    if (error != QProcess::FailedToStart) return;
    torch_ = tr("no unmask-worker beside this program");
    showRows();
    process->deleteLater();
  });
  process->start(QString::fromStdString(workerProgram().string()), {"--version"});
}

QString AboutDialog::text() const {
  QString text = tr("Unmask") + '\n';
  for (const auto& [name, value] : rows_->rows()) text += name + ": " + value + '\n';
  return text;
}

}  // namespace unmask
