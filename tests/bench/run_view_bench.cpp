// Opening a run of 1,000,000 points in the real window, and panning in it.
//
//     cmake --preset release -DUNMASK_BENCH=ON
//     cmake --build build/release --target run_view_bench
//     QT_QPA_PLATFORM=offscreen build/release/bin/run_view_bench [POINTS] [PICTURE.png]
//
// The run is written by the real RunStoreWriter into a temporary folder: six series a step, a batch
// hash a step, an evaluation every 1,000 steps. Printed are the time from choosing the run to its
// complete drawing (median of 5, each in a fresh window) with the processor time of all threads,
// the longest stall of the event loop in one opening more (the watch itself takes a core), and
// frames a second while the mouse drags the zoomed chart and while keys move it, each frame
// composed and painted; the longest of them is the longest stall of a pan.
#include <time.h>

#include <QSettings>
#include <QTemporaryDir>
#include <QtTest>
#include <cmath>
#include <cstdio>
#include <random>

#include "core/runs/run_store.h"
#include "core/spec/catalogue.h"
#include "tests/bench/stall_monitor.h"
#include "ui/shell/main_window.h"
#include "ui/theme/theme.h"
#include "ui/train/run_view.h"
#include "ui/train/train_page.h"
#include "ui/widgets/chart.h"

using namespace unmask;

