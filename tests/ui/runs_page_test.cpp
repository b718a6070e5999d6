// The Runs page with real clicks and keys on made-up run folders: find, sort, rename, note, undo,
// resume offered or not, several removed after a question.
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QUndoStack>

#include "tests/ui/made_up_runs.h"
#include "tests/ui/window_fixture.h"
#include "ui/runs/compare_card.h"
#include "ui/runs/runs_model.h"
#include "ui/runs/runs_page.h"
#include "ui/runs/runs_state.h"
#include "ui/runs/runs_table.h"
#include "ui/widgets/chart.h"
#include "ui/widgets/dialogs.h"

using namespace unmask;

class RunsPageTest : public QObject {
  Q_OBJECT

  static std::filesystem::path root(const WindowFixture& f) {
    return (f.folder() + "/lab").toStdString();
  }
  static void writeFew(const WindowFixture& f) {
    writeRun(root(f), {.slug = "20261101-120000-next-token-plays", .name = "alpha", .best = 1.9});
    writeRun(root(f), {.slug = "20261102-120000-next-token-tales",
                       .corpus = "tales",
                       .done = 40,
                       .best = 2.5,
                       .end = "stopped"});
    writeRun(root(f), {.slug = "20261103-120000-masked-lm-plays",
                       .name = "gamma",
                       .objective = "masked-lm",
                       .best = 2.2});
    writeRun(root(f), {.slug = "20261104-120000-next-token-plays",
                       .name = "delta",
                       .done = 7,
                       .best = 3.9,
                       .end = "failed"});
  }
  static bool open(WindowFixture& f, int runs = 4) {
    return f.open() && f.click("goRuns") && QTest::qWaitFor([&] {
             return f.find<RunsTable>("runsTable")->model()->rowCount() == runs;
           });
  }
  static QStringList column(WindowFixture& f, int which) {
    QStringList texts;
    const auto* model = f.find<RunsTable>("runsTable")->model();
    for (int row = 0; row < model->rowCount(); ++row)
      texts << model->index(row, which).data().toString();
    return texts;
  }
  static void clickRow(WindowFixture& f, const QString& name, Qt::KeyboardModifiers keys = {}) {
    auto* table = f.find<RunsTable>("runsTable");
    const int row = static_cast<int>(column(f, RunsModel::name).indexOf(name));
    QVERIFY2(row >= 0, qPrintable(name));
    QTest::mouseClick(table->viewport(), Qt::LeftButton, keys,
                      table->visualRect(table->model()->index(row, RunsModel::name)).center());
  }
  static void clickHeader(WindowFixture& f, int section) {
    auto* header = f.find<RunsTable>("runsTable")->horizontalHeader();
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                      {header->sectionViewportPosition(section) + header->sectionSize(section) / 2,
                       header->height() / 2});
  }
  static void type(QWidget* editor, const QString& text) {
    editor->setFocus();
    QTest::keyClick(editor, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(editor, text);
  }

 private Q_SLOTS:
  // W21: "running" became "interrup..." in a column that was measured before.
  void wordsThatBecomeLongerHaveRoom() {
    WindowFixture f;
    writeFew(f);
    QVERIFY(open(f));
    f.window().resize(1600, 900);
    auto* table = f.find<RunsTable>("runsTable");
    const auto fits = [&](int column) {
      for (const QString& text : this->column(f, column))
        if (QFontMetrics(table->font()).horizontalAdvance(text) + theme().px(12) >
            table->columnWidth(column))
          return false;
      return true;
    };
    QVERIFY(fits(RunsModel::state) && fits(RunsModel::step));
    const int before = table->columnWidth(RunsModel::state);
    writeRun(root(f), {.slug = "20261104-120000-next-token-plays",
                       .name = "delta",
                       .steps = 1'000'000,
                       .done = 17,
                       .best = 3.9,
                       .end = ""});
    f.window().library().refresh();
    QTRY_VERIFY_WITH_TIMEOUT(column(f, RunsModel::state).contains("interrupted"), 30'000);
    QVERIFY(table->columnWidth(RunsModel::state) >= before);
    QVERIFY(fits(RunsModel::state) && fits(RunsModel::step));
  }

  void saysWhatEachRunIs() {
    WindowFixture f;
    writeFew(f);
    QVERIFY(open(f));
    const QStringList names = column(f, RunsModel::name);
    const auto cell = [&](const QString& name, int which) {
      return column(f, which)[names.indexOf(name)];
    };
    QCOMPARE(cell("alpha", RunsModel::state), QString("finished"));
    QCOMPARE(cell("alpha", RunsModel::best), QLocale().toString(1.9, 'f', 3));
    QCOMPARE(cell("alpha", RunsModel::step), QString("100"));
    QCOMPARE(cell("delta", RunsModel::step), QString("7 of 100"));
    QCOMPARE(cell("delta", RunsModel::state), QString("failed"));
    QCOMPARE(cell("gamma", RunsModel::objective), QString("Masked words"));
    QCOMPARE(cell("alpha", RunsModel::took), QString("60 s"));
    QVERIFY(cell("alpha", RunsModel::size).endsWith("M"));
  }

  void findsByWordsAndState() {
    WindowFixture f;
    writeFew(f);
    QVERIFY(open(f));
    auto* find = f.find<QLineEdit>("runsFind");
    QTest::keyClick(&f.window(), Qt::Key_F, Qt::ControlModifier);
    QTRY_VERIFY(find->hasFocus());
    QTest::keyClicks(find, "masked plays");
    QCOMPARE(column(f, RunsModel::name), QStringList{"gamma"});
    type(find, "no such run");
    QCOMPARE(column(f, RunsModel::name).size(), 0);
    QCOMPARE(f.text("runsShown"), QString("none fits"));
    find->clear();
    QCOMPARE(column(f, RunsModel::name).size(), 4);
    QVERIFY(f.click("runsGroup.failed"));
    QCOMPARE(column(f, RunsModel::name), QStringList{"delta"});
    QVERIFY(f.find<QAbstractButton>("runsGroup.finished")->text().contains("2"));
    QVERIFY(!f.find<QAbstractButton>("runsGroup.live")->isVisible());
    QVERIFY(f.click("runsGroup.all"));
    QCOMPARE(column(f, RunsModel::name).size(), 4);
  }

  void sortsByNumberNotByText() {
    WindowFixture f;
    writeFew(f);
    QVERIFY(open(f));
    clickHeader(f, RunsModel::best);
    QStringList names = column(f, RunsModel::name);
    QCOMPARE(names.indexOf("alpha"), 0);
    QCOMPARE(names.indexOf("delta"), 3);
    clickHeader(f, RunsModel::best);
    QCOMPARE(column(f, RunsModel::name).indexOf("delta"), 0);
    clickHeader(f, RunsModel::step);  // 7 and 40 before 100
    QCOMPARE(column(f, RunsModel::name).indexOf("delta"), 0);
    QVERIFY(column(f, RunsModel::step)[1].startsWith("40"));
  }

  // Those that are equal in the column stand by age, and turn round with it.
  void equalOnesStandInOneOrder() {
    WindowFixture f;
    writeFew(f);
    QVERIFY(open(f));
    const auto ofNextToken = [&] {
      QStringList names = column(f, RunsModel::name);
      names.removeAll("gamma");  // of another objective
      return names;
    };
    const QStringList newestFirst = ofNextToken();
    QCOMPARE(newestFirst.size(), 3);
    clickHeader(f, RunsModel::objective);
    const QStringList one = ofNextToken();
    clickHeader(f, RunsModel::objective);
    const QStringList other = ofNextToken();
    QCOMPARE(other, QStringList(one.rbegin(), one.rend()));
    QVERIFY2(one == newestFirst || other == newestFirst, qPrintable(one.join(' ')));
  }

  void resumeIsOfferedWhereItHelps() {
    WindowFixture f;
    writeFew(f);
    QVERIFY(open(f));
    const auto offered = [&](const char* action) {
      return !f.find<QAbstractButton>(action)->property("absent").toBool();
    };
    clickRow(f, "alpha");
    QVERIFY(!offered("runsResume"));
    QVERIFY(!offered("runsStop"));
    QVERIFY(offered("runsOpen"));
    clickRow(f, "delta");
    QVERIFY(offered("runsResume"));
    clickRow(f, "gamma", Qt::ControlModifier);  // several: nothing that is for one
    QVERIFY(!offered("runsResume"));
    QVERIFY(!offered("runsOpen"));
    QCOMPARE(f.find<QAbstractButton>("runsRemove")->text(), QString("Remove 2…"));
  }

  void renamesInPlaceAndTakesItBack() {
    WindowFixture f;
    writeFew(f);
    QVERIFY(open(f));
    clickRow(f, "alpha");
    auto* table = f.find<RunsTable>("runsTable");
    QTest::keyClick(table, Qt::Key_F2);
    auto* editor = table->viewport()->findChild<QLineEdit*>();
    QVERIFY(editor);
    QCOMPARE(editor->text(), QString("alpha"));
    type(editor, "omega");
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_VERIFY(column(f, RunsModel::name).contains("omega"));
    const auto folder = root(f) / "runs/20261101-120000-next-token-plays";
    QCOMPARE(readNotes(folder).name, std::string("omega"));
    f.window().undo().undo();
    QTRY_VERIFY(column(f, RunsModel::name).contains("alpha"));
    QCOMPARE(readNotes(folder).name, std::string("alpha"));
    f.window().undo().redo();
    QTRY_COMPARE(readNotes(folder).name, std::string("omega"));
  }

  void notesAreSavedAsTyped() {
    WindowFixture f;
    writeFew(f);
    QVERIFY(open(f));
    clickRow(f, "gamma");
    const auto folder = root(f) / "runs/20261103-120000-masked-lm-plays";
    auto* note = f.find<QPlainTextEdit>("notesNote");
    note->setFocus();
    QTest::keyClicks(note, "left its plateau");
    QTRY_COMPARE(readNotes(folder).note, std::string("left its plateau"));
    auto* tags = f.find<QLineEdit>("notesTags");
    type(tags, "class, week 3,");
    QTest::keyClick(tags, Qt::Key_Return);
    QTRY_COMPARE(readNotes(folder).tags, (std::vector<std::string>{"class", "week 3"}));
    QCOMPARE(readNotes(folder).note, std::string("left its plateau"));
    QCOMPARE(readNotes(folder).name, std::string("gamma"));
    // Found by them, and another run's card shows its own.
    auto* find = f.find<QLineEdit>("runsFind");
    QTRY_VERIFY(f.window().library().run(folder)->tags.size() == 2);
    type(find, "week plateau");
    QTRY_COMPARE(column(f, RunsModel::name), QStringList{"gamma"});
    find->clear();
    clickRow(f, "alpha");
    QVERIFY(note->toPlainText().isEmpty());
    // One step back at a time.
    f.window().undo().undo();
    QTRY_VERIFY(readNotes(folder).tags.empty());
    QCOMPARE(readNotes(folder).note, std::string("left its plateau"));
    f.window().undo().undo();
    QTRY_VERIFY(readNotes(folder).note.empty());
  }

  // What was typed last is not lost when another run is chosen at once.
  void choosingAnotherRunSavesFirst() {
    WindowFixture f;
    writeFew(f);
    QVERIFY(open(f));
    clickRow(f, "alpha");
    QTest::keyClicks(f.find<QPlainTextEdit>("notesNote"), "the first one");
    clickRow(f, "delta");
    QTRY_COMPARE(readNotes(root(f) / "runs/20261101-120000-next-token-plays").note,
                 std::string("the first one"));
    QVERIFY(readNotes(root(f) / "runs/20261104-120000-next-token-plays").note.empty());
  }

  void severalAreRemovedAfterAQuestion() {
    WindowFixture f;
    writeFew(f);
    QVERIFY(open(f));
    clickRow(f, "alpha");
    clickRow(f, "gamma", Qt::ControlModifier);
    QString question;
    bool answer = false;
    dialogs().confirm = [&](QWidget*, const QString& asked, const QString&) {
      question = asked;
      return answer;
    };
    QVERIFY(f.click("runsRemove"));
    QVERIFY2(question.contains("alpha") && question.contains("gamma"), qPrintable(question));
    QCOMPARE(f.window().library().workspace().runFolders().size(), size_t{4});
    answer = true;
    QTest::keyClick(&f.window(), Qt::Key_Delete);
    QTRY_COMPARE(f.window().library().workspace().runFolders().size(), size_t{2});
    QTRY_COMPARE(column(f, RunsModel::name).size(), 2);
    QVERIFY(!column(f, RunsModel::name).contains("alpha"));
  }

  // A teacher's share: seen and compared, not changed.
  void readOnlyPlacesAreProtected() {
    WindowFixture f;
    const std::filesystem::path share = (f.folder() + "/share").toStdString();
    std::filesystem::create_directories(share / "runs");
    writeRun(share,
             {.slug = "20261001-080000-next-token-plays", .name = "theirs", .end = "stopped"});
    writeRun(root(f), {.slug = "20261101-120000-next-token-plays", .name = "mine"});
    qputenv("UNMASK_ROOTS", share.string().c_str());
    const auto restore = qScopeGuard([] { qunsetenv("UNMASK_ROOTS"); });
    QVERIFY(open(f, 2));
    clickRow(f, "theirs");
    QVERIFY(!f.find<QAbstractButton>("runsRemove")->isEnabled());
    QVERIFY(!f.find<QLineEdit>("notesName")->isEnabled());
    QVERIFY(f.find<QAbstractButton>("runsResume")->property("absent").toBool());
    QVERIFY(column(f, RunsModel::state).join(' ').contains("read-only"));
    clickRow(f, "mine");
    QVERIFY(f.find<QAbstractButton>("runsRemove")->isEnabled());
    QVERIFY(f.find<QLineEdit>("notesName")->isEnabled());
  }

  void checkedRunsShareOneChart() {
    WindowFixture f;
    writeFew(f);
    QVERIFY(open(f));
    auto* table = f.find<RunsTable>("runsTable");
    auto* chart = f.find<Chart>("compareChart");
    const auto check = [&](const QString& name) {
      const int row = static_cast<int>(column(f, RunsModel::name).indexOf(name));
      const QRect cell = table->visualRect(table->model()->index(row, RunsModel::compared));
      QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                        QPoint(cell.left() + theme().px(14), cell.center().y()));
    };
    const auto labels = [&] {
      chart->redrawNow();
      QStringList names = chart->endLabels();
      names.sort();
      return names;
    };
    // Unchecked: the one in hand.
    clickRow(f, "alpha");
    QTRY_COMPARE(labels().size(), 1);
    QVERIFY(labels()[0].startsWith("alpha"));
    check("alpha");
    check("gamma");
    QTRY_COMPARE(labels().size(), 2);
    QVERIFY(labels()[0].startsWith("alpha") && labels()[1].startsWith("gamma"));
    clickRow(f, "delta");  // does not change what is checked
    QCOMPARE(labels().size(), 2);
    QTest::keyClick(table, Qt::Key_Space);
    QTRY_COMPARE(labels().size(), 3);

    // Another measure; each point once.
    auto* measure = f.find<QComboBox>("compareMeasure");
    measure->setCurrentIndex(measure->findData("loss/train"));
    QTRY_VERIFY(!chart->content().curves.empty() &&
                chart->content().curves.begin()->first.endsWith("loss/train"));
    for (const auto& [id, curve] : chart->content().curves)
      QCOMPARE(curve.points->size(), size_t{id.contains("1104") ? 7u : 100u});
    // Both losses: the split is told by the dash.
    measure->setCurrentIndex(measure->findData("losses"));
    QTRY_COMPARE(chart->content().curves.size(), size_t{6});
    for (const auto& [id, curve] : chart->content().curves)
      QCOMPARE(curve.style.dashed, id.endsWith("validation"));
    QVERIFY(f.click("compareUncheck"));
    QTRY_COMPARE(chart->content().curves.size(), size_t{2});
  }

  void beyondTheColoursTheRestIsGrey() {
    WindowFixture f;
    for (int i = 0; i < 12; ++i)
      writeRun(root(f), {.slug = QString("202611%1-120000-next-token-plays")
                                     .arg(i + 1, 2, 10, QChar('0'))
                                     .toStdString(),
                         .name = QString("run %1").arg(i).toStdString(),
                         .best = 2 + 0.1 * i});
    QVERIFY(open(f, 12));
    auto* table = f.find<RunsTable>("runsTable");
    table->setFocus();
    QTest::keyClick(table, Qt::Key_A, Qt::ControlModifier);
    auto* chart = f.find<Chart>("compareChart");
    QTRY_COMPARE(chart->content().curves.size(), static_cast<size_t>(CompareCard::kColoured));
    QTRY_VERIFY(f.text("compareHint").contains("grey"));
    std::set<int> colours;
    for (const auto& [id, curve] : chart->content().curves) colours.insert(curve.style.run);
    QCOMPARE(colours.size(), static_cast<size_t>(CompareCard::kColoured));
  }

  void settingsThatDiffer() {
    WindowFixture f;
    writeRun(root(f), {.slug = "20261101-120000-next-token-plays", .name = "slow"});
    writeRun(
        root(f),
        {.slug = "20261102-120000-next-token-plays", .name = "fast", .change = [](RunSpec& spec) {
           spec.train.learningRate = 0.01;
           spec.model.bias = true;
         }});
    QVERIFY(open(f, 2));
    clickRow(f, "slow");
    QVERIFY(f.click("compareSettings"));
    QTRY_VERIFY(f.text("compareHint").contains("second run"));
    clickRow(f, "fast", Qt::ControlModifier);
    auto* differences = f.find<QTableView>("compareDifferences");
    QTRY_COMPARE(differences->model()->rowCount(), 2);
    QStringList names, cells;
    for (int c = 0; c < 3; ++c)
      names << differences->model()->headerData(c, Qt::Horizontal).toString();
    const auto fast = names.indexOf("fast");
    QVERIFY(fast > 0 && names.contains("slow"));
    for (int row = 0; row < 2; ++row)
      cells << differences->model()->index(row, 0).data().toString() + " " +
                   differences->model()->index(row, static_cast<int>(fast)).data().toString();
    QCOMPARE(cells, (QStringList{"Biases on", "Learning rate 0.01"}));
  }

  void otherTokenizersCompareInBitsPerByteOnly() {
    WindowFixture f;
    writeRun(root(f), {.slug = "20261101-120000-next-token-plays", .name = "letters"});
    writeRun(
        root(f),
        {.slug = "20261102-120000-next-token-plays", .name = "pieces", .change = [](RunSpec& spec) {
           spec.tokenizer.hash = std::string(64, 'c');
           spec.pieces = 4096;
         }});
    QVERIFY(open(f, 2));
    clickRow(f, "letters");
    QVERIFY(f.text("compareIncomparable").isEmpty());
    clickRow(f, "pieces", Qt::ControlModifier);
    QTRY_VERIFY(!f.text("compareIncomparable").isEmpty());
    QVERIFY(f.click("compareBits"));
    QTRY_VERIFY(f.text("compareIncomparable").isEmpty());
    QCOMPARE(f.find<QComboBox>("compareMeasure")->currentData().toString(),
             QString("bits_per_byte/validation"));
  }

  // Another objective is another task: nothing makes their losses comparable.
  void otherObjectivesAreSaidToBeOther() {
    WindowFixture f;
    writeRun(root(f), {.slug = "20261101-120000-next-token-plays", .name = "text"});
    writeRun(root(f), {.slug = "20261102-120000-contrastive-digits",
                       .name = "views",
                       .objective = "contrastive",
                       .change = [](RunSpec& spec) { spec.tokenizer = {}; }});
    writeRun(root(f), {.slug = "20261103-120000-contrastive-digits",
                       .name = "fewer",
                       .objective = "contrastive",
                       .change = [](RunSpec& spec) {
                         spec.tokenizer = {};
                         spec.train.batchSize /= 2;
                       }});
    QVERIFY(open(f, 3));
    clickRow(f, "text");
    QTRY_COMPARE(f.find<Chart>("compareChart")->content().valueName, QString("nats per token"));
    clickRow(f, "views", Qt::ControlModifier);
    QTRY_VERIFY(f.text("compareIncomparable").contains("objectives"));
    QVERIFY(!f.text("compareIncomparable").contains("tokenizers"));
    QVERIFY(!f.find("compareBits")->isVisible());
    // The unit changes with the curves, once they are read.
    QTRY_COMPARE(f.find<Chart>("compareChart")->content().valueName, QString());
    // One objective, but 2N - 1 candidates for two N.
    clickRow(f, "views");
    QTRY_COMPARE(f.find<Chart>("compareChart")->content().valueName, QString("nats per view"));
    QVERIFY(f.text("compareIncomparable").isEmpty());
    clickRow(f, "fewer", Qt::ControlModifier);
    QTRY_VERIFY(f.text("compareIncomparable").contains("candidates"));
  }

  // A residual network has no layers, width and context, and no tokenizer.
  void figuresAreThoseOfTheModel() {
    WindowFixture f;
    writeRun(root(f), {.slug = "20261101-120000-next-token-plays", .name = "text"});
    writeRun(root(f), {.slug = "20261102-120000-contrastive-digits",
                       .name = "views",
                       .objective = "contrastive",
                       .change = [](RunSpec& spec) {
                         spec.tokenizer = {};
                         spec.pictureModel.encoder = "resnet20";
                       }});
    QVERIFY(open(f, 2));
    const auto labels = [&] {
      QStringList all;
      for (const auto& [label, value] : f.find<Figures>("runFigures")->rows()) all << label;
      return all;
    };
    clickRow(f, "text");
    QTRY_VERIFY(labels().contains("Layers") && labels().contains("Tokenizer"));
    clickRow(f, "views");
    QTRY_VERIFY(labels().contains("Encoder"));
    for (const char* no : {"Layers", "Width", "Context", "Tokenizer"})
      QVERIFY2(!labels().contains(no), no);
  }

  // A live run's curve grows while it is looked at, without reading the old part again.
  void curvesGoOnWithTheRun() {
    WindowFixture f;
    const auto folder = writeRun(
        root(f),
        {.slug = "20261101-120000-next-token-plays", .name = "alpha", .done = 50, .end = ""});
    QVERIFY(open(f, 1));
    auto* measure = f.find<QComboBox>("compareMeasure");
    measure->setCurrentIndex(measure->findData("loss/train"));
    auto* chart = f.find<Chart>("compareChart");
    const auto points = [&] {
      const auto& curves = chart->content().curves;
      return curves.empty() ? size_t{0} : curves.begin()->second.points->size();
    };
    QTRY_COMPARE(points(), size_t{50});
    auto store = RunStoreWriter::open(folder, [](bool) {});
    QVERIFY(store.has_value());
    RecordBatch records;
    // A resumed run goes over its last steps again: the newer points count.
    for (int64_t step = 40; step < 70; ++step)
      records.points.push_back({0, 0, "loss/train", step, 1.0});
    (*store)->append(std::move(records));
    QVERIFY((*store)->flush(10'000));
    f.window().library().refresh();
    QTRY_COMPARE(points(), size_t{70});
    QCOMPARE((*chart->content().curves.begin()->second.points)[45].y(), 1.0);
  }

  void everyPointIsExported() {
    WindowFixture f;
    writeFew(f);
    QVERIFY(open(f));
    clickRow(f, "alpha");
    clickRow(f, "delta", Qt::ControlModifier);
    const QString file = f.folder() + "/points.csv";
    dialogs().saveFile = [&](QWidget*, const QString&, const QString&, const QString&) {
      return file;
    };
    auto* menu = f.find<QMenu>("compare.saveMenu");
    QAction* csv = nullptr;
    for (QAction* action : menu->actions())
      if (action->text().startsWith("CSV")) csv = action;
    QVERIFY(csv);
    csv->trigger();
    QTRY_VERIFY(QFileInfo::exists(file));
    QFile written(file);
    QVERIFY(written.open(QIODevice::ReadOnly));
    const QByteArray text = written.readAll();
    QVERIFY(text.startsWith("run,seq,segment,series,step,value\n"));
    QCOMPARE(text.count("run,"), 1);
    QCOMPARE(text.count("20261101-120000-next-token-plays,"), 211);
    QCOMPARE(text.count("20261104-120000-next-token-plays,"), 15);
    QTRY_VERIFY(f.text("messageWhat").contains("226"));
  }

  void newRunFromOneOfThem() {
    WindowFixture f;
    writeRun(root(f), {.slug = "20261101-120000-next-token-plays",
                       .name = "alpha",
                       .change = [](RunSpec& spec) { spec.train.learningRate = 5e-4; }});
    QVERIFY(open(f, 1));
    clickRow(f, "alpha");
    QVERIFY(f.click("runsAgain"));
    QCOMPARE(f.window().page(), PageId::train);
    QCOMPARE(f.window().choices().spec().train.learningRate, 5e-4);
    QVERIFY(f.text("changesHeading").contains("alpha"));
  }

  void stateComesBack() {
    WindowFixture f;
    writeFew(f);
    QVERIFY(open(f));
    f.find<QLineEdit>("runsFind")->setText("plays");
    clickHeader(f, RunsModel::best);
    clickRow(f, "gamma");
    QTest::keyClick(f.find<RunsTable>("runsTable"), Qt::Key_Space);
    auto* page = f.window().findChild<RunsPage*>();
    const QJsonObject before = page->state();
    QCOMPARE(runsStateFromJson(before).compared.size(), 1);
    page->restore(before);
    QCOMPARE(page->state(), before);
    f.close();
    QVERIFY(open(f, 3));
    QTRY_COMPARE(f.window().findChild<RunsPage*>()->state(), before);
    // Nonsense is passed over.
    const RunsState nothing = runsStateFromJson(
        {{"group", 77}, {"sortColumn", "x"}, {"compared", QJsonArray{1, 2}}, {"new", true}});
    QCOMPARE(nothing, RunsState{});
  }
};

QTEST_MAIN(RunsPageTest)
#include "runs_page_test.moc"
