// What being watched costs a run: the same training unwatched, followed by a TrainingSession alone,
// and followed by the real window, in turn.
//
//     cmake --preset release -DUNMASK_BENCH=ON
//     cmake --build build/release --target watched_run unmask-worker
//     QT_QPA_PLATFORM=offscreen build/release/bin/watched_run [ROUNDS] [STEPS] [THREADS]
//
// The model is the tiny preset of next token. For each run: the median of the step times that the
// worker logged (first 20 left out), and the worker's processor time for each step, which counts
// serving but not what the window takes from the same cores. Printed are the medians over the
// rounds of the difference to the unwatched run of the same round. Evaluations come after the last
// step only. On two cores leave THREADS at 1, so that the window has a core of its own; on a
// machine that does nothing else.
#include <unistd.h>

#include <QApplication>
#include <QSettings>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "tests/worker/worker_fixture.h"
#include "ui/shell/main_window.h"
#include "ui/theme/theme.h"

using namespace unmask;

namespace {

constexpr int kSkipped = 20;  // steps in which everything warms up
constexpr int kLongestMs = 1'200'000;

enum class Watch { nobody, session, window };

struct Measured {
  double stepSeconds = 0, processorSeconds = 0;  // each for one step
  int64_t batches = 0;                           // records that came to the watcher
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

// User and system time of a process so far; negative when it is gone.
double processorSeconds(int64_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  if (!std::getline(file, line)) return -1;
  std::istringstream fields(line.substr(line.rfind(')') + 2));
  std::string skipped;
  for (int i = 0; i < 11; ++i) fields >> skipped;
  double user = 0, system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

Measured measure(const WorkerFixture& fixture, int64_t steps, int64_t threads, Watch watch) {
  RunSpec spec = need(defaultSpec("next-token"));
  const RunSpec small = fixture.spec(steps);
  spec.corpus = small.corpus;
  spec.tokenizer = small.tokenizer;
  spec.pieces = small.pieces;
  spec.device = "cpu";
  spec.train.steps = spec.train.evalEvery = spec.train.checkpointEvery = steps;
  spec.train.evalBatches = 1;
  spec.train.threads = threads;
  spec.train.precision = "fp32";
  spec.train.warmupSteps = 10;
  spec.train.decaySteps = steps;
  spec.samples.length = 8;
  const fs::path run = fixture.prepare(spec);

  Measured measured;
  std::unique_ptr<MainWindow> window;
  if (watch == Watch::window) {
    window = std::make_unique<MainWindow>(need(Workspace::open(fixture.root())));
    window->resize(1280, 800);
    window->show();
    window->go(PageId::train);
    if (!QTest::qWaitFor([&] { return window->library().listed(); }, 20'000))
      qFatal("the window does not list its runs");
  }
  need(launchWorker(run));
  if (!QTest::qWaitFor([&] { return *FileLock::held(run / "lock"); }, 30'000))
    qFatal("the worker does not start: %s", endOfLog(run / "worker.log").c_str());
  const auto contact = [&] {
    const auto read = readContact(run / "worker.json");
    return read ? read->pid : int64_t{0};
  };
  if (!QTest::qWaitFor([&] { return contact() > 0; }, 30'000)) qFatal("no worker.json");
  const int64_t pid = contact();

  TrainingSession session;
  QObject::connect(&session, &TrainingSession::recordsArrived, &session,
                   [&] { ++measured.batches; });
  if (watch == Watch::session) session.attach(run);
  if (window) {
    window->library().refresh();
    if (!QTest::qWaitFor([&] { return window->library().run(run) != nullptr; }, 20'000))
      qFatal("the window does not find the run");
    window->choices().setRun(run);
  }
  double processor = 0;
  QElapsedTimer polled;
  polled.start();
  const bool ended = QTest::qWaitFor(
      [&] {
        if (polled.elapsed() > 100) {
          processor = std::max(processor, processorSeconds(pid));
          polled.start();
        }
        return !*FileLock::held(run / "lock");
      },
      kLongestMs);
  if (!ended) qFatal("the run does not end");
  const auto records = need(need(RunStoreReader::open(run)).after(0));
  std::vector<double> times;
  for (const Point& point : records.points)
    if (point.series == "step_seconds" && point.step >= kSkipped) times.push_back(point.value);
  if (static_cast<int64_t>(times.size()) != steps - kSkipped)
    qFatal("%zu steps were logged: %s", times.size(), endOfLog(run / "worker.log").c_str());
  measured.stepSeconds = median(times);
  measured.processorSeconds = processor / static_cast<double>(steps);
  return measured;
}

}  // namespace

int main(int argc, char** argv) {
  QApplication app(argc, argv);
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 7;
  const int64_t steps = argc > 2 ? std::atoll(argv[2]) : 600;
  const int64_t threads = argc > 3 ? std::atoll(argv[3]) : 1;
  if (rounds < 1 || steps <= kSkipped) qFatal("at least one round of more than %d steps", kSkipped);
  QTemporaryDir settings;
  QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings.path());
  theme().setMode(ThemeMode::light);
  const WorkerFixture fixture;
  std::vector<double> step[2], processor[2];
  for (int round = 0; round < rounds; ++round) {
    const Measured alone = measure(fixture, steps, threads, Watch::nobody);
    std::printf("round %d: alone %.3f ms a step, %.3f ms of processor", round + 1,
                1e3 * alone.stepSeconds, 1e3 * alone.processorSeconds);
    for (const Watch watch : {Watch::session, Watch::window}) {
      const Measured watched = measure(fixture, steps, threads, watch);
      const auto which = static_cast<size_t>(watch == Watch::window);
      step[which].push_back(100 * (watched.stepSeconds / alone.stepSeconds - 1));
      processor[which].push_back(100 * (watched.processorSeconds / alone.processorSeconds - 1));
      std::printf(";  %s %.3f, %.3f", which ? "window" : "session", 1e3 * watched.stepSeconds,
                  1e3 * watched.processorSeconds);
      if (watch == Watch::session)
        std::printf(" (%lld updates)", static_cast<long long>(watched.batches));
    }
    std::printf("\n");
    std::fflush(stdout);
  }
  const char* names[] = {"followed by a session", "followed by the window"};
  for (size_t i = 0; i < 2; ++i)
    std::printf("%s: step time %+.2f %%, worker's processor time a step %+.2f %% (medians of %d)\n",
                names[i], median(step[i]), median(processor[i]), rounds);
}
