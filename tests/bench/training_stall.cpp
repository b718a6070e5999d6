// The longest stall of the window while a training run uses all cores and a person goes from page
// to page.
//
//     QT_QPA_PLATFORM=offscreen build/release/bin/training_stall [SECONDS]
//
// A first launch with real clicks up to the running worker, which takes as many threads as there
// are cores; then every half second another page, for SECONDS (30).
// Printed are the longest stall on each page, in milliseconds, and how fast the run was meanwhile.
#include <QApplication>
#include <QElapsedTimer>
#include <QPushButton>
#include <algorithm>
#include <cstdio>
#include <map>

#include "tests/bench/stall_monitor.h"
#include "tests/ui/first_minute.h"

using namespace unmask;

int main(int argc, char** argv) {
  QApplication app(argc, argv);
  const double seconds = argc > 1 ? std::atof(argv[1]) : 30;
  WindowFixture f;
  const FirstMinute begun = firstMinute(f, 600'000);
  if (!begun.failed.isEmpty()) {
    std::fprintf(stderr, "%s\n", qPrintable(begun.failed));
    return 1;
  }
  RunView& run = *f.window().findChild<TrainPage*>()->runView();
  const size_t before = run.record().series("loss/train")->size();
  std::map<QString, double> longest;
  StallMonitor stalls;
  QElapsedTimer clock;
  clock.start();
  while (static_cast<double>(clock.elapsed()) < 1000 * seconds && isLive(run.state()))
    for (const char* page : {"goData", "goPretext", "goTrain", "goRuns"}) {
      stalls.start();
      if (!f.click(page)) return 1;
      QTest::qWait(500);
      longest[page] = std::max(longest[page], stalls.stop());
    }
  const double took = static_cast<double>(clock.elapsed()) / 1000;
  for (const auto& [page, stall] : longest)
    std::printf("%-10s longest stall %6.1f ms\n", qPrintable(page), stall);
  std::printf("%zu steps in %.1f s; the run is %s\n",
              run.record().series("loss/train")->size() - before, took, id(run.state()));
  return 0;
}
