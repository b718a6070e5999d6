// The longest stall of the event loop while the whole window changes its look: light and dark, the
// scale, one card full; on a filled workspace, page by page.
//
//     QT_QPA_PLATFORM=offscreen build/release/bin/restyle
//
// One line a page: the longest gap between two turns of the loop, and what the window's thread
// computed until all was laid out and painted anew, in milliseconds. On a machine that does other
// things as well, the second is the one to compare.
#include <QApplication>
#include <cstdio>
#include <ctime>

#include "tests/bench/stall_monitor.h"
#include "tests/ui/window_fixture.h"
#include "ui/widgets/full_card.h"

using namespace unmask;

int main(int argc, char** argv) {
  QApplication app(argc, argv);
  WindowFixture f;
  if (!f.open() || !f.click("sample.stories")) return 1;
  if (!QTest::qWaitFor(
          [&] {
            return f.window().choices().corpus() && f.window().choices().tokenizer() &&
                   !f.window().jobs().busy();
          },
          180'000))
    return 1;
  StallMonitor monitor;
  const auto computed = [] {
    timespec used{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return 1e3 * static_cast<double>(used.tv_sec) + 1e-6 * static_cast<double>(used.tv_nsec);
  };
  double worst = 0;
  const auto measure = [&](const char* page, const char* what, auto&& act) {
    double longest = 0, most = 0;
    for (int i = 0; i < 5; ++i) {
      QTest::qWait(200);
      monitor.start();
      const double before = computed();
      act(i);
      for (int turns = 0; turns < 5; ++turns) QCoreApplication::processEvents();
      most = std::max(most, computed() - before);
      QTest::qWait(200);
      longest = std::max(longest, monitor.stop());
    }
    worst = std::max(worst, longest);
    std::printf("%-10s %-15s longest stall %6.1f ms, computed %6.1f ms\n", page, what, longest,
                most);
    std::fflush(stdout);
  };
  for (const char* page : {"goData", "goPretext", "goTrain", "goRuns"}) {
    f.click(page);
    QTest::qWait(1000);
    measure(page, "light and dark",
            [](int i) { theme().setMode(i % 2 ? ThemeMode::light : ThemeMode::dark); });
    theme().setMode(ThemeMode::light);
    measure(page, "scale", [](int i) { theme().setScalePercent(i % 2 ? 100 : 110); });
    theme().setScalePercent(100);
    measure(page, "one card full", [&](int) { toggleFull(cardMeant(&f.window())); });
    FullCard::of(&f.window())->leave();
  }
  for (const char* page : {"goData", "goPretext", "goTrain", "goRuns"})
    measure(page, "opening", [&](int i) { f.window().go(static_cast<PageId>(i % 4)); });
  std::printf("longest of all %.1f ms\n", worst);
  return 0;
}
