// Setting up a new run with real clicks and keys: estimates before the launch, warnings, finding
// and resetting settings, what changed since the run it was begun from.
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>

#include "core/base/platform.h"
#include "core/spec/catalogue.h"
#include "core/runs/machine_speed.h"
#include "core/spec/estimate.h"
#include "tests/corpus/picture_files.h"
#include "tests/ui/made_up_runs.h"
#include "tests/ui/window_fixture.h"
#include "ui/train/estimate_rows.h"
#include "ui/train/train_page.h"
#include "ui/train/train_state.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/parts.h"

using namespace picture_files;
using namespace unmask;

namespace {
constexpr int kLong = 120'000;  // ms; a loaded machine
}

class NewRunTest : public QObject {
  Q_OBJECT

  static std::filesystem::path root(const WindowFixture& f) {
    return (f.folder() + "/lab").toStdString();
  }
  static bool openWithCorpus(WindowFixture& f, QSize size = {1280, 800}) {
    return f.open(size) && f.click("goData") && f.click("sample.arithmetic") &&
           QTest::qWaitFor(
               [&] { return f.window().choices().corpus() && f.window().choices().tokenizer(); },
               kLong) &&
           f.click("goTrain");
  }
  // `count` pictures of 32 x 32, opened as a folder.
  static bool openWithDrawings(WindowFixture& f, int count) {
    const QString folder = f.folder() + "/drawings";
    if (!f.open() || !QDir().mkpath(folder)) return false;
    for (int i = 0; i < count; ++i) {
      QFile file(folder + QString("/%1.png").arg(i));
      const std::string bytes = png(32, 32, 3, smooth(32, 32, 3, i));
      if (!file.open(QIODevice::WriteOnly) ||
          file.write(bytes.data(), static_cast<qint64>(bytes.size())) < 0)
        return false;
    }
    dialogs().openFolder = [folder](QWidget*, const QString&) { return folder; };
    return f.click("goData") && f.click("openFolder") &&
           QTest::qWaitFor(
               [&] { return f.window().choices().corpus() && !f.window().jobs().busy(); }, kLong);
  }
  static QString fact(WindowFixture& f, const QString& name) {
    for (const auto& [label, value] : f.find<Figures>("runSummary")->rows())
      if (label == name) return value;
    return {};
  }
  static void type(WindowFixture& f, const QString& name, const QString& text) {
    auto* editor = f.find<QWidget>(name);
    QVERIFY(editor);
    editor->setFocus();
    if (auto* box = qobject_cast<QAbstractSpinBox*>(editor)) box->selectAll();
    if (auto* line = qobject_cast<QLineEdit*>(editor)) line->selectAll();
    QTest::keyClicks(editor, text);
  }
  static QStringList changes(WindowFixture& f) {
    QStringList lines;
    for (const auto& [name, value] : f.find<Figures>("changes")->rows())
      lines << name + ": " + value;
    return lines;
  }

 private Q_SLOTS:
  // A run of a like size, at 20 ms a step, is what the time is reckoned from.
  void timeComesFromOwnRuns() {
    WindowFixture f;
    const int cores = physicalCores();
    for (const char* day : {"01", "02"})
      writeRun(root(f), {.slug = std::string("202611") + day + "-120000-next-token-plays",
                         .change = [cores](RunSpec& spec) { spec.train.threads = cores; }});
    QVERIFY(openWithCorpus(f));
    QTRY_VERIFY_WITH_TIMEOUT(f.text("estimatedTimeBasis").contains("last 2 runs"), kLong);
    RunSpec spec = f.window().choices().spec();
    spec.train.precision = "fp32";
    const double steps = 0.02 * static_cast<double>(spec.train.steps);
    const QString shown = f.text("estimatedTime");
    // 40 s of steps, and the evaluations.
    QVERIFY2(shown.endsWith(" s") || shown.endsWith("min"), qPrintable(shown));
    const double seconds = shown.section(' ', 0, 0).toDouble() * (shown.endsWith("min") ? 60 : 1);
    QVERIFY2(seconds >= steps && seconds < 3 * steps, qPrintable(shown));
    // Twice the steps, twice the time.
    type(f, "training.train.steps", "4000");
    QTRY_VERIFY(f.text("estimatedTime") != shown);
  }

