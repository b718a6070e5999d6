// `unmask-worker train`: lock, store, socket; the loop on a thread of its own, the clients here.
#include <sys/socket.h>
#include <unistd.h>
#include <csignal>
#include <cstdio>
#include <thread>

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonObject>
#include <QSocketNotifier>

#include "core/base/files.h"
#include "core/base/guarded.h"
#include "core/base/platform.h"
#include "core/runs/run_folder.h"
#include "core/worker/commands.h"
#include "core/worker/sleep_lock.h"
#include "core/worker/train_run.h"

namespace unmask {
namespace {

constexpr int kLastWordsMs = 2000;

int stopPipe[2] = {-1, -1};

// Only what a signal handler may do; the event loop does the rest.
void onTerminate(int) {
  const char byte = 0;
  [[maybe_unused]] const ssize_t written = ::write(stopPipe[1], &byte, 1);
}

int failed(const Error& error) {
  std::fprintf(stderr, "%s\n", inEnglish(error).c_str());
  return 1;
}

// A failure of what is around the run, where its watchers will see it.
int failedInRecords(const Error& error, RunStoreWriter& store) {
  RecordBatch records;
  EventRecord event;
  event.timeMs = QDateTime::currentMSecsSinceEpoch();
  event.kind = "failed";
  event.text = error.what.pattern;
  event.values = error.what.values;
  event.advice = error.advice.pattern;
  event.adviceValues = error.advice.values;
  records.events.push_back(std::move(event));
  store.append(std::move(records));
  return failed(error);
}

// SIGTERM and SIGINT (a logout, Ctrl+C) stop the run as its user would: with a checkpoint.
void stopOnSignals(RunControl& control, QObject* context) {
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, stopPipe) != 0) return;
  auto* notifier = new QSocketNotifier(stopPipe[0], QSocketNotifier::Read, context);
  QObject::connect(notifier, &QSocketNotifier::activated, context, [&control] { control.stop(); });
  std::signal(SIGTERM, onTerminate);
  std::signal(SIGINT, onTerminate);
  std::signal(SIGHUP, SIG_IGN);
}

// What comes from other threads is done on the event loop's.
template <class Work>
void onEventLoop(QObject* context, Work work) {
  QMetaObject::invokeMethod(context, std::move(work), Qt::QueuedConnection);
}

}  // namespace

int trainCommand(const fs::path& runFolder, int64_t extendTo) {
  auto lock = FileLock::acquire(runFolder / "lock");
  if (!lock) return failed(lock.error());
  removeLeftovers(runFolder);
  lowerPriority();
  const SleepLock awake(QStringLiteral("A model is being trained."));
  if (!awake.held()) {
    std::fprintf(stderr, "The system may fall asleep during this run: %s.\n",
                 qPrintable(awake.problem()));
  }

  QObject context;
  std::unique_ptr<WorkerServer> server;
  auto store = RunStoreWriter::open(
      runFolder, [](bool) {},
      [&](const RecordBatch& records) {
        onEventLoop(&context, [&server, records] {
          if (server) server->addCommitted(records);
        });
      });
  if (!store) return failed(store.error());
  RunStoreWriter& writer = **store;
  const int64_t before = writer.lastSeq();
  auto listening =
      WorkerServer::listen(QStringLiteral("train"), runFolder, runFolder / "worker.json");
  // The run is useful without watchers only when nobody wanted to watch: say it where it is seen.
  if (!listening) return failedInRecords(listening.error(), writer);
  server = std::move(*listening);
  server->startAfter(before);
  if (const auto spec = readFile(runFolder / "spec.json", 1 << 20)) {
    server->setSpec(QString::fromStdString(*spec));
  }

  RunControl control;
  stopOnSignals(control, &context);
  WorkerServer& clients = *server;
  QObject::connect(&clients, &WorkerServer::requested, &context, [&](const Request& request) {
    if (request.name == QLatin1String("stop")) {
      control.stop();
      clients.done(request);
    } else if (const Status posted = control.post(request); !posted) {
      clients.refuse(request, posted.error());
    }
  });
  QObject::connect(&clients, &WorkerServer::clientLeft, &context,
                   [&](quint64 client) { control.forgetQuestions(client); });
  const RunOutlet outlet{
      [&](const WorkerStatus& status) {
        onEventLoop(&context, [&clients, status] { clients.setStatus(status); });
      },
      [&](const Request& request) {
        onEventLoop(&context, [&clients, request] { clients.done(request); });
      },
      [&](const Request& request, const Error& error) {
        onEventLoop(&context, [&clients, request, error] { clients.refuse(request, error); });
      },
      [&](const Request& request, const QJsonObject& answer) {
        onEventLoop(&context, [&clients, request, answer] { clients.answer(request, answer); });
      }};

  RunState end = RunState::failed;
  const auto train = [&] {
    const auto ran = withoutThrowing([&]() -> Result<RunState> {
      return TrainRun(runFolder, extendTo, writer, control, outlet).run();
    });
    if (ran)
      end = *ran;
    else
      failedInRecords(ran.error(), writer);
    onEventLoop(&context, [] { QCoreApplication::quit(); });
  };
  std::thread training;
  const Status begun = withoutThrowing([&]() -> Status {
    training = std::thread(train);
    return {};
  });
  if (!begun) return failedInRecords(begun.error(), writer);
  QCoreApplication::exec();
  training.join();
  // What the store still has to say is said before the clients are left.
  store->reset();
  QCoreApplication::processEvents();
  clients.flush(kLastWordsMs);
  return end == RunState::failed ? 1 : 0;
}

}  // namespace unmask
