// Starting workers, detached from this program: they outlive it.
#include <QDateTime>
#include <QProcess>
#include <fstream>

#include "core/base/files.h"
#include "core/base/platform.h"
#include "core/runs/run_folder.h"
#include "core/runs/workspace.h"

namespace unmask {
namespace {

Status launch(const QStringList& arguments, const fs::path& log) {
  const fs::path program = workerProgram();
  {
    std::ofstream file(log, std::ios::app);
    const QDateTime now = QDateTime::currentDateTime();
    // With its offset from UTC: machines of several zones may write here.
    file << now.toOffsetFromUtc(now.offsetFromUtc()).toString(Qt::ISODate).toStdString() << " "
         << program.filename().string() << " " << arguments.join(QLatin1Char(' ')).toStdString()
         << "\n";
    if (!file.flush()) {
      return failure(message(UNMASK_TEXT("core", "Cannot write %1."), log.string()),
                     message(UNMASK_TEXT("core", "Check the folder's rights and free space.")));
    }
  }
  QProcess process;
  process.setProgram(QString::fromStdString(program.string()));
  process.setArguments(arguments);
  process.setStandardInputFile(QProcess::nullDevice());
  process.setStandardOutputFile(QString::fromStdString(log.string()), QIODevice::Append);
  process.setStandardErrorFile(QString::fromStdString(log.string()), QIODevice::Append);
  if (process.startDetached()) return {};
  return failure(message(UNMASK_TEXT("core", "Cannot start %1."), program.string()),
                 message(UNMASK_TEXT("core", "Build or install the worker beside this program.")));
}

}  // namespace

fs::path workerProgram() {
  const QByteArray given = qgetenv("UNMASK_WORKER_PROGRAM");
  return given.isEmpty() ? executableFolder() / "unmask-worker" : fs::path(given.toStdString());
}

Status launchWorker(const fs::path& runFolder, int64_t extendTo) {
  QStringList arguments{QStringLiteral("train"), QString::fromStdString(runFolder.string())};
  if (extendTo > 0) arguments << QStringLiteral("--steps") << QString::number(extendTo);
  return launch(arguments, runFolder / "worker.log");
}

Status launchServing(const fs::path& runFolder) {
  UNMASK_ASSIGN(const ServingFiles files, servingFiles(runFolder));
  return launch({QStringLiteral("serve"), QString::fromStdString(runFolder.string())}, files.log);
}

}  // namespace unmask