  void everySizeSaysWhatItIs() {
    WindowFixture f;
    writeRun(root(f), {.slug = "20261101-120000-next-token-plays",
                       .change = [](RunSpec& spec) { spec.train.threads = physicalCores(); }});
    QVERIFY(openWithCorpus(f));
    QTRY_VERIFY_WITH_TIMEOUT(f.text("preset.tiny.about").contains("·"), kLong);
    const auto& spec = f.window().choices().spec();
    QVERIFY(f.text("preset.tiny.about")
                .startsWith(parametersText(static_cast<double>(parameterCount(spec)))));
    QCOMPARE(f.text("estimatedParameters"),
             parametersText(static_cast<double>(parameterCount(spec))));
    const QString tiny = f.text("estimatedParameters");
    QVERIFY(f.click("preset.mini"));
    QVERIFY(f.text("estimatedParameters") != tiny);
    QCOMPARE(f.window().choices().spec().model.width, int64_t{192});
  }

  void warnsOfWhatWillNotFitAndOfHours() {
    WindowFixture f;
    writeRun(root(f), {.slug = "20261101-120000-next-token-plays",
                       .change = [](RunSpec& spec) { spec.train.threads = physicalCores(); }});
    QVERIFY(openWithCorpus(f));
    auto* device = f.find<QComboBox>("device");
    device->setCurrentIndex(device->findData("cpu"));
    QVERIFY(f.text("estimateWarning").isEmpty());
    // The memory is known once the devices were asked for.
    QTRY_VERIFY_WITH_TIMEOUT(f.text("estimatedMemoryOf").startsWith("of "), kLong);
    type(f, "model.model.width", "65536");
    QTRY_VERIFY2(f.text("estimateWarning").contains("will not fit"),
                 qPrintable(f.text("estimateWarning")));
    QTRY_VERIFY(f.text("estimateWarning").contains("This takes about"));
    // A warning is no refusal.
    QVERIFY(f.find<QAbstractButton>("startTraining")->isEnabled());
  }

  void outOfRangeIsSaidAtTheField() {
    WindowFixture f;
    QVERIFY(openWithCorpus(f));
    const int64_t before = f.window().choices().spec().model.layers;
    type(f, "model.model.layers", "500");
    const QString problem = f.text("model.model.layers.problem");
    QVERIFY2(problem.contains("500") && problem.contains("1 to 200"), qPrintable(problem));
    // What was in range while it was typed has been taken, the last digit has not.
    QCOMPARE(f.window().choices().spec().model.layers, int64_t{50});
    QVERIFY(!f.find<QAbstractButton>("startTraining")->isEnabled());
    auto* reset = f.find<QToolButton>("model.model.layers.reset");
    QVERIFY(reset->isVisible());
    QTest::mouseClick(reset, Qt::LeftButton);
    QVERIFY(f.text("model.model.layers.problem").isEmpty());
    QCOMPARE(f.find<QSpinBox>("model.model.layers")->value(), static_cast<int>(before));
    QVERIFY(f.find<QAbstractButton>("startTraining")->isEnabled());
  }

  void settingsAreFoundByWords() {
    WindowFixture f;
    QVERIFY(openWithCorpus(f));
    QVERIFY(!f.find<QWidget>("training.train.beta2")->isVisible());
    auto* filter = f.find<QLineEdit>("settingsFilter");
    filter->setFocus();
    QTest::keyClicks(filter, "memory squared");
    QVERIFY(f.find<QWidget>("training.train.beta2")->isVisible());
    QVERIFY(!f.find<QWidget>("training.train.beta1")->isVisible());
    QVERIFY(!f.find<QWidget>("model.model.layers")->isVisible());
    filter->clear();
    QVERIFY(!f.find<QWidget>("training.train.beta2")->isVisible());
    QVERIFY(f.find<QWidget>("model.model.layers")->isVisible());
    QTest::keyClicks(filter, "train.beta2");  // by its key too
    QVERIFY(f.find<QWidget>("training.train.beta2")->isVisible());
  }

