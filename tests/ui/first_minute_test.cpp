// The first minute: from first launch, with at most three clicks and no typing, to a moving curve
// with a sample of what the model has learned.
#include "tests/ui/first_minute.h"

using namespace unmask;

class FirstMinuteTest : public QObject {
  Q_OBJECT

 public:
  static void initMain() { qputenv("QTEST_FUNCTION_TIMEOUT", "570000"); }

 private Q_SLOTS:
  void threeClicks() {
    if (!std::filesystem::exists(workerProgram()))
      QSKIP("built without the engine: no unmask-worker beside this program");
    WindowFixture f;
    const FirstMinute m = firstMinute(f, 240'000);
    qInfo("corpus and tokenizer %.1f s, worker %.1f s, curve %.1f s, sample %.1f s, %d clicks",
          m.corpus, m.started, m.curve, m.sample, m.clicks);
    QVERIFY2(m.failed.isEmpty(), qPrintable(m.failed));
    QVERIFY2(m.clicks <= 3, "more than three clicks");
    // The person reads it, on the page.
    QVERIFY(!f.window().findChild<TrainPage*>()->runView()->record().samplesAt(0).empty());
  }

  // Every empty page offers the way there.
  void everyEmptyPageOffersTheNextThing() {
    WindowFixture f;
    QVERIFY(f.open());
    for (const char* page : {"goData", "goPretext", "goTrain", "goRuns"}) {
      QVERIFY(f.click(page));
      int primary = 0;
      for (QPushButton* button : f.window().findChildren<QPushButton*>())
        primary +=
            button->isVisible() && button->isEnabled() && button->property("primary").toBool();
      QVERIFY2(primary == 1, qPrintable(QString("%1 offers %2").arg(page).arg(primary)));
    }
  }
};

QTEST_MAIN(FirstMinuteTest)
#include "first_minute_test.moc"
