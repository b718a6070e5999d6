// Asking for a place, and the worker as a child.
#include "ui/train/export_run.h"

#include <QCoreApplication>
#include <QDir>

#include "ui/shell/library.h"
#include "ui/train/worker_child.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/job_runner.h"
#include "ui/widgets/message_bar.h"

namespace unmask {

namespace {

class ExportWords {
  Q_DECLARE_TR_FUNCTIONS(ExportRun)
};

}  // namespace

void exportForTransformers(PageContext& context, QWidget* parent, const RunSummary& run) {
  const QString into =
      dialogs().openFolder(parent, ExportWords::tr("Where to put the folder of the export"));
  if (into.isEmpty()) return;
  const QString target = QDir(into).filePath(QString::fromStdString(run.slug));
  context.jobs.run(
      ExportWords::tr("Exporting %1").arg(runName(run)), &context.messages,
      [folder = run.folder, target](JobControl& job) {
        return runWorkerOnce({"export", folder.string(), target.toStdString()}, job);
      },
      [&messages = context.messages, target](const Status& done) {
        if (done)
          messages.showNotice(
              ExportWords::tr("The newest checkpoint is in %1; its README.md says how to load it.")
                  .arg(QDir::toNativeSeparators(target)));
        else if (!isCancelled(done.error()))
          messages.showError(done.error());
      });
}

}  // namespace unmask
