// The worker as a child process that can be interrupted.
#include "app/cli/ask_worker.h"

#include <QProcess>
#include <nlohmann/json.hpp>

#include "app/cli/interrupt.h"
#include "core/base/job.h"
#include "core/runs/workspace.h"

namespace unmask {

Status askWorker(const QStringList& arguments,
                 const std::function<void(const nlohmann::json&)>& take) {
  const std::string program = workerProgram().string();
  QProcess worker;
  worker.setProgram(QString::fromStdString(program));
  worker.setArguments(arguments + QStringList{QStringLiteral("--json")});
  worker.start();
  if (!worker.waitForStarted(-1))
    return failure(
        message(UNMASK_TEXT("core", "Cannot start %1."), program),
        message(UNMASK_TEXT("core", "Build or install the worker beside this program.")));
  QByteArray errors;
  const auto read = [&] {
    errors += worker.readAllStandardError();
    worker.setReadChannel(QProcess::StandardOutput);
    while (worker.canReadLine()) {
      const auto object = nlohmann::json::parse(worker.readLine().toStdString(), nullptr, false);
      if (object.is_object() || object.is_array()) take(object);
    }
  };
  while (!worker.waitForFinished(100)) {
    read();
    if (interrupted()) {
      worker.terminate();
      worker.waitForFinished(-1);
      return failure(cancelledError());
    }
  }
  read();
  if (worker.exitStatus() == QProcess::NormalExit && worker.exitCode() == 0) return {};
  const std::string said = errors.trimmed().right(2000).toStdString();
  if (!said.empty()) return failure(message("%1", said));
  return failure(
      message(UNMASK_TEXT("core", "%1 ended with code %2."), program, worker.exitCode()));
}

}  // namespace unmask
