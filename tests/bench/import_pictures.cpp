// Importing many small pictures as a person does in the window: rate, peak memory, and the window's
// longest stall.
//
//   QT_QPA_PLATFORM=offscreen build/release/bin/import_pictures [COUNT [core]]
//
// Makes a folder of COUNT (50,000) PNG pictures of 32 x 32 to 96 x 96 pixels in a temporary folder,
// removed at the end. With `core` there is no window: the import's own memory, over that before it.
#include <QApplication>
#include <QBuffer>
#include <QImage>
#include <QSettings>
#include <QTemporaryDir>
#include <QtTest>
#include <cstdio>
#include <fstream>

#include "core/base/platform.h"
#include "core/base/random.h"
#include "core/corpus/pictures/import_pictures.h"
#include "tests/bench/stall_monitor.h"
#include "ui/data/data_page.h"
#include "ui/shell/main_window.h"

using namespace unmask;

namespace {

// Smooth blobs with some noise, so that PNG has about as much to do as with a photograph.
void writePicture(const QString& path, uint64_t index) {
  RandomStream random(1, Purpose::generated, 9, index);
  const int width = static_cast<int>(32 + random.below(65)),
            height = static_cast<int>(32 + random.below(65));
  QImage image(width, height, QImage::Format_RGB888);
  const auto a = static_cast<int>(random.below(7)), b = static_cast<int>(random.below(5));
  for (int y = 0; y < height; ++y) {
    uchar* row = image.scanLine(y);
    const uint64_t noise = random.next();
    for (int x = 0; x < width * 3; ++x)
      row[x] = static_cast<uchar>((x * a + y * b + x * y / 40 + int(noise >> (x % 58) & 31)) & 255);
  }
  image.save(path, "PNG");
}

double mebibytes(uint64_t bytes) {
  return static_cast<double>(bytes) / (1 << 20);
}

}  // namespace

int main(int argc, char** argv) {
  QApplication app(argc, argv);
  const uint64_t count = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 50'000;
  QTemporaryDir folder;
  QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder.filePath("settings"));
  const QString pictures = folder.filePath("pictures");
  for (int c = 0; c < 10; ++c) QDir().mkpath(pictures + QString("/class %1").arg(c));
  for (uint64_t i = 0; i < count; ++i)
    writePicture(pictures + QString("/class %1/%2.png").arg(i % 10).arg(i), i);

  if (argc > 2) {
    const uint64_t before = peakMemoryBytes();
    QElapsedTimer time;
    time.start();
    JobControl job;
    const auto made = importPictures({pictures.toStdString()}, "p", {},
                                     folder.filePath("out").toStdString(), job);
    if (!made) return 1;
    const double seconds = static_cast<double>(time.elapsed()) / 1000;
    std::printf("%llu pictures, %.1f s, %.0f a second; peak memory %.1f MiB, %.1f before\n",
                static_cast<unsigned long long>(made->pictures.count), seconds,
                static_cast<double>(count) / seconds, mebibytes(peakMemoryBytes()),
                mebibytes(before));
    return 0;
  }
  MainWindow window(*Workspace::open(folder.filePath("lab").toStdString()));
  window.resize(1280, 800);
  window.show();
  if (!QTest::qWaitFor([&] { return window.library().listed(); }, 10'000)) return 1;
  QTest::qWait(2000);
  const uint64_t before = peakMemoryBytes();
  StallMonitor stalls;
  QElapsedTimer time;
  time.start();
  stalls.start();
  window.findChild<DataPage*>()->openPaths({pictures});
  if (!QTest::qWaitFor([&] { return !window.jobs().busy() && window.choices().corpus(); },
                       1'800'000))
    return 1;
  const double seconds = static_cast<double>(time.elapsed()) / 1000;
  QTest::qWait(2000);
  std::printf(
      "%llu pictures, %.1f s, %.0f a second; longest stall %.1f ms; peak memory %.1f MiB, "
      "%.1f before\n",
      static_cast<unsigned long long>(window.choices().corpus()->info.pictures.count), seconds,
      static_cast<double>(count) / seconds, stalls.stop(), mebibytes(peakMemoryBytes()),
      mebibytes(before));
  return 0;
}
