// Running the worker to its end.
#include "ui/train/worker_child.h"

#include <QJsonDocument>
#include <QProcess>

#include "core/runs/workspace.h"
#include "core/tokenizers/child_process.h"

namespace unmask {

namespace {

constexpr int kLookMs = 100;

Error endedBadly(int code, const std::string& said) {
  if (said.empty())
    return {message(UNMASK_TEXT("core", "%1 ended with code %2."), workerProgram().string(), code),
            {}};
  return {message("%1", said), {}};
}

}  // namespace

Status runWorkerOnce(const std::vector<std::string>& arguments, JobControl& job) {
  std::string said;
  UNMASK_ASSIGN(
      const ChildEnd end,
      runChild(
          workerProgram(), arguments,
          [&](const std::string& line) { said += said.empty() ? line : "\n" + line; }, job));
  if (end.exitCode == 0) return {};
  return failure(endedBadly(end.exitCode, said));
}

Result<QJsonObject> askWorkerOnce(const QStringList& arguments, JobControl& job) {
  QProcess worker;
  worker.start(QString::fromStdString(workerProgram().string()), arguments);
  if (!worker.waitForStarted(-1))
    return failure(
        message(UNMASK_TEXT("core", "Cannot start %1."), workerProgram().string()),
        message(UNMASK_TEXT("core", "Build or install the worker beside this program.")));
  while (!worker.waitForFinished(kLookMs) && worker.state() != QProcess::NotRunning) {
    if (!job.cancelled()) continue;
    worker.kill();
    worker.waitForFinished(-1);
    return failure(cancelledError());
  }
  if (worker.exitStatus() != QProcess::NormalExit || worker.exitCode() != 0)
    return failure(endedBadly(worker.exitStatus() == QProcess::NormalExit ? worker.exitCode() : -1,
                              worker.readAllStandardError().trimmed().right(2000).toStdString()));
  const QList<QByteArray> lines = worker.readAllStandardOutput().trimmed().split('\n');
  return QJsonDocument::fromJson(lines.last()).object();
}

}  // namespace unmask
