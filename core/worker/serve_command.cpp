// `unmask-worker serve`: answers for kept checkpoints, until nobody needs it.
#include <QCoreApplication>
#include <QJsonObject>
#include <QTimer>
#include <cstdio>
#include <thread>

#include "core/base/guarded.h"
#include "core/base/platform.h"
#include "core/runs/run_folder.h"
#include "core/worker/answers.h"
#include "core/worker/checkpoints.h"
#include "core/worker/commands.h"
#include "core/worker/run_control.h"
#include "core/worker/run_inputs.h"

namespace unmask {
namespace {

constexpr int kIdleMs = 3 * 60 * 1000;

int failed(const Error& error) {
  std::fprintf(stderr, "%s\n", inEnglish(error).c_str());
  return 1;
}

// A model that holds one checkpoint of the run at a time.
class CheckpointModel {
 public:
  explicit CheckpointModel(std::filesystem::path runFolder) : folder_(std::move(runFolder)) {}

  Status show(int64_t checkpoint) {
    UNMASK_ASSIGN(const int64_t step, findCheckpoint(folder_, checkpoint));
    if (!trainer_) {
      JobControl job;
      UNMASK_ASSIGN(inputs_, openInputs(folder_, job));
      UNMASK_ASSIGN(inputs_.spec, resolveAutomatic(inputs_.spec));
      UNMASK_ASSIGN(trainer_, Trainer::create(inputs_.spec, *inputs_.batches));
    }
    if (step == step_) return {};
    step_ = -1;
    UNMASK_TRY(trainer_->load(checkpointFolder(folder_, step)));
    step_ = step;
    return {};
  }
  Result<QJsonObject> answer(const Request& request, const RunControl& control) {
    UNMASK_TRY(show(request.checkpoint));
    return answerTo(*trainer_, inputs_, request.question, drawOfQuestion(request.id),
                    [&] { return !control.stopping(); });
  }

 private:
  std::filesystem::path folder_;
  RunInputs inputs_;
  std::unique_ptr<Trainer> trainer_;
  int64_t step_ = -1;
};

}  // namespace

int serveCommand(const std::filesystem::path& runFolder, int64_t checkpoint) {
  const auto files = servingFiles(runFolder);
  if (!files) return failed(files.error());
  auto lock = FileLock::acquire(files->lock);
  if (!lock) return failed(lock.error());
  lowerPriority();
  auto server = WorkerServer::listen(QStringLiteral("serve"), runFolder, files->contact);
  if (!server) return failed(server.error());
  WorkerServer& clients = **server;

  RunControl control;
  QObject context;
  QTimer idle;
  idle.setSingleShot(true);
  idle.setInterval(kIdleMs);
  QObject::connect(&idle, &QTimer::timeout, &context, [] { QCoreApplication::quit(); });
  QObject::connect(&clients, &WorkerServer::clientCountChanged, &context, [&](qsizetype count) {
    if (count == 0)
      idle.start();
    else
      idle.stop();
  });
  idle.start();

  QObject::connect(&clients, &WorkerServer::requested, &context, [&](const Request& request) {
    if (request.name == QLatin1String("ask")) {
      if (const Status posted = control.post(request); !posted)
        clients.refuse(request, posted.error());
      return;
    }
    if (request.name != QLatin1String("quit")) {
      return clients.refuse(
          request, {message(UNMASK_TEXT("core", "This worker only answers questions.")), {}});
    }
    clients.done(request);
    if (clients.clientCount() <= 1) QCoreApplication::quit();
  });

  QObject::connect(&clients, &WorkerServer::clientLeft, &context,
                   [&](quint64 client) { control.forgetQuestions(client); });

  std::thread answering([&] {
    CheckpointModel model(runFolder);
    // Ready before the first question; if it cannot be, the answers will say why.
    const Status shown = withoutThrowing([&] { return model.show(checkpoint); });
    if (!shown) failed(shown.error());
    while (!control.stopping()) {
      control.wait(1000);
      while (const auto request = control.takeQuestion()) {
        const auto answer = withoutThrowing([&] { return model.answer(*request, control); });
        QMetaObject::invokeMethod(
            &context,
            [&clients, request = *request, answer] {
              if (answer)
                clients.answer(request, *answer);
              else
                clients.refuse(request, answer.error());
            },
            Qt::QueuedConnection);
      }
    }
  });
  QCoreApplication::exec();
  control.stop();
  answering.join();
  return 0;
}

}  // namespace unmask
