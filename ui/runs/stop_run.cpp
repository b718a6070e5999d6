// Attaching to a run to stop it.
#include "ui/runs/stop_run.h"

#include "core/runs/training_session.h"

namespace unmask {

void stopRun(QObject* context, const std::filesystem::path& runFolder,
             std::function<void(Status)> done) {
  auto* session = new TrainingSession(context);
  auto asked = std::make_shared<bool>(false);
  const auto end = [session, done = std::move(done)](const Status& status) {
    session->disconnect();
    session->deleteLater();
    done(status);
  };
  QObject::connect(session, &TrainingSession::stateChanged, context, [=](RunState state) {
    if (isLive(state) && state != RunState::starting && !std::exchange(*asked, true))
      session->stop();
  });
  // Also when it had ended by itself before it could be asked.
  QObject::connect(session, &TrainingSession::settled, context, [=](RunState) { end({}); });
  QObject::connect(session, &TrainingSession::commandFailed, context,
                   [=](const QString& why) { end(failure(message("%1", why.toStdString()))); });
  session->attach(runFolder);
}

}  // namespace unmask