  void changesFromTheRunItCameFrom() {
    WindowFixture f;
    const auto folder =
        writeRun(root(f), {.slug = "20261101-120000-next-token-plays", .name = "first try"});
    QVERIFY(openWithCorpus(f));
    QVERIFY(!f.find<QWidget>("changes")->isVisible());
    const auto run = summarise(folder);
    QVERIFY(run.has_value());
    f.window().choices().takeSpec({run->folder, run->spec});
    QVERIFY(f.text("changesHeading").contains("first try"));
    // Its corpus is not here: said, with the way out.
    QVERIFY2(f.text("baseLost").contains("plays"), qPrintable(f.text("baseLost")));
    QVERIFY(f.find<QPushButton>("baseToData")->isVisible());

    type(f, "training.train.learning_rate", "5e-4");
    QTRY_VERIFY2(changes(f).contains("Learning rate: 0.001 → 0.0005"),
                 qPrintable(changes(f).join("; ")));
    QTRY_VERIFY(f.text("training.train.learning_rate.was").contains("was 0.001"));
    QTest::mouseClick(f.find<QToolButton>("training.train.learning_rate.reset"), Qt::LeftButton);
    QCOMPARE(f.window().choices().spec().train.learningRate, 1e-3);
    QTRY_VERIFY(!changes(f).join(' ').contains("Learning rate"));
    QVERIFY(f.text("training.train.learning_rate.was").isEmpty());

    // Kept over a restart, and forgotten on demand.
    f.close();
    QVERIFY(f.open());
    QVERIFY(f.click("goTrain"));
    QTRY_VERIFY(f.text("changesHeading").contains("first try"));
    QVERIFY(f.click("forgetBase"));
    QTRY_VERIFY(!f.find<QWidget>("changes")->isVisible());
    QVERIFY(!f.window().choices().base().has_value());
  }

  void stateComesBack() {
    const TrainState state{"/lab/runs/x", "name", {"model", "rest"}};
    QCOMPARE(trainStateFromJson(toJson(state)), state);
    QCOMPARE(trainStateFromJson({{"open", 7}, {"name", QJsonArray{}}}), TrainState{});
    WindowFixture f;
    QVERIFY(openWithCorpus(f));
    QVERIFY(f.click("model.more"));
    QTest::keyClicks(f.find<QLineEdit>("runName"), "monday");
    auto* page = f.window().findChild<TrainPage*>();
    const QJsonObject before = page->state();
    f.close();
    QVERIFY(f.open());
    QCOMPARE(f.window().findChild<TrainPage*>()->state(), before);
    QVERIFY(f.click("goTrain"));
    QVERIFY(f.find<QWidget>("model.model.bias")->isVisible());
  }

  // 30 pictures: the preset fits itself to them and says how; what cannot run cannot be started, and
  // a button leads out of it.
  void fewPicturesAreFittedAndWhatCannotRunIsHeldBack() {
    WindowFixture f;
    QVERIFY(openWithDrawings(f, 30));
    Choices& choices = f.window().choices();
    QVERIFY(f.click("goTrain"));
    choices.setObjective("contrastive");
    QCOMPARE(choices.spec().train.batchSize, int64_t{16});
    QTRY_VERIFY2(f.text("fittedSettings").contains("Batch size 16 instead of 64. 26 pictures train."),
                 qPrintable(f.text("fittedSettings")));
    QVERIFY(f.text("fittedSettings").contains("Training share 89 % instead of 90 %."));
    QVERIFY(f.find<QAbstractButton>("startTraining")->isEnabled());
    QVERIFY(!f.find("resetSettings")->isVisible());
    QTRY_VERIFY(f.find("training.train.batch_size")->isVisible());  // the form is made anew

    type(f, "training.train.batch_size", "64");
    QTRY_VERIFY2(f.text("specProblem").contains("26 pictures train, too few for a batch of 64"),
                 qPrintable(f.text("specProblem")));
    QVERIFY(!f.find<QAbstractButton>("startTraining")->isEnabled());
    QTRY_VERIFY(f.text("training.train.batch_size.was").contains("usually 16"));
    QCOMPARE(f.find<QPushButton>("startHelp")->text(), QString("Use a batch of 16"));
    QVERIFY(f.click("startHelp"));
    QTRY_VERIFY(f.text("specProblem").isEmpty());
    QTRY_VERIFY(f.find<QAbstractButton>("startTraining")->isEnabled());
    QVERIFY(!f.find("startHelp")->isVisible());
    QCOMPARE(choices.spec().train.batchSize, int64_t{16});
    QVERIFY(!choices.own("contrastive").contains("train.batch_size"));

    // An objective of texts has no place here: another is offered.
    choices.setObjective("masked-lm");
    QTRY_VERIFY(f.find("startHelp")->isVisible());
    QVERIFY(f.click("startHelp"));
    QTRY_COMPARE(choices.objective(), std::string("contrastive"));
  }

