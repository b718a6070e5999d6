// Attaching to runs: history from the files, then the live stream, and the way back when it breaks.
//
// One loop serves every case: read what the files have; if a worker holds the lock, follow its
// socket from there; when the socket ends, or cannot be reached (a worker on another machine), read
// again. So polling a network file system is the same as following, only slower.
#include "core/runs/training_session.h"

#include <QDeadlineTimer>
#include <QThread>
#include <QTimer>
#include <deque>
#include <functional>
#include <map>

#include "core/base/message_value.h"
#include "core/base/platform.h"
#include "core/runs/history_reader.h"
#include "core/runs/run_folder.h"
#include "core/runs/serving_client.h"
#include "core/runs/worker_link.h"

namespace unmask {
namespace {

constexpr qint64 kStartTimeMs = 10000;   // design: not locked within 10 s is failed to start
constexpr qint64 kReplyTimeMs = 120000;  // a step of a huge model, and then some
constexpr int kTakeMs = 20;
constexpr int kWatchMs = 400;
constexpr int kLaunchWatchMs = 50;
constexpr int kFirstRetryMs = 50;
constexpr int kLastRetryMs = 1000;

qint64 monotonicMs() {
  return QDeadlineTimer::current().deadline();
}
QString text(const std::string& utf8) {
  return QString::fromStdString(utf8);
}

// Why a command finds nobody: a run may end while a person still thinks about it.
Message nobodyThere(RunState state) {
  switch (state) {
    case RunState::finished:
      return message(UNMASK_TEXT("core", "The run had finished before that."));
    case RunState::stopped:
      return message(UNMASK_TEXT("core", "The run had been stopped before that."));
    case RunState::failed:
      return message(UNMASK_TEXT("core", "The run had failed before that."));
    case RunState::interrupted:
    case RunState::failedToStart:
      return message(UNMASK_TEXT("core", "The run's worker is gone."));
    case RunState::unknown:
      return message(UNMASK_TEXT("core", "Whether anybody works on this run cannot be seen."));
    case RunState::prepared:
    case RunState::starting:
    case RunState::running:
    case RunState::paused:
    case RunState::waitingForDisk:
      break;
  }
  return message(UNMASK_TEXT("core", "Nobody is working on this run."));
}

}  // namespace

class TrainingSession::Private : public QObject {
 public:
  explicit Private(TrainingSession* session);
  ~Private() override;

  // A request that waits for its answer, or for somebody who could answer.
  struct Pending {
    QCborMap message;
    bool ask = false;
    bool sent = false;
    qint64 deadlineMs = 0;
  };

  void reset();
  void read();
  void readDone(const RunProgress& progress, const QString& problem);
  void follow();
  void retryLater();
  void launch();
  void watchLaunch();
  void watch();
  void take(const RecordBatch& records);
  void takeMessage(const QCborMap& message);
  void takeStatus(const QCborMap& message);
  void settle(RunState state, const QString& why);
  void setState(RunState newState);
  void sayHistoryComplete();
  void request(qint64 id, QCborMap message, bool ask);
  void sendPending();
  void settlePending();
  void failPending(qint64 id, const QString& reason);
  void serve(qint64 id, const Question&, qint64 checkpoint);
  void command(const char* name, double value = 0);
  bool reachable() const { return link.isOpen(); }

  TrainingSession* q;
  std::filesystem::path folder;  // empty: attached to a socket only
  QString socketPath, nonce;

  QThread thread;
  HistoryReader* reader = new HistoryReader;
  quint64 reading = 0;                        // the newest read asked for
  std::deque<std::function<void()>> arrived;  // what the reader has sent, in order
  QTimer takeTimer;

  WorkerLink link;
  QTimer retry, watchTimer, launchTimer;
  int retryMs = kFirstRetryMs;

  bool attached = false;
  bool settled = false;  // nobody works on the run, and everything of it was read
  bool historyDone = false;
  bool launchWanted = false;  // start() waits for the history
  int64_t extendTo = 0;
  qint64 launchDeadlineMs = 0;  // 0: nothing was launched
  int64_t segmentsBefore = 0;
  QString nonceBefore;

