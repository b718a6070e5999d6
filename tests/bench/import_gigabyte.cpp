// The longest stall of the window while it imports a file of 1 GB: reading, tokenizer, encoding,
// counting.
//
//   QT_QPA_PLATFORM=offscreen build/release/bin/import_gigabyte [MEGABYTES]
//
// Makes the file in a temporary folder (three times its size is needed), which is removed at the
// end. Prints milliseconds.
#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>
#include <QtTest>
#include <cstdio>
#include <fstream>

#include "core/base/random.h"
#include "tests/bench/stall_monitor.h"
#include "ui/data/data_page.h"
#include "ui/data/row_list.h"
#include "ui/shell/main_window.h"
#include "ui/theme/theme.h"

using namespace unmask;

int main(int argc, char** argv) {
  QApplication app(argc, argv);
  const uint64_t bytes = (argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1000) * 1'000'000;
  QTemporaryDir folder;
  QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder.filePath("settings"));
  const QString text = folder.filePath("text.txt");
  {
    std::ofstream file(text.toStdString(), std::ios::binary);
    RandomStream random(1, Purpose::generated, 0, 0);
    std::string paragraph;
    for (uint64_t written = 0; written < bytes; written += paragraph.size()) {
      paragraph.clear();
      for (int word = 0; word < 80; ++word) {
        const uint64_t rank = random.below(1 + random.below(5000));  // few words are frequent
        for (uint64_t rest = rank + 7; rest > 0; rest /= 13)
          paragraph += static_cast<char>('a' + rest % 26);
        paragraph += word % 12 == 11 ? ".\n" : " ";
      }
      paragraph += "\n\n";
      file << paragraph;
    }
  }
  MainWindow window(*Workspace::open(folder.filePath("lab").toStdString()));
  window.resize(1280, 800);
  window.show();
  if (!QTest::qWaitFor([&] { return window.library().listed(); }, 10'000)) return 1;

  StallMonitor stalls;
  QElapsedTimer whole;
  QString stage;
  whole.start();
  stalls.start();
  window.findChild<DataPage*>()->openPaths({text});
  const auto tell = [&] {
    const std::string now = window.jobs().busy() ? window.jobs().progress().stage.pattern : "after";
    if (stage.toStdString() == now) return;
    if (!stage.isEmpty())
      std::printf("%-32s %6.1f ms, until %.1f s\n", qPrintable(stage), stalls.stop(),
                  static_cast<double>(whole.elapsed()) / 1000);
    stage = QString::fromStdString(now);
    stalls.start();
  };
  const auto done = [&] {
    tell();
    return !window.jobs().busy() && window.choices().corpus();
  };
  if (!QTest::qWaitFor(done, 1'800'000)) return 1;
  QTest::qWait(5000);  // opening, counting
  std::printf("%-32s %6.1f ms\n", "opening and counting", stalls.stop());
  return 0;
}