  // W11: "Loss at chance 0.938" before, 0.386 in the run. What only the data tell has a name of its
  // own, and is said to be measured; what arithmetic tells is given.
  void aLossThatMustBeMeasuredIsNotPromised() {
    WindowFixture f;
    QVERIFY(openWithDrawings(f, 30));
    QVERIFY(f.click("goTrain"));
    Choices& choices = f.window().choices();
    choices.setObjective("masked-pixels");
    QTRY_COMPARE(fact(f, "Loss of even patches"), QString("at most 0.979; measured at the start"));
    QVERIFY(fact(f, "Loss at chance").isEmpty());
    choices.spec().objectiveSettings = [&] {
      auto settings = std::get<MaskedPixelsSettings>(choices.spec().objectiveSettings);
      settings.normPix = false;
      return settings;
    }();
    choices.settingsEdited();
    QTRY_COMPARE(fact(f, "Loss of even patches"), QString("measured at the start"));
    choices.setObjective("contrastive");
    QTRY_COMPARE(fact(f, "Loss at chance"), QString("3.434"));  // ln(2 * 16 - 1)
    QVERIFY(fact(f, "Loss of even patches").isEmpty());
  }

  void whatIsSetIsMarkedWhereItActsAndGoesBackAtOnce() {
    WindowFixture f;
    QVERIFY(openWithCorpus(f));
    Choices& choices = f.window().choices();
    type(f, "training.train.batch_size", "16");
    type(f, "training.train.steps", "800");
    QCOMPARE(choices.spec().train.decaySteps, int64_t{800});  // the schedule ends with the steps
    QCOMPARE(choices.spec().train.warmupSteps, int64_t{40});
    QTRY_VERIFY(f.text("training.train.batch_size.was").contains("usually 12"));
    QTRY_COMPARE(f.find<QPushButton>("resetSettings")->text(), QString("Reset 2 settings"));
    QVERIFY2(f.text("fittedSettings").contains("Decay over 800 instead of 2000"),
             qPrintable(f.text("fittedSettings")));
    // Pretext, where the batch is looked at, says it too.
    QVERIFY(f.click("goPretext"));
    QTRY_VERIFY(f.text("pretext.train.batch_size.was").contains("usually 12"));
    QVERIFY(f.click("pretextReset"));
    QCOMPARE(choices.spec().train.batchSize, int64_t{12});
    QCOMPARE(choices.spec().train.steps, int64_t{2000});
    QCOMPARE(choices.spec().train.decaySteps, int64_t{2000});
    QTRY_VERIFY(f.text("pretext.train.batch_size.was").isEmpty());
    // Undone as one.
    f.window().undo().undo();
    QCOMPARE(choices.spec().train.batchSize, int64_t{16});
    QCOMPARE(choices.spec().train.decaySteps, int64_t{800});

    // An end that was set by hand stays.
    QVERIFY(f.click("goTrain"));
    QVERIFY(f.click("training.more"));
    type(f, "training.train.decay_steps", "1500");
    type(f, "training.train.steps", "600");
    QCOMPARE(choices.spec().train.decaySteps, int64_t{1500});
    QCOMPARE(choices.spec().train.warmupSteps, int64_t{30});
    // And over a restart it is still the person's own.
    f.close();
    QVERIFY(f.open());
    QVERIFY(f.click("goTrain"));
    QTRY_VERIFY(f.window().choices().corpus());
    QVERIFY(f.window().choices().own("next-token").contains("train.decay_steps"));
    QCOMPARE(f.window().choices().spec().train.decaySteps, int64_t{1500});
  }

