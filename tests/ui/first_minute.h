// From first launch to a moving curve with its first sample, with real clicks: what the test
// asserts and the benchmark times.
#pragma once

#include "tests/ui/window_fixture.h"
#include "ui/train/run_view.h"
#include "ui/train/train_page.h"

namespace unmask {

struct FirstMinute {
  int clicks = 0;
  QString failed;  // "" when it got there
  // Seconds since the window was asked for.
  double window = 0, corpus = 0, started = 0, curve = 0, sample = 0;
};

inline FirstMinute firstMinute(WindowFixture& f, int timeoutMs) {
  FirstMinute m;
  QElapsedTimer clock;
  clock.start();
  const auto seconds = [&clock] { return static_cast<double>(clock.elapsed()) / 1000; };
  const auto click = [&](const char* name) {
    ++m.clicks;
    if (f.click(name)) return true;
    m.failed =
        QString("cannot click %1: %2").arg(name, f.window().findChild<MessageBar*>()->text());
    return false;
  };
  if (!f.open()) {
    m.failed = "the window does not open";
    return m;
  }
  m.window = seconds();
  if (!click("beginWithSample") || !click("goTrain")) return m;
  auto* start = f.find<QAbstractButton>("startTraining");
  if (!start ||
      !QTest::qWaitFor([&] { return start->isVisible() && start->isEnabled(); }, timeoutMs)) {
    m.failed = "no run can be started: " + f.text("specProblem");
    return m;
  }
  m.corpus = seconds();
  if (!click("startTraining")) return m;
  RunView& run = *f.window().findChild<TrainPage*>()->runView();
  const auto reached = [&](auto&& condition, double& when, const char* what) {
    const bool there = QTest::qWaitFor(condition, timeoutMs);
    when = seconds();
    if (!there)
      m.failed = QString("%1 did not come; the run is %2. %3")
                     .arg(what, id(run.state()), f.text("runProblem"));
    return there;
  };
  reached([&] { return run.state() == RunState::running; }, m.started, "a running worker") &&
      reached([&] { return run.record().series("loss/train")->size() >= 5; }, m.curve,
              "a moving curve") &&
      // The sample at step 0 is noise by design; one that learned something follows it.
      reached(
          [&] {
            const std::vector<int64_t> steps = run.record().sampleSteps();
            return !steps.empty() && steps.back() > 0;
          },
          m.sample, "a sample after step 0");
  return m;
}

}  // namespace unmask
