// The window's longest stall while somebody opens a corpus of many pictures and scrolls through
// them, and the memory that this takes.
//
//   QT_QPA_PLATFORM=offscreen build/release/bin/scroll_pictures [COUNT]
//
// Makes a corpus of COUNT (100,000) pictures of 64 x 64 in colour (12 kB each) in a temporary
// folder, removed at the end.
#include <QApplication>
#include <QScrollBar>
#include <QSettings>
#include <QTemporaryDir>
#include <QtTest>
#include <cstdio>
#include <fstream>

#include "core/base/platform.h"
#include "core/base/random.h"
#include "core/corpus/pictures/import_pictures.h"
#include "tests/bench/stall_monitor.h"
#include "ui/data/picture_grid.h"
#include "ui/shell/main_window.h"

using namespace unmask;

int main(int argc, char** argv) {
  QApplication app(argc, argv);
  const uint64_t count = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 100'000;
  QTemporaryDir folder;
  QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder.filePath("settings"));
  const auto workspace = Workspace::open(folder.filePath("lab").toStdString());
  if (!workspace) return 1;
  {
    std::ofstream file(folder.filePath("pictures.npy").toStdString(), std::ios::binary);
    std::string header = "{'descr': '|u1', 'fortran_order': False, 'shape': (" +
                         std::to_string(count) + ", 64, 64, 3), }";
    header.resize(117, ' ');
    file << std::string("\x93NUMPY\x01\0\x76\0", 10) << header << '\n';
    std::string pixels(size_t{64} * 64 * 3, '\0');
    for (uint64_t i = 0; i < count; ++i) {
      RandomStream random(1, Purpose::generated, 9, i);
      const uint64_t bits = random.next();
      for (size_t p = 0; p < pixels.size(); ++p)
        pixels[p] = static_cast<char>(
            (p / 192 * (bits & 3) + p % 192 * (bits >> 2 & 3) + (bits >> (p % 3 * 8 + 8))) & 255);
      file << pixels;
    }
  }
  JobControl job;
  const auto made = importPictures({folder.filePath("pictures.npy").toStdString()}, "p", {},
                                   workspace->newCorpusFolder("p"), job);
  if (!made) return 1;

  MainWindow window(*workspace);
  window.resize(1280, 800);
  window.show();
  StallMonitor stalls;
  stalls.start();
  auto* grid = window.findChild<PictureGrid*>();
  if (!grid || !QTest::qWaitFor([&] { return grid->pictures().pictures() == count; }, 60'000))
    return 1;
  QTest::qWait(2000);
  std::printf("opening                %6.1f ms\n", stalls.stop());
  const uint64_t before = peakMemoryBytes();
  stalls.start();
  QScrollBar* bar = grid->verticalScrollBar();
  for (int step = 0; step <= 400; ++step) {
    bar->setValue(static_cast<int>(int64_t{bar->maximum()} * step / 400));
    QTest::qWait(20);
  }
  std::printf("scrolling to the end   %6.1f ms\n", stalls.stop());
  stalls.start();
  for (int step = 0; step < 300; ++step) {
    bar->setValue(bar->value() - 40);
    QTest::qWait(10);
  }
  std::printf("scrolling row by row   %6.1f ms\n", stalls.stop());
  QElapsedTimer until;
  until.start();
  grid->goTo(count / 2);
  const auto there = [&] { return !grid->currentIndex().data(Qt::DecorationRole).isNull(); };
  if (!QTest::qWaitFor(there, 10'000)) return 1;
  std::printf("a jump shows after     %6lld ms\n", static_cast<long long>(until.elapsed()));
  std::printf("memory of scrolling    %6.1f MiB\n",
              static_cast<double>(peakMemoryBytes() - before) / (1 << 20));
  return 0;
}
