// The menu of runs shows what is there when it opens, also what was made elsewhere.
#include "core/runs/run_store.h"
#include "tests/ui/made_up_runs.h"
#include "tests/ui/window_fixture.h"

using namespace unmask;

class RunMenuTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void whatChangedElsewhereIsInTheMenu() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(f.click("goTrain"));
    const auto root = f.window().library().workspace().root();
    auto* menu = f.find<QMenu>("pickRun.menu");
    QVERIFY(menu);
    const auto texts = [&] {
      QStringList all;
      for (const QAction* action : menu->actions()) all += action->text();
      return all.join('\n');
    };
    QVERIFY(!texts().contains("made elsewhere"));
    const auto run = writeRun(root, {.slug = "20261101-120000-next-token-plays",
                                     .name = "made elsewhere",
                                     .done = 50,
                                     .end = ""});
    menu->popup({0, 0});
    QTRY_VERIFY2(texts().contains("made elsewhere, interrupted"), qPrintable(texts()));
    menu->hide();
    {
      const auto store = std::move(*RunStoreWriter::open(run, [](bool) {}));
      RecordBatch records;
      records.events.push_back({0, 0, 50, 1, "finished", "Finished.", {}, "", {}});
      store->append(std::move(records));
    }
    QAction* const before = menu->actions().back();
    menu->popup({0, 0});
    QTRY_VERIFY2(texts().contains("made elsewhere, finished"), qPrintable(texts()));
    QCOMPARE(menu->actions().back(), before);  // not rebuilt under the pointer
    menu->hide();
  }
};

QTEST_MAIN(RunMenuTest)
#include "run_menu_test.moc"
