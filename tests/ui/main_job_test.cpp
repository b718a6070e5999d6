// The main job with real clicks and keys against a real worker: sample, preview, start, curve, ask,
// pause, resume, stop, close, reopen, find the run again, resume.
#include <QFile>
#include <QLineEdit>
#include <QSpinBox>
#include <QTableView>
#include <QTextEdit>

#include "tests/ui/window_fixture.h"
#include "ui/train/run_view.h"
#include "ui/train/train_page.h"
#include "ui/widgets/chart.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/token_grid.h"

using namespace unmask;

namespace {

constexpr int kLong = 180'000;  // ms; a loaded machine of two cores

bool workerIsHere() {
  return std::filesystem::exists(workerProgram());
}

}  // namespace

class MainJobTest : public QObject {
  Q_OBJECT

 public:
  // Qt Test gives up after five minutes; a loaded machine of two cores may need more.
  static void initMain() { qputenv("QTEST_FUNCTION_TIMEOUT", "570000"); }

 private:
  RunView& runView(WindowFixture& f) { return *f.window().findChild<TrainPage*>()->runView(); }
  bool waitForState(WindowFixture& f, RunState wanted) {
    const bool reached = QTest::qWaitFor([&] { return runView(f).state() == wanted; }, kLong);
    if (!reached)
      qWarning("state is %s, wanted %s; %s", id(runView(f).state()), id(wanted),
               qPrintable(f.text("runProblem")));
    return reached;
  }
  // A number typed as a person types it: over what is selected.
  void type(WindowFixture& f, const QString& name, const QString& text) {
    auto* editor = f.find<QWidget>(name);
    QVERIFY(editor);
    editor->setFocus();
    if (auto* box = qobject_cast<QSpinBox*>(editor)) box->selectAll();
    if (auto* line = qobject_cast<QLineEdit*>(editor)) line->selectAll();
    QTest::keyClicks(editor, text);
    QTest::keyClick(editor, Qt::Key_Tab);
  }
  bool makeArithmetic(WindowFixture& f) {
    return f.click("goData") && f.click("sample.arithmetic") &&
           QTest::qWaitFor(
               [&] {
                 return f.window().choices().tokenizer() != nullptr &&
                        f.window().choices().corpus() != nullptr;
               },
               kLong);
  }