  // A run's settings, name and comparison end with the new run that was begun from it.
  void whatAnotherRunHadDoesNotLeak() {
    WindowFixture f;
    const auto folder = writeRun(
        root(f), {.slug = "20261101-120000-masked-lm-plays",
                  .name = "first try",
                  .objective = "masked-lm",
                  .change = [](RunSpec& spec) {
                    spec.train.batchSize = 16;
                    std::get<MaskedLmSettings>(spec.objectiveSettings).chosen = 0.95;
                  }});
    QVERIFY(openWithCorpus(f));
    Choices& choices = f.window().choices();
    const auto chosen = [&] {
      return std::get<MaskedLmSettings>(choices.spec("masked-lm").objectiveSettings).chosen;
    };
    const auto run = summarise(folder);
    choices.takeSpec({run->folder, run->spec});
    QCOMPARE(chosen(), 0.95);
    QCOMPARE(choices.spec().train.batchSize, int64_t{16});
    QTRY_COMPARE(f.find<QLineEdit>("runName")->text(), QString("first try 2"));
    auto* filter = f.find<QLineEdit>("settingsFilter");
    QTest::keyClicks(filter, "seed");
    choices.setObjective("next-token");
    QVERIFY(!choices.base());
    QTRY_VERIFY(!f.find("changes")->isVisible());
    QCOMPARE(f.find<QLineEdit>("runName")->text(), QString());
    QCOMPARE(chosen(), 0.15);
    QCOMPARE(choices.spec("masked-lm").train.batchSize, int64_t{12});
    QVERIFY(choices.own("masked-lm").empty());
    // The search ends with the form: a run is looked at, then another is begun.
    choices.setRun(folder);
    choices.setRun({});
    QCOMPARE(filter->text(), QString());
    QTRY_VERIFY(f.find("model.model.layers")->isVisible());
    // A name belongs to one run.
    QTest::keyClicks(f.find<QLineEdit>("runName"), "First Try");
    QTRY_VERIFY(f.text("specProblem").contains("There is a run called First Try already"));
    QVERIFY(!f.find<QAbstractButton>("startTraining")->isEnabled());
    QVERIFY(f.click("startHelp"));
    QCOMPARE(f.find<QLineEdit>("runName")->text(), QString("First Try 2"));
    QTRY_VERIFY(f.find<QAbstractButton>("startTraining")->isEnabled());
  }

  // Nothing is cut off where the window is small, nor at twice the size.
  void fitsSmallWindows_data() {
    QTest::addColumn<QSize>("size");
    QTest::addColumn<int>("scale");
    QTest::addRow("small") << QSize(1024, 700) << 100;
    QTest::addRow("large print") << QSize(1920, 1080) << 200;
  }
  void fitsSmallWindows() {
    QFETCH(QSize, size);
    QFETCH(int, scale);
    WindowFixture f;
    const auto restore = qScopeGuard([] { theme().setScalePercent(100); });
    QVERIFY(openWithCorpus(f, size));
    theme().setScalePercent(scale);
    QTRY_VERIFY(f.find<QWidget>("model.model.width")->isVisible());
    QTest::qWait(0);
    for (const char* name : {"model.model.width", "training.train.learning_rate", "preset.paper",
                             "estimatedTime", "settingsFilter", "device"}) {
      auto* part = f.find<QWidget>(name);
      QVERIFY(part);
      const QWidget* column = part;
      while (column && column->objectName() != "column") column = column->parentWidget();
      QVERIFY2(column, name);
      const QRect place(part->mapTo(column, QPoint()), part->size());
      QVERIFY2(column->rect().contains(place), name);
      QVERIFY2(part->width() >= part->minimumSizeHint().width(), name);
    }
  }

  void estimatesAreKeptWithTheRun() {
    WindowFixture f;
    const auto folder = writeRun(root(f), {.slug = "20261101-120000-next-token-plays"});
    const auto run = summarise(folder);
    const Estimate made = estimateOf(run->spec, "cpu", 1e4, {{"cpu", "fp32", 1e9, 0.1, true}});
    QVERIFY(saveEstimate(folder, made).has_value());
    const auto back = readEstimate(folder);
    QVERIFY(back.has_value());
    QCOMPARE(back->parameters, made.parameters);
    QCOMPARE(back->memory.total(), made.memory.total());
    QCOMPARE(back->time.seconds, made.time.seconds);
    const auto rows = estimateRows(*back, {.memoryBytes = 4e8, .seconds = 71, .finished = true});
    QCOMPARE(rows.size(), 3);
    QVERIFY(rows[1].second.contains("estimated"));
    QVERIFY(rows[2].second.startsWith(QString("1 min 11 s")));
    // A broken file is no estimate.
    QVERIFY(writeFileWhole(folder / "estimate.json", "{\"parameters\": []}").has_value());
    QVERIFY(!readEstimate(folder).has_value());
  }
};

QTEST_MAIN(NewRunTest)
#include "new_run_test.moc"