  RunState state = RunState::prepared;
  int64_t lastSeq = 0;
  int64_t step = 0, totalSteps = 0;
  double secondsLeft = -1;
  QString detail, spec;
  qint64 lastId = 0;
  std::map<qint64, Pending> pending;
  ServingClient* serving = nullptr;
};

TrainingSession::Private::Private(TrainingSession* session) : q(session) {
  qRegisterMetaType<RecordBatch>();
  reader->moveToThread(&thread);
  connect(&thread, &QThread::finished, reader, &QObject::deleteLater);
  // A long history comes in pages. A few milliseconds' worth is taken at each turn of the event
  // loop, so that whoever lives on this thread goes on in between.
  connect(reader, &HistoryReader::page, this,
          [this](quint64 which, const std::shared_ptr<const RecordBatch>& records) {
            arrived.push_back([this, which, records] {
              reader->pageTaken();
              if (which == reading) take(*records);
            });
            takeTimer.start();
          });
  connect(reader, &HistoryReader::done, this,
          [this](quint64 which, const RunProgress& progress, const QString& problem) {
            arrived.push_back([this, which, progress, problem] {
              if (which == reading) readDone(progress, problem);
            });
            takeTimer.start();
          });
  takeTimer.setInterval(0);
  connect(&takeTimer, &QTimer::timeout, this, [this] {
    const qint64 until = monotonicMs() + kTakeMs;
    do {
      const std::function<void()> next = std::move(arrived.front());
      arrived.pop_front();
      if (arrived.empty()) takeTimer.stop();
      next();
    } while (!arrived.empty() && monotonicMs() < until);
  });
  thread.start();

  retry.setSingleShot(true);
  connect(&retry, &QTimer::timeout, this, [this] {
    if (folder.empty())
      link.open(socketPath, nonce);
    else
      read();
  });
  watchTimer.setInterval(kWatchMs);
  connect(&watchTimer, &QTimer::timeout, this, &Private::watch);
  launchTimer.setInterval(kLaunchWatchMs);
  connect(&launchTimer, &QTimer::timeout, this, &Private::watchLaunch);

  connect(&link, &WorkerLink::welcomed, this, [this](const QCborMap& welcome) {
    retryMs = kFirstRetryMs;
    launchDeadlineMs = 0;
    spec = welcome.value(QStringLiteral("spec")).toString();
    takeStatus(welcome);
    link.send({{QStringLiteral("type"), QStringLiteral("subscribe")},
               {QStringLiteral("after"), qint64{lastSeq}}});
    sendPending();
  });
  connect(&link, &WorkerLink::arrived, this, &Private::takeMessage);
  connect(&link, &WorkerLink::closed, this, [this](const QString& reason, bool refused) {
    for (auto next = pending.begin(); next != pending.end();) {
      const auto [id, request] = *next++;
      if (request.sent || refused) failPending(id, reason);
    }
    if (!folder.empty()) return retryLater();
    // Over a forwarded socket nothing else can be asked: say what the worker said last.
    if (!settled) {
      const bool ended = state != RunState::prepared && !isLive(state);
      settle(ended ? state : RunState::interrupted, reason);
    }
    retryLater();
  });
}

TrainingSession::Private::~Private() {
  reader->cancel();
  link.disconnect(this);
  thread.quit();
  thread.wait();
}

void TrainingSession::Private::reset() {
  ++reading;
  link.close();
  retry.stop();
  launchTimer.stop();
  watchTimer.start();
  delete std::exchange(serving, nullptr);
  folder.clear();
  attached = true;
  settled = historyDone = launchWanted = false;
  launchDeadlineMs = 0;
  state = RunState::prepared;
  lastSeq = step = totalSteps = 0;
  secondsLeft = -1;
  detail.clear();
  retryMs = kFirstRetryMs;
}

void TrainingSession::Private::read() {
  const quint64 which = ++reading;
  QMetaObject::invokeMethod(
      reader, [this, which, path = folder, after = lastSeq] { reader->read(which, path, after); });
}

void TrainingSession::Private::readDone(const RunProgress& progress, const QString& problem) {
  step = std::max(step, progress.step);
  if (progress.totalSteps > 0) totalSteps = progress.totalSteps;
  if (progress.live) {
    sayHistoryComplete();
    launchWanted = false;
    if (progress.state != state) setState(progress.state);
    return follow();
  }
  // No second worker is started where a first cannot be seen, nor on records that cannot be read.
  const bool unknown = progress.state == RunState::unknown;
  if (unknown || (launchWanted && !problem.isEmpty())) {
    launchWanted = false;
    extendTo = launchDeadlineMs = 0;
    return settle(unknown ? RunState::unknown : RunState::failed,
                  unknown ? text(progress.detail) : problem);
  }
  if (launchWanted) {
    segmentsBefore = progress.segments;
    sayHistoryComplete();
    return launch();
  }
  if (launchDeadlineMs > 0 && progress.segments <= segmentsBefore) {
    // Launched, but no sign of a worker so far.
    if (monotonicMs() < launchDeadlineMs) return launchTimer.start();
    return settle(RunState::failedToStart, text(endOfLog(folder / "worker.log")));
  }
  launchDeadlineMs = 0;
  detail = problem.isEmpty() ? text(progress.detail) : problem;
  settle(problem.isEmpty() ? progress.state : RunState::failed, detail);
}

void TrainingSession::Private::follow() {
  const auto contact = readContact(folder / "worker.json");
  if (!contact || contact->host != thisHost()) return retryLater();
  link.open(contact->socket, contact->nonce);
}

void TrainingSession::Private::retryLater() {
  retry.start(retryMs);
  retryMs = std::min(2 * retryMs, kLastRetryMs);
}

void TrainingSession::Private::launch() {
  launchWanted = false;
  settled = false;
  detail.clear();
  const auto before = readContact(folder / "worker.json");
  nonceBefore = before ? before->nonce : QString();
  const Status launched = launchWorker(folder, std::exchange(extendTo, 0));
  if (!launched) return settle(RunState::failedToStart, text(asValue(launched.error())));
  launchDeadlineMs = monotonicMs() + kStartTimeMs;
  setState(RunState::starting);
  launchTimer.start();
}

void TrainingSession::Private::watchLaunch() {
  const auto held = FileLock::held(folder / "lock");
  const bool locked = held && *held;  // where it cannot be seen, the worker may say hello yet
  const auto contact = locked ? Result<Contact>(Contact{}) : readContact(folder / "worker.json");
  const bool cameAndWent = !locked && contact && contact->nonce != nonceBefore;
  if (!locked && !cameAndWent && monotonicMs() < launchDeadlineMs) return;
  launchTimer.stop();
  read();
}

// A killed worker's socket usually ends at once; the lock is looked at in case it does not, and
// requests that nobody answers are given up.
void TrainingSession::Private::watch() {
  if (reachable() && !folder.empty()) {
    const auto held = FileLock::held(folder / "lock");
    if (held && !*held) {
      link.close();
      read();
    }
  }
  const qint64 now = monotonicMs();
  for (auto next = pending.begin(); next != pending.end();) {
    const auto [id, request] = *next++;
    if (now > request.deadlineMs)
      failPending(id, text(UNMASK_TEXT("core", "The run did not answer.")));
  }
}

void TrainingSession::Private::take(const RecordBatch& records) {
  if (records.lastSeq <= lastSeq) return;
  lastSeq = records.lastSeq;
  if (!records.empty()) Q_EMIT q->recordsArrived(records);
}

void TrainingSession::Private::takeMessage(const QCborMap& message) {
  const QString type = typeOf(message);
  const qint64 id = message.value(QStringLiteral("id")).toInteger();
  if (type == QLatin1String("records")) {
    const auto records = recordsFrom(message);
    if (records) return take(*records);
    link.close();
    return retryLater();
  }
  if (type == QLatin1String("status")) return takeStatus(message);
  if (type == QLatin1String("caught_up")) return sayHistoryComplete();
  if (type == QLatin1String("log")) {
    Q_EMIT q->logLine(message.value(QStringLiteral("line")).toString());
  } else if (type == QLatin1String("done")) {
    pending.erase(id);
  } else if (type == QLatin1String("answer")) {
    pending.erase(id);
    Q_EMIT q->answered(id, message.value(QStringLiteral("answer")).toMap().toJsonObject());
  } else if (type == QLatin1String("error")) {
    failPending(id, text(asValue(Error{messageFrom(message.value(QStringLiteral("reason"))),
                                       messageFrom(message.value(QStringLiteral("advice")))})));
  }
}

void TrainingSession::Private::takeStatus(const QCborMap& message) {
  settled = false;
  step = message.value(QStringLiteral("step")).toInteger();
  totalSteps = message.value(QStringLiteral("total")).toInteger();
  secondsLeft = message.value(QStringLiteral("seconds_left")).toDouble(-1);
  detail = message.value(QStringLiteral("detail")).toString();
  const RunState told =
      runStateFrom(message.value(QStringLiteral("state")).toString().toStdString());
  Q_EMIT q->progressed(step, totalSteps, secondsLeft);
  if (told != state) setState(told);
}

void TrainingSession::Private::settle(RunState newState, const QString& why) {
  settled = true;
  detail = why;
  secondsLeft = -1;
  sayHistoryComplete();
  Q_EMIT q->progressed(step, totalSteps, secondsLeft);
  // Always said, even when the live worker has said it before: now the files are complete.
  if (newState != state) setState(newState);
  Q_EMIT q->settled(newState);
  settlePending();
}

void TrainingSession::Private::setState(RunState newState) {
  state = newState;
  Q_EMIT q->stateChanged(newState);
}

void TrainingSession::Private::sayHistoryComplete() {
  if (std::exchange(historyDone, true)) return;
  Q_EMIT q->historyComplete();
}

void TrainingSession::Private::request(qint64 id, QCborMap message, bool ask) {
  message[QStringLiteral("type")] = ask ? QStringLiteral("ask") : QStringLiteral("command");
  message[QStringLiteral("id")] = id;
  pending[id] = {std::move(message), ask, false, monotonicMs() + kReplyTimeMs};
  if (reachable()) return sendPending();
  if (settled || !attached) {
    QMetaObject::invokeMethod(
        this, [this] { settlePending(); }, Qt::QueuedConnection);
  }
}

void TrainingSession::Private::sendPending() {
  for (auto& [id, request] : pending) {
    if (!std::exchange(request.sent, true)) link.send(request.message);
  }
}

// Nobody works on the run: questions go to a serving worker, commands have nobody to obey.
void TrainingSession::Private::settlePending() {
  if (!settled && attached) return;
  for (auto next = pending.begin(); next != pending.end();) {
    const auto [id, request] = *next++;
    if (request.ask && !folder.empty()) {
      pending.erase(id);
      serve(id,
            {request.message.value(QStringLiteral("text")).toString(),
             request.message.value(QStringLiteral("picture")).toByteArray()},
            request.message.value(QStringLiteral("checkpoint")).toInteger(-1));
    } else {
      failPending(id, text(asValue(nobodyThere(state))));
    }
  }
}

void TrainingSession::Private::failPending(qint64 id, const QString& reason) {
  const auto found = pending.find(id);
  if (found == pending.end()) return;
  const bool ask = found->second.ask;
  pending.erase(found);
  if (ask)
    Q_EMIT q->askFailed(id, reason);
  else
    Q_EMIT q->commandFailed(reason);
}

void TrainingSession::Private::serve(qint64 id, const Question& question, qint64 checkpoint) {
  if (!serving) {
    serving = new ServingClient(folder, this);
    connect(serving, &ServingClient::answered, q, &TrainingSession::answered);
    connect(serving, &ServingClient::failed, q, &TrainingSession::askFailed);
  }
  serving->ask(id, question, checkpoint);
}

void TrainingSession::Private::command(const char* name, double value) {
  request(++lastId,
          {{QStringLiteral("name"), QLatin1String(name)}, {QStringLiteral("value"), value}}, false);
}

TrainingSession::TrainingSession(QObject* parent)
    : QObject(parent), d(std::make_unique<Private>(this)) {}
TrainingSession::~TrainingSession() = default;

void TrainingSession::attach(const std::filesystem::path& runFolder) {
  d->reset();
  d->folder = runFolder;
  d->read();
}

void TrainingSession::attachToSocket(const QString& socketPath, const QString& nonce) {
  d->reset();
  d->socketPath = socketPath;
  d->nonce = nonce;
  d->link.open(socketPath, nonce);
}

void TrainingSession::start(const std::filesystem::path& runFolder) {
  // A session that already shows this run keeps what it has; what is new is read before the launch.
  if (!d->attached || d->folder != runFolder) {
    d->reset();
    d->folder = runFolder;
  }
  d->launchWanted = true;
  d->read();
}

RunState TrainingSession::state() const {
  return d->state;
}
int64_t TrainingSession::step() const {
  return d->step;
}
int64_t TrainingSession::totalSteps() const {
  return d->totalSteps;
}
QString TrainingSession::detail() const {
  return d->detail;
}
QString TrainingSession::specJson() const {
  return d->spec;
}

void TrainingSession::pause() {
  d->command("pause");
}
void TrainingSession::stop() {
  d->command("stop");
}
void TrainingSession::checkpointNow() {
  d->command("checkpoint");
}
void TrainingSession::evaluateNow() {
  d->command("evaluate");
}
void TrainingSession::setLearningRate(double rate) {
  d->command("learning_rate", rate);
}

void TrainingSession::resume() {
  if (d->reachable() || d->folder.empty() || !d->settled) return d->command("resume");
  start(d->folder);
}

void TrainingSession::extend(qint64 steps) {
  if (d->reachable() || d->folder.empty() || !d->settled) {
    return d->command("extend", static_cast<double>(steps));
  }
  d->extendTo = steps;
  start(d->folder);
}

qint64 TrainingSession::ask(const Question& question, qint64 checkpoint) {
  const qint64 id = ++d->lastId;
  if (checkpoint >= 0 && !d->folder.empty()) {
    // A kept checkpoint is asked beside the live run, not of it.
    QMetaObject::invokeMethod(
        d.get(), [this, id, question, checkpoint] { d->serve(id, question, checkpoint); },
        Qt::QueuedConnection);
    return id;
  }
  d->request(id,
             {{QStringLiteral("text"), question.text},
              {QStringLiteral("picture"), question.picture},
              {QStringLiteral("checkpoint"), qint64{checkpoint}}},
             true);
  return id;
}

}  // namespace unmask
