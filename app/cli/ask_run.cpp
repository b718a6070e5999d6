// Asks through a TrainingSession and waits for the answer.
#include "app/cli/ask_run.h"

#include <QEventLoop>
#include <QTimer>

#include "app/cli/interrupt.h"
#include "core/base/job.h"
#include "core/runs/training_session.h"

namespace unmask {

Result<QJsonObject> askRun(const std::filesystem::path& runFolder, const Question& asked,
                           int64_t checkpoint) {
  QEventLoop loop;
  TrainingSession session;
  Result<QJsonObject> result = failure(cancelledError());
  qint64 question = 0;
  QObject::connect(&session, &TrainingSession::answered, &loop,
                   [&](qint64 id, const QJsonObject& answer) {
                     if (id != question) return;
                     result = answer;
                     loop.quit();
                   });
  QObject::connect(&session, &TrainingSession::askFailed, &loop,
                   [&](qint64 id, const QString& reason) {
                     if (id != question) return;
                     result = failure(message("%1", reason.toStdString()));
                     loop.quit();
                   });
  QTimer watch;
  QObject::connect(&watch, &QTimer::timeout, &loop, [&] {
    if (interrupted()) loop.quit();
  });
  watch.start(100);
  session.attach(runFolder);
  question = session.ask(asked, checkpoint);
  loop.exec();
  return result;
}

}  // namespace unmask
