// Every page in light and dark, small, usual, large and enlarged: nothing is cut. With the
// environment variable UNMASK_SCREENSHOTS=FOLDER the pictures are written there; those of
// docs/gallery.md have 1280 x 800 pixels:
//
//     UNMASK_SCREENSHOTS=docs/pictures build/release/bin/test_ui_screenshots readme
//     mogrify -strip -dither None -colors 256 -format png -define png:format=png8 docs/pictures/*.png
//
// The run is made with a real worker; without one its picture is left out. What longer runs have
// learned is pictured from a workspace of trained runs, one an objective:
//
//     UNMASK_TRAINED=WORKSPACE UNMASK_SCREENSHOTS=docs/pictures \
//         build/release/bin/test_ui_screenshots learned
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QTableView>
#include <QTextEdit>

#include "tests/ui/cut_controls.h"
#include "tests/ui/window_fixture.h"
#include "ui/train/run_view.h"
#include "ui/train/samples_card.h"
#include "ui/train/train_page.h"

using namespace unmask;

namespace {

constexpr int kLong = 180'000;

struct Size {
  const char* name;
  QSize size;
  int scale;
};
constexpr Size kSizes[] = {{"small", {1024, 700}, 100},
                           {"usual", {1280, 800}, 100},
                           {"large", {1920, 1080}, 100},
                           {"large-150", {1920, 1080}, 150},
                           {"large-200", {1920, 1080}, 200}};

}  // namespace

class ScreenshotsTest : public QObject {
  Q_OBJECT

 public:
  // Qt Test gives up after five minutes; a loaded machine of two cores may need more.
  static void initMain() { qputenv("QTEST_FUNCTION_TIMEOUT", "570000"); }

 private:
  QString target_ = qEnvironmentVariable("UNMASK_SCREENSHOTS");
  QStringList cut_;  // what had no room, by page and size

  void picture(WindowFixture& f, const QString& page, const std::vector<Size>& sizes) {
    for (const Size& size : sizes) {
      theme().setScalePercent(size.scale);
      f.window().resize(size.size);
      for (const ThemeMode mode : {ThemeMode::light, ThemeMode::dark}) {
        theme().setMode(mode);
        QTest::qWait(150);  // charts redraw at most every 50 ms
        // A figure that has just changed gets its room with the next layout.
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
        const QStringList cut = cutControls(f.window());
        if (!target_.isEmpty()) {
          QDir().mkpath(target_);
          const QString name =
              sizes.size() == 1
                  ? QString("%1-%2.png").arg(page, mode == ThemeMode::light ? "light" : "dark")
                  : QString("%1-%2-%3.png")
                        .arg(page, size.name, mode == ThemeMode::light ? "light" : "dark");
          QVERIFY(f.window()
                      .grab()
                      .toImage()
                      .convertToFormat(QImage::Format_RGB888)
                      .save(target_ + "/" + name, "PNG", 0));  // 0: smallest files
        }
        if (!cut.isEmpty()) cut_ << page + " " + size.name + ":\n" + cut.join('\n');
      }
    }
    theme().setScalePercent(100);
    theme().setMode(ThemeMode::light);
  }

  void pages(const std::vector<Size>& sizes, bool emptyToo) {
    WindowFixture f;
    QVERIFY(f.open());
    if (emptyToo) {
      for (const char* page : {"Data", "Pretext", "Train", "Runs"}) {
        QVERIFY(f.click(QString("go") + page));
        picture(f, QString(page).toLower() + "-empty", sizes);
      }
      QVERIFY(f.click("goData"));
    }
    QVERIFY(f.click("sample.stories"));
    QTRY_VERIFY_WITH_TIMEOUT(f.window().choices().corpus() && f.window().choices().tokenizer(),
                             kLong);
    QTRY_VERIFY_WITH_TIMEOUT(!f.window().jobs().busy(), kLong);
    QTRY_VERIFY_WITH_TIMEOUT(!f.find<QTextEdit>("documentText")->toPlainText().isEmpty(), kLong);
    picture(f, "data", sizes);
    QVERIFY(f.click("dataTokenizer"));
    QTRY_VERIFY_WITH_TIMEOUT(f.find<QTableView>("vocabularyTable")->model()->rowCount() > 0, kLong);
    picture(f, "data-tokenizer", sizes);
    QVERIFY(f.click("dataCorpus"));
    QVERIFY(f.click("goPretext"));
    QVERIFY(f.click("objective.masked-lm"));
    auto* sentence = f.find<QLineEdit>("sentence");
    sentence->setText("The cat sat on the mat and watched the rain.");
    QTRY_VERIFY_WITH_TIMEOUT(f.find("ratesCard")->isVisible(), kLong);
    picture(f, "pretext", sizes);
    QVERIFY(f.click("modeBatch"));
    QTRY_VERIFY_WITH_TIMEOUT(f.text("tensors").contains("hash"), kLong);
    picture(f, "pretext-batch", sizes);
    QVERIFY(f.click("modeItem"));
    for (const char* id : {"span-corruption", "denoising"}) {
      QVERIFY(f.click(QString("objective.") + id));
      QTRY_VERIFY_WITH_TIMEOUT(f.find("bothSides.0") && f.find("bothSides.0")->isVisible(), kLong);
      picture(f, QString("pretext-") + id, sizes);
    }
    QVERIFY(f.click("objective.next-token"));
    QTRY_VERIFY_WITH_TIMEOUT(!f.text("sentenceFigure").isEmpty(), kLong);
    QTest::qWait(300);
    picture(f, "pretext-next-token", sizes);
    QVERIFY(f.click("pretextTrain"));
    picture(f, "train", sizes);
    if (!std::filesystem::exists(workerProgram())) {
      qInfo("no unmask-worker: the run's pictures are left out");
      return;
    }
    RunSpec& spec = f.window().choices().spec();
    spec.model.layers = 1;
    spec.model.width = 64;
    spec.train.steps = 400;
    spec.train.decaySteps = 400;
    spec.train.warmupSteps = 40;
    spec.train.evalEvery = 50;
    spec.train.evalBatches = 4;
    f.window().choices().settingsEdited();
    QVERIFY(f.click("startTraining"));
    RunView* view = f.window().findChild<TrainPage*>()->runView();
    QTRY_VERIFY_WITH_TIMEOUT(view->record().series("loss/validation")->size() >= 6, kLong);
    picture(f, "run", sizes);
    QVERIFY(f.click("goRuns"));
    picture(f, "runs", sizes);
    QTRY_VERIFY_WITH_TIMEOUT(!isLive(view->state()), kLong);
    if (!emptyToo) return;
    QVERIFY(f.click("goTrain"));
    picture(f, "run-finished", sizes);
  }

