// What a window with a long run open takes of memory: 1,000,000 steps of 8 measures.
//
//     cmake --preset release -DUNMASK_BENCH=ON
//     cmake --build build/release --target run_view_memory
//     QT_QPA_PLATFORM=offscreen build/release/bin/run_view_memory [STEPS]
//
// The run is written by the real RunStoreWriter into a temporary folder. Printed are the memory in
// use and the most so far: of the window before, with the run open, and after it was closed and
// opened again.
#include <QFile>
#include <QSettings>
#include <QTemporaryDir>
#include <QtTest>
#include <cmath>
#include <cstdio>

#include "core/runs/run_store.h"
#include "core/spec/catalogue.h"
#include "ui/shell/main_window.h"
#include "ui/theme/theme.h"
#include "ui/train/run_view.h"
#include "ui/train/train_page.h"
#include "ui/widgets/chart.h"

using namespace unmask;

namespace {

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
  const auto folder = need(prepareRun(workspace, spec, "long"));
  const auto writer = need(RunStoreWriter::open(folder, [](bool) {}));
  RecordBatch batch;
  for (int64_t step = 0; step < steps; ++step) {
    const double wave = std::sin(static_cast<double>(step) * 1e-3);
    for (const char* id : {"loss/train", "gradient_norm", "learning_rate", "tokens_per_second",
                           "step_seconds", "data_seconds", "accuracy/train", "spread/train"})
      batch.points.push_back({0, 0, id, step, 2 + wave});
    if (batch.points.size() > 8'000) writer->append(std::exchange(batch, {}));
  }
  EventRecord finished;
  finished.step = steps;
  finished.kind = "finished";
  finished.text = "Finished.";
  batch.events.push_back(finished);
  writer->append(std::move(batch));
  if (!writer->flush(300'000)) qFatal("cannot write the run");
  return folder;
}

// MB, of /proc/self/status.
double memory(const char* name) {
  QFile file("/proc/self/status");
  if (!file.open(QIODevice::ReadOnly)) return 0;
  for (const QByteArray& line : file.readAll().split('\n'))
    if (line.startsWith(name)) return line.mid(7).simplified().split(' ').first().toDouble() / 1e3;
  return 0;
}

void print(const char* when) {
  std::printf("%-14s %5.0f MB in use, %5.0f MB at most so far\n", when, memory("VmRSS:"),
              memory("VmHWM:"));
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  QApplication app(argc, argv);
  const int64_t steps = argc > 1 ? std::atoll(argv[1]) : 1'000'000;
  QTemporaryDir folder;
  QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder.filePath("settings"));
  theme().setMode(ThemeMode::light);
  const auto lab = folder.filePath("lab").toStdString();
  const auto run = makeRun(need(Workspace::open(lab)), steps);
  MainWindow window(need(Workspace::open(lab)));
  window.resize(1280, 800);
  window.show();
  window.go(PageId::train);
  if (!QTest::qWaitForWindowExposed(&window) ||
      !QTest::qWaitFor([&] { return window.library().listed(); }, 20'000))
    qFatal("the window does not open");
  QTest::qWait(500);
  print("before");
  RunView* view = window.findChild<TrainPage*>()->runView();
  const auto open = [&] {
    window.choices().setRun(run);
    const auto complete = [&] {
      return view->record().series("loss/train")->size() == static_cast<size_t>(steps) &&
             !view->record().events().empty();
    };
    if (!QTest::qWaitFor(complete, 300'000)) qFatal("the run was not read");
    QTest::qWait(1000);
  };
  open();
  print("opened");
  window.choices().setRun({});
  QTest::qWait(500);
  print("closed");
  open();
  print("opened again");
}
