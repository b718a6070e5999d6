// The run view on made-up runs: finished, failed, interrupted, with values that are not finite; its
// charts, samples, files and the way to Pretext. At the end one short run of a real worker. With
// UNMASK_SCREENSHOTS=FOLDER pictures of the states are written there.
#include <QAction>
#include <QDialog>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSlider>
#include <cmath>
#include <fstream>

#include "core/runs/machine_speed.h"
#include "core/runs/run_store.h"
#include "core/spec/catalogue.h"
#include "tests/ui/window_fixture.h"
#include "ui/train/answer_view.h"
#include "ui/train/run_status.h"
#include "ui/train/run_view.h"
#include "ui/train/run_words.h"
#include "ui/train/train_page.h"
#include "ui/widgets/chart.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/full_card.h"

using namespace unmask;

namespace {

constexpr int kLong = 180'000;

template <class T>
T need(Result<T> result) {
  if (!result) qFatal("%s", inEnglish(result.error()).c_str());
  return std::move(*result);
}

EventRecord event(int64_t step, const char* kind, const char* text) {
  EventRecord made;
  made.step = step;
  made.timeMs = 1'700'000'000'000 + 500 * step;  // half a second a step
  made.kind = kind;
  made.text = text;
  return made;
}

RunSpec smallSpec(int64_t steps) {
  RunSpec spec = need(defaultSpec("next-token"));
  spec.corpus = {"made-up", "0"};
  spec.tokenizer = {"made-up", "0"};
  spec.pieces = 65;
  spec.train.steps = steps;
  return spec;
}

// A run of `steps` steps in two segments: the second repeats the last 20 steps of the first.
std::filesystem::path makeRun(const Workspace& workspace, int64_t steps, const char* lastKind,
                              const char* lastText, const RunSpec& spec, int64_t notFinite = -1) {
  const auto folder = need(prepareRun(workspace, spec, "made up"));
  const auto write = [&](int64_t from, int64_t to, const char* kind, const char* text) {
    const auto writer = need(RunStoreWriter::open(folder, [](bool) {}));
    RecordBatch batch;
    batch.events.push_back(event(from, "started", "Started."));
    for (int64_t step = from; step < to; ++step) {
      const double loss = 1.8 + 2.3 * std::exp(-static_cast<double>(step) / 40);
      batch.points.push_back({0, 0, "loss/train", step, step == notFinite ? NAN : loss});
      batch.points.push_back({0, 0, "learning_rate", step, 1e-3});
      batch.points.push_back({0, 0, "gradient_norm", step, 0.5});
      batch.points.push_back({0, 0, "tokens_per_second", step, 30'000});
      batch.points.push_back({0, 0, "step_seconds", step, 0.5});
      if (step % 50 == 49) {
        batch.points.push_back({0, 0, "loss/validation", step + 1, loss + 0.1});
        batch.points.push_back({0, 0, "memory_bytes", step + 1, 71e6});
        batch.events.push_back(event(step + 1, "evaluated", "Evaluated."));
        for (int64_t prompt = 0; prompt < 2; ++prompt)
          batch.samples.push_back({0, 0, step + 1, prompt, prompt == 0 ? "ROMEO:" : "The",
                                   "{\"text\": \" wrote at " + std::to_string(step + 1) + "\"}"});
      }
    }
    if (kind) batch.events.push_back(event(to, kind, text));
    CheckpointRecord checkpoint;
    checkpoint.step = to;
    checkpoint.bytes = 9'600'000;
    checkpoint.validationLoss = NAN;
    batch.checkpoints.push_back(checkpoint);
    writer->append(std::move(batch));
    if (!writer->flush(20'000)) qFatal("cannot write the run");
  };
  write(0, steps / 2 + 20, "stopped", "Stopped.");
  write(steps / 2, steps, lastKind, lastText);
  return folder;
}

class Opened {
 public:
  // The window on a workspace with one run, which `make` makes.
  template <class Make>
  explicit Opened(const Make& make) {
    auto workspace = need(Workspace::open(fixture.folder().toStdString() + "/lab"));
    folder = make(workspace);
    if (!fixture.open()) qFatal("no window");
    if (!fixture.click("goTrain")) qFatal("no Train page");
    fixture.window().choices().setRun(folder);
    view = fixture.window().findChild<TrainPage*>()->runView();
    chart = fixture.find<Chart>("lossChart");
  }
  bool loaded(size_t points) {
    return QTest::qWaitFor([&] { return view->record().series("loss/train")->size() == points; },
                           20'000);
  }
  QAction* action(const QString& menu, const QString& text) {
    for (QAction* found : fixture.find<QMenu>(menu)->actions())
      if (found->text() == text || found->objectName() == text) return found;
    return nullptr;
  }

  void picture(const QString& name) {
    const QString target = qEnvironmentVariable("UNMASK_SCREENSHOTS");
    if (target.isEmpty()) return;
    QDir().mkpath(target);
    const struct {
      const char* name;
      QSize size;
      int scale;
      ThemeMode mode;
    } kinds[] = {{"light", {1280, 800}, 100, ThemeMode::light},
                 {"dark", {1280, 800}, 100, ThemeMode::dark},
                 {"small", {1024, 700}, 100, ThemeMode::light},
                 {"large", {1920, 1080}, 100, ThemeMode::light},
                 {"double", {1920, 1080}, 200, ThemeMode::dark}};
    for (const auto& kind : kinds) {
      theme().setScalePercent(kind.scale);
      theme().setMode(kind.mode);
      fixture.window().resize(kind.size);
      QTest::qWait(200);
      fixture.window().grab().save(target + "/" + name + "-" + kind.name + ".png");
    }
    theme().setScalePercent(100);
    theme().setMode(ThemeMode::light);
    fixture.window().resize(1280, 800);
  }

  WindowFixture fixture;
  std::filesystem::path folder;
  RunView* view = nullptr;
  Chart* chart = nullptr;
};

}  // namespace

class RunViewTest : public QObject {
  Q_OBJECT

 public:
  static void initMain() { qputenv("QTEST_FUNCTION_TIMEOUT", "570000"); }

 private Q_SLOTS:
  void finishedRunIsShownWhole() {
    Opened o([](const Workspace& w) {
      return makeRun(w, 400, "finished", "Finished.", smallSpec(400));
    });
    QVERIFY(o.loaded(400));
    QTRY_COMPARE(o.fixture.text("runPercent"), QString("100 %"));
    QTRY_VERIFY(o.fixture.text("runState").contains("Finished"));
    QTRY_VERIFY(o.fixture.text("verdictHeadline") == "Learned");
    QVERIFY(o.fixture.find<QAbstractButton>("runAgain")->isVisible());
    QVERIFY(!o.fixture.find<QAbstractButton>("runPause")->isVisible());
    QVERIFY(!o.fixture.find<QAbstractButton>("runLearningRate")->isVisible());
    // What it used: memory and the sum of the steps' times.
    QString used;
    for (const auto& [name, value] : o.fixture.find<Figures>("runUsed")->rows())
      used += name + " " + value + "\n";
    QVERIFY2(used.contains("71.0 MB") && used.contains("3 min 20 s"), qPrintable(used));
    // Events newest first, as a list that keys can walk; choosing one moves the charts' cursor.
    auto* events = o.fixture.find<QListWidget>("runEvents");
    QTRY_VERIFY(events->count() >= 4);
    QVERIFY(events->item(0)->text().contains("Finished"));
    QListWidgetItem* evaluated = nullptr;
    for (int i = 0; i < events->count(); ++i)
      if (events->item(i)->text().contains("best")) evaluated = events->item(i);
    QVERIFY(evaluated);
    QTest::mouseClick(events->viewport(), Qt::LeftButton, {},
                      events->visualItemRect(evaluated).center());
    QCOMPARE(*o.chart->link().cursor(), 400.0);
    o.chart->link().setCursor(150);
    o.picture("finished");
  }

  // What was promised at the launch, in rough figures, stands beside what it took.
  void estimatedAndUsedStandTogether() {
    Opened o([](const Workspace& w) {
      const auto folder = makeRun(w, 400, "finished", "Finished.", smallSpec(400));
      Estimate estimate;
      estimate.parameters = 804'096;
      estimate.device = "cpu";
      estimate.time.seconds = 48;
      if (!saveEstimate(folder, estimate)) qFatal("cannot save the estimate");
      return folder;
    });
    QVERIFY(o.loaded(400));
    const auto used = [&] {
      QString all;
      for (const auto& [name, value] : o.fixture.find<Figures>("runUsed")->rows())
        all += name + " " + value + "\n";
      return all;
    };
    QTRY_VERIFY2(used().contains("804,096") && used().contains("Time 3 min 30 s, 50 s estimated"),
                 qPrintable(used()));
  }

  void theLossKeepsItsHeight() {
    Opened o([](const Workspace& w) {
      return makeRun(w, 400, "finished", "Finished.", smallSpec(400));
    });
    QVERIFY(o.loaded(400));
    o.fixture.window().resize(1920, 1080);
    QTRY_VERIFY(o.chart->height() > 300);
    const int height = o.chart->height();
    auto* card = o.fixture.find<Card>("lossCard");
    toggleFull(card);
    QTRY_VERIFY(o.chart->height() > height + 100);
    QTest::keyClick(&o.fixture.window(), Qt::Key_Escape);
    QTRY_COMPARE(o.chart->height(), height);
    theme().setMode(ThemeMode::dark);
    QTest::qWait(0);
    QTRY_COMPARE(o.chart->height(), height);
    theme().setMode(ThemeMode::light);
  }

  // What broke is said with one number of the step, and going on from there is not what is offered.
  void anExplodedRunIsBegunAnewWithALowerRate() {
    RunSpec spec = smallSpec(1000);
    spec.train.learningRate = 10;
    Opened o([&](const Workspace& w) {
      const auto folder = makeRun(w, 100, nullptr, "", spec, 99);
      const auto writer = need(RunStoreWriter::open(folder, [](bool) {}));
      RecordBatch batch;
      batch.events.push_back(::event(100, "failed", "Training broke at step 99."));
      writer->append(std::move(batch));
      if (!writer->flush(20'000)) qFatal("cannot write the run");
      return folder;
    });
    QVERIFY(o.loaded(100));
    QTRY_COMPARE(o.fixture.text("verdictHeadline"), QString("Exploded"));
    QVERIFY(o.fixture.text("verdict").contains("since step 99"));
    QTRY_VERIFY(o.fixture.text("runTroubleWhat").contains("Failed at step 99"));
    QVERIFY(o.fixture.text("runProgress").contains("step 99 of"));
    auto* resume = o.fixture.find<QAbstractButton>("runResume");
    QVERIFY(resume->isVisible() && !resume->property("primary").toBool());
    QVERIFY(o.fixture.find<QAbstractButton>("runNext")->text().contains("lower learning rate"));
    QVERIFY(o.fixture.click("runNext"));
    QVERIFY(o.fixture.window().choices().run().empty());
    QCOMPARE(o.fixture.window().choices().spec().train.learningRate, 1.0);
  }

  void unitsAndAxesSwitch() {
    Opened o([](const Workspace& w) {
      return makeRun(w, 400, "finished", "Finished.", smallSpec(400));
    });
    QVERIFY(o.loaded(400));
    const QString before = o.fixture.window().findChild<Card*>("lossCard")->heading()->text();
    o.action("loss.unitMenu", "perplexity")->trigger();
    QVERIFY(o.fixture.window().findChild<Card*>("lossCard")->heading()->text() != before);
    QVERIFY(o.chart->content().referenceName.contains("chance: 65"));
    // Offered once the chart has the times, a moment after the record.
    QTRY_VERIFY(o.action("loss.unitXMenu", "by training time")->isEnabled());
    o.action("loss.unitXMenu", "by training time")->trigger();
    // Half a second a step.
    QTRY_COMPARE(o.chart->picture().x.values.high, 200.0);
    // The small charts follow.
    QVERIFY(&o.fixture.find<Chart>("chart.gradient_norm")->link() == &o.chart->link());
    const QJsonObject sight = o.view->sight();
    o.action("loss.unitXMenu", "by step")->trigger();
    QVERIFY(o.view->sight() != sight);
    o.view->setSight(sight);
    QCOMPARE(o.view->sight(), sight);
    o.view->setSight({{"lossUnit", 99}, {"unitX", -5}, {"smoothing", "x"}});
    o.chart->redrawNow();
  }

  void csvHasEveryPoint() {
    Opened o([](const Workspace& w) {
      return makeRun(w, 400, "finished", "Finished.", smallSpec(400), 7);
    });
    QVERIFY(o.loaded(400));
    QTRY_COMPARE(o.chart->notFinite(), 1);
    o.chart->setLogY(true);
    o.chart->link().setLogX(true);
    o.picture("log-nan");
    const QString file = o.fixture.folder() + "/points.csv";
    dialogs().saveFile = [&](QWidget*, const QString&, const QString&, const QString&) {
      return file;
    };
    o.action("loss.saveMenu", "CSV of all points…")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(file), kLong);
    QTRY_VERIFY(o.fixture.text("messageWhat").contains("points.csv"));
    QFile csv(file);
    QVERIFY(csv.open(QIODevice::ReadOnly));
    const QStringList rows = QString::fromUtf8(csv.readAll()).split('\n', Qt::SkipEmptyParts);
    const auto stored = need(need(RunStoreReader::open(o.folder)).after(0));
    QCOMPARE(rows.size(), static_cast<qsizetype>(stored.points.size()) + 1);
    // 420 training points: the 20 repeated steps are there twice, with their segments.
    QCOMPARE(rows.filter(",loss/train,").size(), 420);
    QCOMPARE(rows.filter(",loss/train,210,").size(), 2);
    QCOMPARE(rows.filter("NaN").size(), 1);
    // Read back as numbers, they are what was stored.
    for (size_t i = 0; i < stored.points.size(); ++i) {
      const QStringList cells = rows[static_cast<qsizetype>(i) + 1].split(',');
      QCOMPARE(cells.size(), 5);
      QCOMPARE(cells[0].toLongLong(), stored.points[i].seq);
      const double value = stored.points[i].value;
      QVERIFY(std::isnan(value) ? cells[4] == "NaN" : cells[4].toDouble() == value);
    }
  }

  void samplesOfAnyStepStandBesideTheNewest() {
    Opened o([](const Workspace& w) {
      return makeRun(w, 400, "finished", "Finished.", smallSpec(400));
    });
    QVERIFY(o.loaded(400));
    auto* slider = o.fixture.find<QSlider>("sampleSlider");
    QTRY_VERIFY(slider->isVisible());
    const auto spoken = [&](const QString& name) {
      return o.fixture.find<QLabel>(name)->accessibleName();
    };
    QCOMPARE(spoken("sampleChosen.0"), QString("ROMEO: wrote at 50"));
    QCOMPARE(spoken("sampleNewest.0"), QString("ROMEO: wrote at 400"));
    QCOMPARE(spoken("sampleNewest.1"), QString("The wrote at 400"));
    slider->setFocus();
    QTest::keyClick(slider, Qt::Key_Right);
    QTRY_COMPARE(spoken("sampleChosen.0"), QString("ROMEO: wrote at 100"));
    QCOMPARE(spoken("sampleNewest.0"), QString("ROMEO: wrote at 400"));
    QVERIFY(o.fixture.find<QLabel>("sampleChosen.0")->font().pixelSize() >= 16);
  }

  void clickOnTheLossAsksForItsBatch() {
    Opened o([](const Workspace& w) {
      return makeRun(w, 400, "finished", "Finished.", smallSpec(400));
    });
    QVERIFY(o.loaded(400));
    QTRY_VERIFY(o.chart->picture().lines.size() >= 2);
    o.chart->setFocus();
    QTest::keyClick(o.chart, Qt::Key_Right);
    QTest::keyClick(o.chart, Qt::Key_Left);
    QCOMPARE(*o.chart->link().cursor(), 398.0);
    QSignalSpy chosen(o.chart, &Chart::stepChosen);
    QTest::keyClick(o.chart, Qt::Key_Return);
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen[0][0].toLongLong(), qint64{398});
    QCOMPARE(o.fixture.window().page(), PageId::pretext);
  }

  void failedRunSaysWhyAndWhatToDo() {
    Opened o([](const Workspace& w) {
      const auto folder = makeRun(w, 400, "failed", "Out of memory on cuda:0.", smallSpec(1000));
      std::ofstream(folder / "worker.log") << "first line\nlast line\n";
      return folder;
    });
    QVERIFY(o.loaded(400));
    QTRY_VERIFY(o.fixture.text("runTroubleWhat").contains("Failed at step 400"));
    QVERIFY(o.fixture.text("runProblem").contains("Out of memory on cuda:0"));
    o.picture("failed");
    QVERIFY(o.fixture.find<QAbstractButton>("runNext")->isVisible());
    o.action("runMoreMenu", "runLog")->trigger();
    auto* log = o.view->findChild<QPlainTextEdit*>("runLogText");
    QVERIFY(log);
    QTRY_COMPARE(log->toPlainText(), QString("first line\nlast line\n"));
    std::ofstream(o.folder / "worker.log", std::ios::app) << "one more\n";
    QTRY_VERIFY(log->toPlainText().endsWith("one more\n"));
    QVERIFY(o.fixture.click("runLogClose"));
    // The one thing to do: a new run with these settings.
    QVERIFY(o.fixture.click("runNext"));
    QVERIFY(o.fixture.window().choices().run().empty());
    QCOMPARE(o.fixture.window().choices().spec().train.steps, int64_t{1000});
  }

  void interruptedRunOffersResume() {
    Opened o([](const Workspace& w) { return makeRun(w, 400, nullptr, "", smallSpec(1000)); });
    QVERIFY(o.loaded(400));
    QTRY_VERIFY(o.fixture.text("runTroubleWhat").contains("Interrupted"));
    QVERIFY(o.fixture.text("runTroubleWhat").contains("checkpoint of step 400"));
    o.picture("interrupted");
    QVERIFY(o.fixture.find<QAbstractButton>("runResume")->isVisible());
    QVERIFY(o.fixture.find<QAbstractButton>("runNext")->isVisible());
  }

  // Each state says something, and in trouble what to do.
  void everyStateHasWords() {
    for (const RunState state :
         {RunState::prepared, RunState::starting, RunState::running, RunState::paused,
          RunState::waitingForDisk, RunState::stopped, RunState::finished, RunState::failed,
          RunState::interrupted, RunState::failedToStart}) {
      RunFacts facts;
      facts.state = state;
      facts.step = 12;
      facts.total = 2000;
      facts.secondsLeft = 18;
      facts.detail = "no space left";
      const RunWords words = wordsFor(facts);
      QVERIFY2(words.progress.contains("step 12 of 2,000"), qPrintable(words.progress));
      QVERIFY(state == RunState::running || !words.what.isEmpty());
      if (words.kind == RunWords::Kind::trouble) {
        QCOMPARE(words.problem, QString("no space left"));
        QVERIFY(words.next != RunWords::Next::none || state == RunState::waitingForDisk);
      }
    }
    RunFacts paused;
    paused.state = RunState::paused;
    QVERIFY(wordsFor(paused).what.contains("memory is kept"));
    RunFacts stopped;
    stopped.state = RunState::stopped;
    stopped.step = 1250;
    stopped.newestCheckpoint = 1250;
    QVERIFY(
        wordsFor(stopped).what.contains("Stopped at step 1,250: checkpoint saved, device free"));
  }

  // Probabilities of hidden words are drawn, and said.
  void fillsAreBars() {
    AnswerView view("answer");
    view.setAnswer(
        "The [MASK] sat",
        QJsonDocument::fromJson(R"({"fills": [[["▁cat", 0.75], ["▁dog", 0.125], ["", 9e9]]]})")
            .object());
    const auto bars = view.findChildren<FillBars*>();
    QCOMPARE(bars.size(), 1);
    QCOMPARE(bars.first()->fills().front().word, QString("cat"));
    QVERIFY(bars.first()->fills().back().share <= 1);
    QVERIFY(bars.first()->accessibleName().contains("cat 75.0 %"));
    view.resize(500, 200);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    const QImage image = bars.first()->grab().toImage();
    const QColor written = theme().palette().written;
    // The first bar is six times as long as the second.
    const auto inked = [&](int row) {
      int count = 0;
      for (int x = 60; x < image.width(); ++x)
        count += image.pixelColor(x, row * theme().px(24) + theme().px(12)) == written;
      return count;
    };
    QVERIFY(inked(1) > 0);
    QVERIFY(std::abs(inked(0) - 6 * inked(1)) <= 12);
  }

  // A live run of a real worker: commands are taken, said, and answered.
  void commandsToALiveRun() {
    if (!std::filesystem::exists(workerProgram()))
      QSKIP("built without the engine: no unmask-worker beside this program");
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(f.click("goData") && f.click("sample.arithmetic"));
    QTRY_VERIFY_WITH_TIMEOUT(f.window().choices().tokenizer() && f.window().choices().corpus() &&
                                 !f.window().jobs().busy(),
                             kLong);
    QVERIFY(f.click("goTrain"));
    RunSpec& spec = f.window().choices().spec();
    spec.model.layers = 1;
    spec.model.heads = 2;
    spec.model.width = 32;
    spec.train.steps = 50'000;
    spec.train.evalEvery = 25'000;
    spec.train.evalBatches = 1;
    f.window().choices().settingsEdited();
    QVERIFY(f.click("startTraining"));
    RunView* view = f.window().findChild<TrainPage*>()->runView();
    QTRY_VERIFY_WITH_TIMEOUT(view->state() == RunState::running, kLong);
    QTRY_VERIFY_WITH_TIMEOUT(view->record().series("loss/train")->size() > 20, kLong);

    // The learning rate: refused while it makes no sense, then set, and said as an event.
    QVERIFY(f.click("runLearningRate"));
    auto* rate = f.find<QLineEdit>("rateDialog.value");
    QVERIFY(rate);
    rate->selectAll();
    QTest::keyClicks(rate, "-1");
    QVERIFY(!f.find<QAbstractButton>("rateDialog.take")->isEnabled());
    QVERIFY(!f.text("rateDialog.problem").isEmpty());
    rate->selectAll();
    QTest::keyClicks(rate, "0.0004");
    QVERIFY(f.text("rateDialog.consequence").contains("schedule"));
    QTest::keyClick(rate, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(
        std::any_of(view->record().events().begin(), view->record().events().end(),
                    [](const EventRecord& e) { return e.kind == "learning_rate"; }),
        kLong);
    QTRY_VERIFY_WITH_TIMEOUT(std::fabs(view->record().last("learning_rate") - 0.0004) < 4e-5,
                             kLong);
    QTRY_COMPARE_WITH_TIMEOUT(f.find<QAbstractButton>("runLearningRate")->text(),
                              QString("Learning rate…"), kLong);

    // Evaluate and checkpoint at once, between two steps.
    const auto menu = [&](const QString& name) {
      for (QAction* action : f.find<QMenu>("runMoreMenu")->actions())
        if (action->objectName() == name) return action;
      return static_cast<QAction*>(nullptr);
    };
    menu("runEvaluate")->trigger();
    QVERIFY(!menu("runEvaluate")->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(view->record().series("loss/validation")->size() >= 2, kLong);
    QTRY_VERIFY_WITH_TIMEOUT(menu("runEvaluate")->isEnabled(), kLong);
    menu("runCheckpoint")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!view->record().checkpoints().empty(), kLong);

    // More steps.
    menu("runExtend")->trigger();
    auto* steps = f.find<QLineEdit>("extendDialog.value");
    QVERIFY(steps);
    steps->selectAll();
    QTest::keyClicks(steps, "60000");
    QTest::keyClick(steps, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(f.text("runProgress").contains("60,000"), kLong);

    QVERIFY(f.click("runPause"));
    QTRY_VERIFY_WITH_TIMEOUT(f.text("runState").contains("memory is kept"), kLong);
    QVERIFY(f.click("runResume"));
    QTRY_VERIFY_WITH_TIMEOUT(view->state() == RunState::running, kLong);
    QVERIFY(f.click("runStop"));
    QTRY_VERIFY_WITH_TIMEOUT(f.text("runState").contains("device free"), kLong);

    // Nobody works on it any more: its newest checkpoint is evaluated by a worker of its own.
    QTRY_VERIFY_WITH_TIMEOUT(menu("runEvaluate")->isEnabled(), kLong);
    menu("runEvaluate")->trigger();
    const auto evaluation = [&] { return f.window().findChild<QDialog*>("evaluation"); };
    QTRY_VERIFY_WITH_TIMEOUT(evaluation() != nullptr, kLong);
    const auto rows = f.find<Figures>("evaluationFigures")->rows();
    QVERIFY(std::any_of(rows.begin(), rows.end(),
                        [](const auto& row) { return row.first == "Validation loss"; }));
    evaluation()->close();

    // Its checkpoint for other programs; a second time the folder is there already.
    const QString places = f.folder() + "/exports";
    QVERIFY(QDir().mkpath(places));
    dialogs().openFolder = [places](QWidget*, const QString&) { return places; };
    menu("runExport")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(f.text("messageWhat").contains(places), kLong);
    const QString folder = places + "/" + QString::fromStdString(view->run().slug);
    for (const char* file : {"config.json", "model.safetensors", "tokenizer.json", "README.md"})
      QVERIFY2(QFile::exists(folder + "/" + file), file);
    menu("runExport")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(f.text("messageWhat").contains("exists already"), kLong);

    // A stopped run is asked as a live one is.
    auto* prompt = f.find<QLineEdit>("askText");
    for (const QString question : {"12+3", "4+4"}) {
      prompt->setFocus();
      prompt->selectAll();
      QTest::keyClicks(prompt, question);
      QTest::keyClick(prompt, Qt::Key_Return);
      QTRY_VERIFY2_WITH_TIMEOUT(f.find<QLabel>("answer")->accessibleName().startsWith(question),
                                qPrintable(f.text("answerNote")), kLong);
    }
    QVERIFY(f.find<QLabel>("answerBefore.1")->accessibleName().startsWith("12+3"));
    prompt->clear();
    QTest::keyClick(prompt, Qt::Key_Up);
    QTest::keyClick(prompt, Qt::Key_Up);
    QCOMPARE(prompt->text(), QString("12+3"));
  }
};

QTEST_MAIN(RunViewTest)
#include "run_view_test.moc"