namespace {

constexpr int kSeries = 6;
constexpr int kRounds = 5;
constexpr int kFrames = 300;

template <class T>
T need(Result<T> result) {
  if (!result) qFatal("%s", inEnglish(result.error()).c_str());
  return std::move(*result);
}

std::filesystem::path makeRun(const Workspace& workspace, int64_t steps) {
  RunSpec spec = need(defaultSpec("next-token"));
  spec.corpus = {"none", "0"};
  spec.tokenizer = {"none", "0"};
  spec.pieces = 65;
  spec.train.steps = steps;
  const auto folder = need(prepareRun(workspace, spec, "a million points"));
  const auto writer = need(RunStoreWriter::open(folder, [](bool) {}));
  std::mt19937 random(1);
  std::normal_distribution<double> normal;
  RecordBatch batch;
  for (int64_t step = 0; step < steps; ++step) {
    const double t = static_cast<double>(step) / static_cast<double>(steps);
    const double loss = 1.5 + 2.7 * std::exp(-8 * t);
    const auto point = [&](const char* id, double value) {
      batch.points.push_back({0, 0, id, step, value});
    };
    point("loss/train", loss + 0.1 * normal(random));
    point("gradient_norm", 0.5 + std::fabs(0.1 * normal(random)) + (step % 50'000 == 777 ? 20 : 0));
    point("learning_rate", 1e-3 * (1 - t));
    point("tokens_per_second", 30'000 + 500 * normal(random));
    point("step_seconds", 0.025 + 0.001 * std::fabs(normal(random)));
    point("data_seconds", 0.0001);
    batch.hashes.push_back({0, 0, step, 0, "0123456789abcdef0123456789abcdef"});
    if (step % 1000 == 999) {
      batch.points.push_back({0, 0, "loss/validation", step + 1, loss + 0.15 + 0.4 * t});
      EventRecord event;
      event.step = step + 1;
      event.kind = "evaluated";
      event.text = "Evaluated on %1 windows.";
      event.values = {"100"};
      batch.events.push_back(event);
    }
    if (batch.points.size() > 6'000) writer->append(std::exchange(batch, {}));
  }
  EventRecord finished;
  finished.step = steps;
  finished.kind = "finished";
  finished.text = "Finished.";
  batch.events.push_back(finished);
  writer->append(std::move(batch));
  const Status flushed = writer->flush(120'000);
  if (!flushed) qFatal("%s", inEnglish(flushed.error()).c_str());
  return folder;
}

void sendMove(Chart& chart, QPoint at) {
  QMouseEvent move(QEvent::MouseMove, at, chart.mapToGlobal(at), Qt::NoButton, Qt::LeftButton, {});
  QCoreApplication::sendEvent(&chart, &move);
}

double processorMs() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

struct Opened {
  double milliseconds = 0, processor = 0;
};

}  // namespace

int main(int argc, char** argv) {
  QApplication app(argc, argv);
  const int64_t points = argc > 1 ? std::atoll(argv[1]) : 1'000'000;
  const int64_t steps = points / kSeries;
  QTemporaryDir folder;
  QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder.filePath("settings"));
  theme().setMode(ThemeMode::light);
  const auto lab = folder.filePath("lab").toStdString();
  const auto run = makeRun(need(Workspace::open(lab)), steps);
  std::printf("run: %lld points, %lld steps\n", static_cast<long long>(points),
              static_cast<long long>(steps));

  StallMonitor monitor;
  std::vector<Opened> rounds;
  double stall = 0;
  for (int round = 0; round <= kRounds; ++round) {
    const bool watched = round == kRounds;
    MainWindow window(need(Workspace::open(lab)));
    window.resize(1280, 800);
    window.show();
    window.go(PageId::train);
    if (!QTest::qWaitForWindowExposed(&window) ||
        !QTest::qWaitFor([&] { return window.library().listed(); }, 20'000))
      qFatal("the window does not open");
    QTest::qWait(200);
    RunView* view = window.findChild<TrainPage*>()->runView();
    auto* chart = window.findChild<Chart*>("lossChart");

    // Complete: every point is in what was painted last.
    if (watched) monitor.start();
    const double before = processorMs();
    QElapsedTimer clock;
    clock.start();
    bool complete = false;
    QObject::connect(chart, &Chart::redrawn, chart, [&] {
      complete =
          complete || static_cast<int64_t>(view->record().series("loss/train")->size()) == steps;
    });
    window.choices().setRun(run);
    while (!complete && clock.elapsed() < 60'000)
      QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    const double opened = static_cast<double>(clock.nsecsElapsed()) / 1e6;
    const double processor = processorMs() - before;
    if (!complete) qFatal("the run was not drawn within a minute");
    if (!watched) {
      rounds.push_back({opened, processor});
      continue;
    }
    QTest::qWait(300);
    stall = monitor.stop();

    chart->setFocus();
    for (int i = 0; i < 4; ++i) QTest::keyClick(chart, Qt::Key_Plus);
    QTest::qWait(100);
    int frames = 0;
    QObject::connect(chart, &Chart::redrawn, chart, [&] { ++frames; });
    const auto rate = [&](const char* what, const std::function<void(int)>& move) {
      frames = 0;
      std::vector<double> times;
      QElapsedTimer whole;
      whole.start();
      for (int i = 0; i < kFrames; ++i) {
        QElapsedTimer frame;
        frame.start();
        const int before = frames;
        move(i);
        // Up to the painted window: what the person sees of this move.
        while (frames == before && frame.elapsed() < 1000) QCoreApplication::processEvents();
        QCoreApplication::sendPostedEvents();
        times.push_back(static_cast<double>(frame.nsecsElapsed()) / 1e6);
      }
      const double seconds = static_cast<double>(whole.nsecsElapsed()) / 1e9;
      std::sort(times.begin(), times.end());
      std::printf(
          "pan by %s: %.0f frames a second (median %.1f ms, 99 %% within %.1f ms, longest %.1f "
          "ms)\n",
          what, frames / seconds, times[times.size() / 2], times[times.size() * 99 / 100],
          times.back());
    };
    const QPoint middle = chart->picture().plot.center().toPoint();
    QTest::mousePress(chart, Qt::LeftButton, {}, middle);
    // To and fro, so that the edge of the run never ends the movement.
    rate("mouse", [&](int i) {
      const int there = i % 80 < 40 ? i % 40 : 40 - i % 40;
      sendMove(*chart, middle + QPoint(3 * there + 9, 0));  // further than a click
    });
    QTest::mouseRelease(chart, Qt::LeftButton, {}, middle);
    rate("keys", [&](int i) {
      QTest::keyClick(chart, i % 8 < 4 ? Qt::Key_Right : Qt::Key_Left, Qt::ShiftModifier);
    });
    if (argc > 2) window.grab().save(argv[2]);
  }
  std::sort(rounds.begin(), rounds.end(),
            [](const Opened& a, const Opened& b) { return a.milliseconds < b.milliseconds; });
  std::printf(
      "open: %.0f ms (median of %d; %.0f to %.0f), %.0f ms of processor time, longest stall %.0f "
      "ms\n",
      rounds[kRounds / 2].milliseconds, kRounds, rounds.front().milliseconds,
      rounds.back().milliseconds, rounds[kRounds / 2].processor, stall);
}