 private Q_SLOTS:
  void emptyPagesOfferTheNextThing() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(f.find<QAbstractButton>("beginWithSample")->isVisible());
    QVERIFY(f.click("goPretext"));
    QVERIFY(f.click("pretextToData"));
    QCOMPARE(f.window().page(), PageId::data);
    QVERIFY(f.click("goTrain"));
    QVERIFY(!f.find<QAbstractButton>("startTraining")->isEnabled());
    QVERIFY(!f.text("specProblem").isEmpty());
    QVERIFY(f.click("goRuns"));
    QVERIFY(f.click("runsToTrain"));
    QCOMPARE(f.window().page(), PageId::train);
  }

  void unreadableFileIsSaidWithItsName() {
    WindowFixture f;
    QVERIFY(f.open());
    dialogs().openFiles = [](QWidget*, const QString&, const QString&) {
      return QStringList{"/nowhere/missing-file.txt"};
    };
    QTest::keyClick(&f.window(), Qt::Key_O, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(f.text("messageWhat").contains("missing-file.txt"), kLong);
    QVERIFY(f.window().library().corpora().empty());
    QVERIFY(f.click("messageClose"));
    QVERIFY(f.text("messageWhat").isEmpty());
  }

  void ownFileBecomesACorpus() {
    WindowFixture f;
    QVERIFY(f.open());
    const QString path = f.folder() + "/my notes.txt";
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    for (int i = 0; i < 400; ++i)
      file.write(
          QString("Line %1: the rain fell on the roof, and nobody minded.\n").arg(i).toUtf8());
    file.close();
    dialogs().openFiles = [path](QWidget*, const QString&, const QString&) {
      return QStringList{path};
    };
    QVERIFY(f.click("openFiles"));
    QTRY_VERIFY_WITH_TIMEOUT(f.window().choices().corpus() && f.window().choices().tokenizer(),
                             kLong);
    QCOMPARE(QString::fromStdString(f.window().choices().corpus()->info.name), QString("my notes"));
    QTRY_VERIFY(f.find<QTextEdit>("documentText")->toPlainText().startsWith("Line 0: the rain"));
    // The same text in pieces, and back.
    QVERIFY(f.click("documentAsPieces"));
    QTRY_VERIFY(!f.find<QTextEdit>("documentText")->toPlainText().startsWith("Line 0: the rain"));
  }

  void previewFollowsTheSettings() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(makeArithmetic(f));
    QVERIFY(f.click("goPretext"));
    QVERIFY(f.click("objective.next-token"));
    auto* sentence = f.find<QLineEdit>("sentence");
    sentence->selectAll();
    QTest::keyClicks(sentence, "12+34=46");
    QTRY_VERIFY_WITH_TIMEOUT(f.window().findChild<TokenGrid*>("tokenGrid") != nullptr, kLong);
    auto* grid = f.find<TokenGrid>("tokenGrid");
    QTRY_VERIFY_WITH_TIMEOUT(grid->isVisible() && grid->model()->columnCount() >= 3, kLong);
    // Next token: the target row is the piece row moved on by one.
    QTRY_COMPARE(grid->tokens()->example().labels[0], grid->tokens()->example().pieces[1]);
    QVERIFY(f.text("sentenceFigure").toInt() > 0);

    QVERIFY(f.click("objective.masked-lm"));
    QTRY_VERIFY(std::any_of(grid->tokens()->example().trace.begin(),
                            grid->tokens()->example().trace.end(),
                            [](const PositionTrace& t) { return t.decision != Decision::target; }));
    const auto first = grid->tokens()->example().inputIds;
    const RunSpec before = f.window().choices().spec();
    // Rerolling changes the draw and no setting.
    bool changed = false;
    for (int i = 0; i < 10 && !changed; ++i) {
      QVERIFY(f.click("pretextReroll"));
      changed = QTest::qWaitFor([&] { return grid->tokens()->example().inputIds != first; }, 2000);
    }
    QVERIFY(changed);
    QCOMPARE(std::get<MaskedLmSettings>(f.window().choices().spec().objectiveSettings).chosen,
             std::get<MaskedLmSettings>(before.objectiveSettings).chosen);

    // Batch of step s: what training consumes, with its hash; another step has another.
    QVERIFY(f.click("modeBatch"));
    QTRY_VERIFY_WITH_TIMEOUT(f.text("tensors").contains("input_ids"), kLong);
    QTRY_VERIFY(f.text("tensors").contains("hash"));
    const QString tensors = f.text("tensors");
    QVERIFY(f.click("stepOn"));
    QTRY_VERIFY(f.text("tensors") != tensors);
    QVERIFY(f.click("stepBack"));
    QTRY_COMPARE(f.text("tensors"), tensors);
  }

  void wholeJob() {
    if (!workerIsHere()) QSKIP("built without the engine: no unmask-worker beside this program");
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(makeArithmetic(f));
    QVERIFY(f.click("goPretext"));
    QVERIFY(f.click("objective.next-token"));
    QVERIFY(f.click("pretextTrain"));
    QCOMPARE(f.window().page(), PageId::train);

    // A small model, so that steps come quickly, and many of them, so that it does not end by
    // itself.
    type(f, "model.model.layers", "1");
    type(f, "model.model.heads", "2");
    type(f, "model.model.width", "32");
    type(f, "training.train.steps", "100000");
    // Evaluations stay short.
    QVERIFY(f.click("training.more"));
    type(f, "training.train.eval_every", "500");
    type(f, "training.train.eval_batches", "2");
    QCOMPARE(f.window().choices().spec().train.evalBatches, int64_t{2});
    QCOMPARE(f.window().choices().spec().model.width, int64_t{32});
    QTRY_VERIFY2(f.find<QAbstractButton>("startTraining")->isEnabled(),
                 qPrintable(f.text("specProblem")));
    QVERIFY(f.click("startTraining"));

    // The curve moves, and leaves chance.
    QVERIFY(waitForState(f, RunState::running));
    const auto curve = [&] { return runView(f).record().series("loss/train"); };
    QTRY_VERIFY_WITH_TIMEOUT(curve()->size() >= 50, kLong);
    QVERIFY(curve()->back().y() < curve()->front().y());
    QTRY_VERIFY_WITH_TIMEOUT(!f.find<Chart>("lossChart")->endLabels().isEmpty(), kLong);
    QTRY_VERIFY_WITH_TIMEOUT(!f.text("statusRun").isEmpty(), kLong);
    QTRY_VERIFY_WITH_TIMEOUT(!f.text("verdictHeadline").isEmpty(), kLong);

    // Ask the live run.
    auto* prompt = f.find<QLineEdit>("askText");
    prompt->setFocus();
    QTest::keyClicks(prompt, "12+3");
    QTest::keyClick(prompt, Qt::Key_Return);
    QTRY_VERIFY2_WITH_TIMEOUT(f.find<QLabel>("answer")->accessibleName().startsWith("12+3"),
                              qPrintable(f.text("answerNote")), kLong);

    // Pause stands still; resume goes on.
    QVERIFY(f.click("runPause"));
    QVERIFY(waitForState(f, RunState::paused));
    QVERIFY(f.click("runResume"));
    QVERIFY(waitForState(f, RunState::running));
    const size_t before = curve()->size();
    QTRY_VERIFY_WITH_TIMEOUT(curve()->size() > before, kLong);

    // Closing the window does not stop the run; the next one finds it, still moving.
    f.close();
    QVERIFY(f.open());
    QVERIFY(f.click("goRuns"));
    auto* table = f.find<QTableView>("runsTable");
    QTRY_COMPARE(table->model()->rowCount(), 1);
    QVERIFY(f.click("runsOpen"));
    QVERIFY(waitForState(f, RunState::running));
    QTRY_VERIFY_WITH_TIMEOUT(curve()->size() > before, kLong);
    const auto steps = curve();
    for (size_t i = 1; i < steps->size(); ++i)  // an unbroken curve
      QCOMPARE((*steps)[i].x(), (*steps)[i - 1].x() + 1);

    // Stop keeps a checkpoint; it can be resumed, and asked meanwhile.
    QVERIFY(f.click("runStop"));
    QVERIFY(waitForState(f, RunState::stopped));
    QTRY_VERIFY_WITH_TIMEOUT(!runView(f).record().checkpoints().empty(), kLong);
    const double stoppedAt = curve()->back().x();
    f.close();
    QVERIFY(f.open());
    QVERIFY(f.click("goRuns"));
    QVERIFY(f.click("runsOpen"));
    QVERIFY(waitForState(f, RunState::stopped));
    QVERIFY(f.click("runResume"));
    QVERIFY(waitForState(f, RunState::running));
    QTRY_VERIFY_WITH_TIMEOUT(curve()->back().x() > stoppedAt, kLong);
    QVERIFY(f.click("runStop"));
    QVERIFY(waitForState(f, RunState::stopped));

    // Removing asks first.
    QVERIFY(f.click("goRuns"));
    int asked = 0;
    dialogs().confirm = [&asked](QWidget*, const QString&, const QString&) { return asked++ > 0; };
    QTRY_VERIFY_WITH_TIMEOUT(f.find<QAbstractButton>("runsRemove")->isEnabled(), kLong);
    QVERIFY(f.click("runsRemove"));
    QCOMPARE(asked, 1);
    QCOMPARE(f.window().library().workspace().runFolders().size(), size_t{1});
    QVERIFY(f.click("runsRemove"));
    QTRY_VERIFY_WITH_TIMEOUT(f.window().library().workspace().runFolders().empty(), kLong);
  }
};

QTEST_MAIN(MainJobTest)
#include "main_job_test.moc"