  // A corpus of pictures: its thumbnails, and what each objective makes of a picture.
  void picturePages(const std::vector<Size>& sizes) {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(f.click("sample.shapes"));
    QTRY_VERIFY_WITH_TIMEOUT(f.window().choices().corpus() && !f.window().jobs().busy(), kLong);
    QTRY_VERIFY_WITH_TIMEOUT(f.find("pictureGrid") && f.find("pictureGrid")->isVisible(), kLong);
    picture(f, "data-pictures", sizes);
    QVERIFY(f.click("goPretext"));
    for (const char* id : {"masked-pixels", "contrastive", "picture-tokenizer", "masked-tokens",
                           "image-text-contrast", "image-text-matching"}) {
      QVERIFY(f.click(QString("objective.") + id));
      QTRY_VERIFY_WITH_TIMEOUT(f.find("pictureCanvas.0.0") &&
                                   f.find("pictureCanvas.0.0")->isVisible() &&
                                   f.window().choices().objective() == id,
                               kLong);
      picture(f, QString("pretext-") + id, sizes);
    }
  }

 private Q_SLOTS:
  // Where no pictures are asked for, the two sizes that leave the least room.
  void everyPageEverySize() {
    if (target_.isEmpty())
      pages({kSizes[0], kSizes[4]}, true);
    else
      pages({std::begin(kSizes), std::end(kSizes)}, true);
    picturePages(target_.isEmpty() ? std::vector<Size>{kSizes[0], kSizes[4]}
                                   : std::vector<Size>{std::begin(kSizes), std::end(kSizes)});
    QVERIFY2(cut_.isEmpty(), qPrintable(cut_.join('\n')));
  }

  void learned() {
    const QString trained = qEnvironmentVariable("UNMASK_TRAINED");
    if (trained.isEmpty() || target_.isEmpty())
      QSKIP("UNMASK_TRAINED names no workspace of trained runs, or UNMASK_SCREENSHOTS no folder.");
    WindowFixture f(trained);
    QVERIFY(f.open());
    QVERIFY(f.click("goTrain"));
    auto* page = f.window().findChild<TrainPage*>();
    for (const RunSummary& run : f.window().library().runs()) {
      f.window().choices().setRun(run.folder);
      RunView* view = page->runView();
      QTRY_VERIFY_WITH_TIMEOUT(!view->record().sampleSteps().empty(), kLong);
      QTest::qWait(300);  // what has just come in gets its room
      auto* samples = view->findChild<SamplesCard*>();
      // From the top of what it can do.
      for (QScrollArea* area : view->findChildren<QScrollArea*>())
        if (area->isAncestorOf(samples))
          area->verticalScrollBar()->setValue(samples->mapTo(area->widget(), QPoint()).y() -
                                              theme().px(kSpaceM));
      picture(f, QString("learned-") + QString::fromStdString(run.spec.objective), {kSizes[1]});
    }
  }

  void readme() {
    cut_.clear();
    pages({kSizes[1]}, false);
    picturePages({kSizes[1]});
    QVERIFY2(cut_.isEmpty(), qPrintable(cut_.join('\n')));
  }
};

QTEST_MAIN(ScreenshotsTest)
#include "screenshots_test.moc"
