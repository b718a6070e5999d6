// How long the window takes to start: the real `unmask` N times (20), after one that warms the
// disk.
//
//     QT_QPA_PLATFORM=offscreen build/release/bin/startup [N]        or on a display: without the
//     variable
//
// 'usable' is the time from the start of the process to the first painted frame after which the
// event loop has come round; 'complete' to the last page made; 'stall' the longest time in between
// that the loop did not come round.
#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <algorithm>
#include <cstdio>
#include <vector>

int main(int argc, char** argv) {
  QCoreApplication app(argc, argv);
  const int runs = argc > 1 ? std::max(1, QString(argv[1]).toInt()) : 20;
  QTemporaryDir folder;
  std::vector<double> usable, complete, stall;
  for (int i = 0; i <= runs; ++i) {
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("XDG_CONFIG_HOME", folder.filePath("config"));
    process.setProcessEnvironment(environment);
    process.start(UNMASK_BIN_DIR "/unmask",
                  {"--workspace", folder.filePath("lab"), "--theme", "light", "--self-test"});
    if (!process.waitForFinished(60'000) || process.exitCode() != 0) {
      std::fprintf(stderr, "unmask failed: %s\n", process.readAllStandardError().constData());
      return 1;
    }
    const QJsonObject said = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    if (i == 0) continue;
    usable.push_back(said.value("usable_ms").toDouble());
    complete.push_back(said.value("complete_ms").toDouble());
    stall.push_back(said.value("longest_stall_ms").toDouble());
  }
  const auto print = [](const char* name, std::vector<double> values) {
    std::sort(values.begin(), values.end());
    std::printf("%-9s median %4.0f ms, fastest %4.0f, slowest %4.0f\n", name,
                values[values.size() / 2], values.front(), values.back());
  };
  print("usable", usable);
  print("complete", complete);
  print("stall", stall);
  return 0;
}
