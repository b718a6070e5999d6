// The longest stall of the window while paging through the list of 1,000,000 documents with the
// mouse wheel, Page Down, End and Home, and while searching them.
//
//   QT_QPA_PLATFORM=offscreen build/release/bin/scroll_documents [DOCUMENTS]
//
// Makes the corpus in a temporary folder, which is removed at the end. Prints milliseconds.
#include <QApplication>
#include <QLineEdit>
#include <QScrollBar>
#include <QSettings>
#include <QTemporaryDir>
#include <QtTest>
#include <cstdio>

#include "core/base/files.h"
#include "core/corpus/corpus_writer.h"
#include "tests/bench/stall_monitor.h"
#include "ui/data/row_list.h"
#include "ui/shell/main_window.h"
#include "ui/theme/theme.h"

using namespace unmask;

namespace {

Status makeCorpus(const fs::path& folder, int documents) {
  fs::create_directories(folder);
  UNMASK_ASSIGN(CorpusWriter writer, CorpusWriter::create(folder));
  for (int i = 0; i < documents; ++i) {
    std::string text = "Document number " + std::to_string(i) + " of many";
    for (int k = 0; k < i % 40; ++k) text += ", and it goes on and on";
    UNMASK_TRY(writer.append(text + ".\n"));
    UNMASK_TRY(writer.endDocument());
  }
  CorpusInfo info;
  info.slug = "many";
  info.name = "Many documents";
  UNMASK_TRY(writer.finish(info));
  return {};
}

void wheel(QWidget* on, int steps) {
  QWheelEvent event(QPointF(on->rect().center()), on->mapToGlobal(QPointF(on->rect().center())), {},
                    {0, -120 * steps}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
  QApplication::sendEvent(on, &event);
}

}  // namespace

int main(int argc, char** argv) {
  QApplication app(argc, argv);
  const int documents = argc > 1 ? std::atoi(argv[1]) : 1'000'000;
  QTemporaryDir folder;
  QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder.filePath("settings"));
  const fs::path root = folder.filePath("lab").toStdString();
  theme().setMode(ThemeMode::light);
  if (const Status made = makeCorpus(root / "corpora" / "many", documents); !made) {
    std::fprintf(stderr, "%s\n", inEnglish(made.error()).c_str());
    return 1;
  }
  MainWindow window(*Workspace::open(root));
  window.resize(1280, 800);
  window.show();
  auto* list = window.findChild<RowList*>("documentList");
  const auto whole = [&] { return list->model()->rowCount() == documents; };
  if (!QTest::qWaitFor([&] { return whole() && window.allPagesMade(); }, 60'000)) return 1;
  // Once more, without the window's own start, which tests/bench/startup times.
  window.choices().setCorpus({});
  QTest::qWait(500);
  StallMonitor stalls;
  stalls.start();
  window.choices().setCorpus("many");
  if (!QTest::qWaitFor(whole, 60'000)) return 1;
  QTest::qWait(500);
  std::printf("%-28s %6.1f ms\n", "opening the corpus", stalls.stop());

  const auto measured = [&](const char* what, int times, auto act) {
    stalls.start();
    for (int i = 0; i < times; ++i) {
      act();
      QTest::qWait(5);
    }
    QTest::qWait(200);
    std::printf("%-28s %6.1f ms  (%d times)\n", what, stalls.stop(), times);
  };
  list->setFocus();
  measured("wheel", 600, [&] { wheel(list->viewport(), 3); });
  measured("Page Down", 300, [&] { QTest::keyClick(list, Qt::Key_PageDown); });
  measured("End and Home", 20, [&] {
    QTest::keyClick(list, Qt::Key_End);
    QTest::qWait(50);
    QTest::keyClick(list, Qt::Key_Home);
  });
  int at = 0;
  measured("scroll bar, anywhere", 200, [&] {
    at = (at + 7919 * 1000) % std::max(1, list->verticalScrollBar()->maximum());
    list->verticalScrollBar()->setValue(at);
  });
  measured("resizing the window", 20, [&] { window.resize(1280 + at++ % 2 * 100, 800); });
  auto* search = window.findChild<QLineEdit*>("documentSearch");
  search->setFocus();
  measured("searching while scrolling", 200, [&] {
    if (search->text().isEmpty()) QTest::keyClicks(search, "number 99");
    wheel(list->viewport(), 3);
  });
  return 0;
}
