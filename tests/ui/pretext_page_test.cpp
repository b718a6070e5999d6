// The Pretext page with real clicks and keys: items, draws, batches, steps, covers, tensors.
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QHeaderView>
#include <QLineEdit>
#include <QListView>
#include <QScrollArea>
#include <QScrollBar>
#include <QShortcut>
#include <QSpinBox>
#include <QTableView>
#include <nlohmann/json.hpp>

#include "core/corpus/encode.h"
#include "core/dataset/batches.h"
#include "core/runs/run_store.h"
#include "tests/ui/window_fixture.h"
#include "ui/pretext/examples_card.h"
#include "ui/pretext/pretext_page.h"
#include "ui/widgets/both_sides.h"
#include "ui/widgets/full_card.h"
#include "ui/widgets/picker.h"
#include "ui/widgets/token_grid.h"
#include "ui/widgets/words.h"

using namespace unmask;

namespace {

constexpr int kLong = 180'000;

}  // namespace

class PretextPageTest : public QObject {
  Q_OBJECT

  std::unique_ptr<WindowFixture> f_;

  PretextPage& page() { return *f_->window().findChild<PretextPage*>(); }
  Choices& choices() { return f_->window().choices(); }
  TokenGrid& grid(int at = 0) { return *f_->window().findChildren<TokenGrid*>()[at]; }
  const Example& shown(int at = 0) { return grid(at).tokens()->example(); }
  QWidget& focus() { return *f_->window().focusWidget(); }
  void key(Qt::Key key) { QTest::keyClick(&f_->window(), key); }
  QString cell(int row, int column, int at = 0) {
    return grid(at).model()->index(row, column).data().toString();
  }
  void clickChip(int row, int column) {
    QTest::mouseClick(grid().viewport(), Qt::LeftButton, {},
                      grid().visualRect(grid().model()->index(row, column)).center());
  }
  int visibleGrids() {
    int visible = 0;
    for (TokenGrid* one : f_->window().findChildren<TokenGrid*>()) visible += one->isVisible();
    return visible;
  }
  // A sentence over what is there, as a person types it.
  void type(const QString& text) {
    auto* sentence = f_->find<QLineEdit>("sentence");
    sentence->setFocus();
    sentence->selectAll();
    QTest::keyClicks(sentence, text);
  }
  void typeNumber(const QString& name, int value) {
    auto* box = f_->find<QSpinBox>(name);
    box->setFocus();
    box->selectAll();
    QTest::keyClicks(box, QString::number(value));
    QTest::keyClick(box, Qt::Key_Return);
  }
  // Of the corpus in the window: arithmetic, a character a piece.
  std::filesystem::path tokens() {
    return tokenFolder(f_->window().library().workspace().root(), choices().corpus()->folder,
                       choices().corpus()->info, *choices().tokenizer()->tokenizer);
  }
  Batch batchOf(const RunSpec& spec, uint64_t step, uint64_t micro = 0) {
    const auto batches = Batches::open(spec, tokens(), Access::pread);
    if (!batches) qFatal("%s", inEnglish(batches.error()).c_str());
    return *batches->training(step, micro);
  }
  // A run that has recorded the batches of its first steps; `wrong`: at that step another hash.
  std::filesystem::path makeRun(const RunSpec& spec, int64_t steps, int64_t wrong = -1) {
    const auto folder = prepareRun(f_->window().library().workspace(), spec, "recorded");
    if (!folder) qFatal("%s", inEnglish(folder.error()).c_str());
    auto writer = RunStoreWriter::open(*folder, [](bool) {});
    for (int64_t step = 0; step < steps; ++step) {
      RecordBatch records;
      records.points.push_back({0, 0, "loss/train", step, 1.0});
      for (int64_t micro = 0; micro < spec.train.accumulate; ++micro) {
        const std::string hash =
            hashOf(batchOf(spec, static_cast<uint64_t>(step), static_cast<uint64_t>(micro)));
        records.hashes.push_back({0, 0, step, micro, step == wrong ? std::string(32, 'a') : hash});
      }
      (*writer)->append(records);
    }
    writer->reset();
    f_->window().library().refresh();
    if (!QTest::qWaitFor([&] { return f_->window().library().run(*folder) != nullptr; }, 10'000))
      qFatal("the run is not listed");
    return *folder;
  }

 private Q_SLOTS:
  void initTestCase() {
    f_ = std::make_unique<WindowFixture>();
    QVERIFY(f_->open());
    // Before there is a corpus nothing fits, and the page says what to do.
    QVERIFY(f_->click("goPretext"));
    QVERIFY(!f_->find<QAbstractButton>("objective.next-token")->isEnabled());
    QVERIFY(f_->text("objectiveReason.next-token").contains("no corpus"));
    QVERIFY(f_->click("objectiveHelp.next-token"));
    QCOMPARE(f_->window().page(), PageId::data);
    QVERIFY(f_->click("sample.arithmetic"));
    QTRY_VERIFY_WITH_TIMEOUT(choices().corpus() && choices().tokenizer(), kLong);
    QTRY_VERIFY_WITH_TIMEOUT(!f_->window().jobs().busy(), kLong);
    QVERIFY(f_->click("goPretext"));
  }
  void cleanupTestCase() { f_.reset(); }

  // Every test begins with masked words of one typed sentence.
  void init() {
    QVERIFY(f_->window().findChild<QDialog*>() == nullptr);
    for (const char* objective : {"next-token", "masked-lm"}) {
      RunSpec& spec = choices().spec(objective);
      const RunSpec before = spec;
      spec = *defaultSpec(objective);
      spec.corpus = before.corpus;
      spec.tokenizer = before.tokenizer;
      spec.pieces = before.pieces;
    }
    choices().settingsEdited();
    page().restore(toJson(PretextState{.sentence = "12+34=46 and 7+8=15"}));
    QVERIFY(f_->click("goPretext"));
    QVERIFY(f_->click("objective.masked-lm"));
    QTRY_VERIFY_WITH_TIMEOUT(visibleGrids() == 2 && shown().inputIds.size() == 19, kLong);
    f_->window().activateWindow();
  }

  void drawsAsManyAsWanted() {
    QCOMPARE(f_->text("modeNote"), QString("typed sentence · not part of a run"));
    const auto first = shown().inputIds;
    for (int i = 0; i < 3; ++i) QVERIFY(f_->click("moreDraws"));
    QTRY_COMPARE(f_->text("pageNote"), QString("5 to 5 of 5"));
    QCOMPARE(page().now().draws, quint64{5});
    QVERIFY(f_->click("examplesBack"));
    QTRY_COMPARE(f_->text("pageNote"), QString("1 to 4 of 5"));
    QCOMPARE(shown().inputIds, first);
    // The next draws are other ones; the settings stay.
    const auto before = toJson(choices().spec());
    QVERIFY(f_->click("pretextReroll"));
    QTRY_COMPARE(page().now().firstDraw, quint64{5});
    QTRY_VERIFY(shown().inputIds != first);
    QVERIFY(toJson(choices().spec()) == before);
    // Each of them is what the core makes of that draw.
    const Encoding encoding = choices().tokenizer()->tokenizer->encode("12+34=46 and 7+8=15");
    const std::vector<int64_t> pieces(encoding.ids.begin(), encoding.ids.end());
    const WordMarks words{std::vector<bool>(static_cast<size_t>(choices().spec().pieces)), {}, {}};
    for (int i = 0; i < 4; ++i)
      QTRY_COMPARE(
          shown(i).inputIds,
          previewExample(choices().spec(), pieces, words, 5 + static_cast<uint64_t>(i)).inputIds);
  }

  void settingsAreLive() {
    auto* chosen = f_->find<QDoubleSpinBox>("pretext.objective.chosen");
    chosen->setFocus();
    chosen->selectAll();
    QTest::keyClicks(chosen, "100");
    QTest::keyClick(chosen, Qt::Key_Tab);
    QTRY_VERIFY(std::ranges::none_of(shown().labels, [](int64_t l) { return l == kNoLoss; }));
    QTRY_VERIFY(f_->text("explanation").contains("Only 19 of 19"));
  }

  void documentsOfTheCorpus() {
    QVERIFY(f_->click("itemFromCorpus"));
    QTRY_VERIFY(f_->text("itemPlace").startsWith("Bytes 0 to "));
    QCOMPARE(f_->text("modeNote"), QString("from the corpus · not part of a run"));
    const QString text = f_->text("itemText");
    const auto corpus = Corpus::open(choices().corpus()->folder);
    QVERIFY(corpus);
    QVERIFY(corpus->text(0, 0, 1000)->starts_with(text.toStdString()));
    QVERIFY(f_->click("documentOn"));
    QTRY_VERIFY(f_->text("itemText") != text);
    QCOMPARE(page().now().documentNumber, quint64{1});
    QVERIFY(corpus->text(1, 0, 1000)->starts_with(f_->text("itemText").toStdString()));
    QVERIFY(f_->click("documentBack"));
    QTRY_COMPARE(f_->text("itemText"), text);
    // Further on in it, with a context that it does not fit into at once.
    choices().spec().model.context = 8;
    choices().settingsEdited();
    QTRY_COMPARE(f_->text("itemText").size(), 8);
    QVERIFY(f_->click("itemLater"));
    QTRY_COMPARE(f_->text("itemText").toStdString(), *corpus->text(0, 8, 8));
    QVERIFY(f_->text("itemPlace").startsWith("Bytes 8 to "));
    QVERIFY(f_->click("itemEarlier"));
    QTRY_VERIFY(f_->text("itemPlace").startsWith("Bytes 0 to 8"));
    // A number beyond the last is no way out of the corpus.
    page().restore({{"documentNumber", 1'000'000'000}});
    QTRY_VERIFY(!f_->text("itemText").isEmpty());
    QVERIFY(f_->click("itemTyped"));
    QTRY_VERIFY(f_->find<QLineEdit>("sentence")->isVisible());
  }

  void theBatchOfAStepWithItsPlaces() {
    QVERIFY(f_->click("modeBatch"));
    typeNumber("step", 7);
    const Batch batch = batchOf(choices().spec(), 7);
    QTRY_VERIFY(f_->text("tensors").contains(QString::fromStdString(hashOf(batch))));
    QCOMPARE(shown().inputIds, batch.examples[0].inputIds);
    QTRY_COMPARE(f_->text("pageNote"), QString("1 to 4 of 12"));
    QVERIFY(f_->click("examplesOn"));
    QVERIFY(f_->click("examplesOn"));
    QTRY_COMPARE(f_->text("pageNote"), QString("9 to 12 of 12"));
    QVERIFY(!f_->find<QAbstractButton>("examplesOn")->isEnabled());
    QTRY_COMPARE(shown(3).inputIds, batch.examples[11].inputIds);
    QVERIFY(grid(3).accessibleName().contains(
        QString("Example 12 · document %1,")
            .arg(countText(static_cast<double>(batch.examples[11].provenance.document + 1)))));
  }

  void aRunsBatchIsProvedByItsHash() {
    RunSpec spec = choices().spec("next-token");
    spec.train.seed = 99;
    spec.train.accumulate = 2;
    const std::filesystem::path run = makeRun(spec, 5, 3);
    // As a point of the run's curve asks for it.
    QVERIFY(f_->click("goTrain"));
    choices().askForBatch(run, 2);
    f_->window().go(PageId::pretext);
    QTRY_VERIFY2(f_->text("batchMatch").contains("Identical to what the run trained on"),
                 qPrintable(f_->text("batchMatch")));
    QCOMPARE(shown().inputIds, batchOf(spec, 2).examples[0].inputIds);
    // The other micro-batch of the step.
    typeNumber("micro", 2);
    QTRY_COMPARE(shown().inputIds, batchOf(spec, 2, 1).examples[0].inputIds);
    QTRY_VERIFY(f_->text("batchMatch").contains("Identical"));
    typeNumber("step", 3);
    QTRY_VERIFY(f_->text("batchMatch").contains("Differs"));
    QVERIFY(f_->text("batchMatch").contains("aaaaaaaaaaaa"));
    typeNumber("step", 5);
    QTRY_VERIFY(f_->text("batchMatch").contains("has not trained on step 5 yet"));
    QVERIFY(f_->text("batchMatch").contains("done 5 steps"));
    // These settings again: nothing to be compared with.
    page().showBatch(2);
    QTRY_VERIFY(f_->text("batchMatch").isEmpty());
    QTRY_COMPARE(shown().inputIds, batchOf(choices().spec(), 2).examples[0].inputIds);
  }

  // List, settings and examples are about one thing: the run whose batch is looked at, and what is
  // chosen as soon as something is chosen.
  void thePageIsAboutOneThing() {
    RunSpec spec = choices().spec("next-token");
    spec.train.seed = 99;
    const std::filesystem::path run = makeRun(spec, 3);
    QCOMPARE(choices().objective(), std::string("masked-lm"));
    QVERIFY(f_->click("goTrain"));
    choices().askForBatch(run, 1);
    f_->window().go(PageId::pretext);
    QTRY_VERIFY(f_->text("batchMatch").contains("Identical"));
    QCOMPARE(choices().objective(), std::string("next-token"));
    QVERIFY(f_->find<QAbstractButton>("objective.next-token")->isChecked());
    QCOMPARE(f_->text("pretext.train.seed"), QString("99"));  // the run's, not to be edited
    QVERIFY(f_->click("objective.masked-lm"));
    QCOMPARE(page().now().run, QString());
    QTRY_VERIFY(f_->text("batchMatch").isEmpty());
    QTRY_COMPARE(shown().inputIds, batchOf(choices().spec(), 1).examples[0].inputIds);
    QVERIFY(f_->find<QSpinBox>("pretext.train.batch_size")->isEnabled());
  }

  void aRunWhoseCorpusIsGoneSaysSo() {
    RunSpec spec = choices().spec("next-token");
    spec.train.seed = 5;
    const std::filesystem::path run = makeRun(spec, 1);
    spec.corpus = {"elsewhere", "0123"};
    QFile file(QString::fromStdString((run / "spec.json").string()));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromStdString(toJson(spec).dump()));
    file.close();
    f_->window().library().refresh();
    QTRY_COMPARE(f_->window().library().run(run)->spec.corpus.slug, std::string("elsewhere"));
    page().showBatchOfRun(run, 0);
    QTRY_VERIFY2(f_->text("previewProblem").contains("corpus elsewhere is missing"),
                 qPrintable(f_->text("previewProblem")));
    page().showBatchOfRun("/nowhere/run", 0);
    QTRY_VERIFY(f_->text("previewProblem").contains("/nowhere/run"));
  }

  void aPresenterStepsThrough() {
    QVERIFY(f_->click("pretextWalk"));
    QCOMPARE(page().now().walk, 0);
    QCOMPARE(visibleGrids(), 1);
    QCOMPARE(cell(TokenModel::input, 0), QString());
    QVERIFY(f_->text("walkSentence").contains("pieces"));
    QTest::keyClick(&focus(), Qt::Key_Space);
    QCOMPARE(page().now().walk, 1);
    QVERIFY(!cell(TokenModel::input, 0).isEmpty());
    QTest::keyClick(&focus(), Qt::Key_PageDown);
    QCOMPARE(page().now().walk, 2);
    QCOMPARE(cell(TokenModel::target, 0), QString());
    QTest::keyClick(&focus(), Qt::Key_PageUp);
    QCOMPARE(page().now().walk, 1);
    for (int i = 0; i < 5; ++i) QTest::keyClick(&focus(), Qt::Key_Space);
    QCOMPARE(page().now().walk, 3);
    QVERIFY(!cell(TokenModel::target, 0).isEmpty());
    QTest::keyClick(&focus(), Qt::Key_Escape);
    QCOMPARE(page().now().walk, -1);
    QTRY_COMPARE(visibleGrids(), 2);
    // In a text field Space is a space, and nothing steps.
    type("a b");
    QCOMPARE(f_->find<QLineEdit>("sentence")->text(), QString("a b"));
    QVERIFY(f_->click("objective.next-token"));
    QVERIFY(f_->click("pretextWalk"));
    QVERIFY(f_->click("walkStep.1"));
    QTRY_VERIFY(f_->text("walkSentence").contains("moved on by one"));
    QVERIFY(f_->click("walkOn"));
    QCOMPARE(page().now().walk, 2);
    QVERIFY(!f_->find<QAbstractButton>("walkOn")->isEnabled());
    QVERIFY(f_->click("walkLeave"));
  }

  // In the full card, which is higher than the window: each step is seen below its explanation.
  void stepsScrollAlongInTheFullCard() {
    f_->window().resize(1024, 560);
    QVERIFY(f_->click("objective.span-corruption"));
    type("1+1=2, 2+2=4, 3+3=6, 4+4=8, 5+5=10, 6+6=12, 7+7=14, 8+8=16, 9+9=18, 10+10=20 and so on "
         "for as long as one likes to add what there is, and a little longer than that.");
    auto* both = f_->find<BothSides>("bothSides.0");
    QTRY_VERIFY_WITH_TIMEOUT(both && both->isVisible(), kLong);
    QVERIFY(f_->click("pretextWalk"));
    toggleFull(f_->window().findChild<ExamplesCard*>());
    auto* area = f_->find<QScrollArea>("fullCardArea");
    const auto inSight = [&](QWidget* of, const QRect& what) {
      return QRect(of->mapTo(area->viewport(), what.topLeft()), what.size());
    };
    const std::pair<int, BothSides::Side> steps[] = {{1, BothSides::pieces},
                                                     {2, BothSides::input},
                                                     {3, BothSides::target},
                                                     {2, BothSides::input},
                                                     {1, BothSides::pieces}};
    const QRect view = area->viewport()->rect();
    for (const auto& [step, side] : steps) {
      while (page().now().walk != step)
        QTest::keyClick(&focus(), page().now().walk < step ? Qt::Key_PageDown : Qt::Key_PageUp);
      auto* said = f_->find<QLabel>("walkSentence");
      QTRY_VERIFY(view.contains(inSight(said, said->rect())));
      const auto shown = [&] { return inSight(both, both->placeOf(side)); };
      QTRY_VERIFY(shown().top() >= inSight(said, said->rect()).bottom());
      QTRY_VERIFY(view.contains(shown().topLeft()));
      QTRY_VERIFY(shown().bottom() <= view.bottom() || shown().height() > view.height() / 2);
    }
    QVERIFY(area->verticalScrollBar()->maximum() > 0);  // it did not fit as a whole
    FullCard::of(&f_->window())->leave();
    QVERIFY(f_->click("walkLeave"));
  }

  void answersAreCoveredAndUncoveredOneByOne() {
    grid().setFocus();
    key(Qt::Key_H);
    QVERIFY(page().now().covered);
    QTRY_COMPARE(cell(TokenModel::target, 2), QString("?"));
    QTRY_COMPARE(visibleGrids(), 1);
    QVERIFY(!f_->find<QLineEdit>("sentence")->isVisible());
    QVERIFY(f_->text("sentenceCovered").contains("Covered"));
    for (const char* told : {"explanation", "itemText"}) QVERIFY(!f_->text(told).contains("sees"));
    clickChip(TokenModel::target, 2);
    QTRY_VERIFY(cell(TokenModel::target, 2) != "?");
    QCOMPARE(cell(TokenModel::target, 3), QString("?"));
    QCOMPARE(page().now().uncovered, (std::set<ChipPlace>{{0, TokenModel::target, 2}}));
    // From the keyboard, too.
    grid().setFocus();
    grid().setCurrentIndex(grid().model()->index(TokenModel::loss, 4));
    QTest::keyClick(&grid(), Qt::Key_Return);
    QTRY_VERIFY(cell(TokenModel::loss, 4) != "?");
    QVERIFY(f_->text("positionDetail").contains("label covered"));
    key(Qt::Key_H);
    QTRY_VERIFY(cell(TokenModel::target, 3) != "?");
    QVERIFY(page().now().uncovered.empty());
  }

  void aPositionTellsItsIdsAndDraws() {
    QVERIFY(f_->text("positionDetail").isEmpty());
    clickChip(TokenModel::input, 3);
    QTRY_VERIFY(f_->text("positionDetail").startsWith("Position 3"));
    QVERIFY(f_->text("positionDetail").contains(QString("id %1").arg(shown().inputIds[3])));
    QVERIFY(f_->text("positionDetail").contains("draw"));
    QTest::keyClick(&grid(), Qt::Key_Right);
    QVERIFY(f_->text("positionDetail").startsWith("Position 4"));
    QCOMPARE(page().now().selected, std::optional(ChipPlace{0, TokenModel::input, 4}));
    // It was of this item.
    type("9+9=18");
    QTRY_VERIFY(f_->text("positionDetail").isEmpty());
  }

  void tensorsHoldEveryValue() {
    QVERIFY(f_->click("modeBatch"));
    const Batch batch = batchOf(choices().spec(), 0);
    QTRY_VERIFY(f_->text("tensors").contains(QString::fromStdString(hashOf(batch))));
    for (const Array& array : batch.arrays)
      QVERIFY(f_->text("tensors").contains(QString::fromStdString(described(array))));
    QVERIFY(f_->click("tensorsOpen"));
    auto* table = f_->find<QTableView>("tensorTable");
    QCOMPARE(table->model()->rowCount(), 12);
    QCOMPARE(table->model()->columnCount(), 64);
    QVERIFY(f_->click("tensor.labels"));
    const auto labels = batch.find("labels")->values<int64_t>();
    for (int row = 0; row < 12; ++row)
      for (int column = 0; column < 64; ++column)
        QCOMPARE(table->model()->index(row, column).data().toString(),
                 QString::number(labels[static_cast<size_t>(row * 64 + column)]));
    table->setCurrentIndex(table->model()->index(0, 0));
    table->selectRow(2);
    QVERIFY(f_->click("tensorCopy"));
    QCOMPARE(QApplication::clipboard()->text().split('\t').size(), 64);
    QVERIFY(f_->click("tensor.attention_mask"));
    QCOMPARE(table->model()->index(0, 0).data().toString(), QString("true"));
    QVERIFY(f_->click("tensorView.close"));
    QTRY_VERIFY(f_->window().findChild<QDialog*>() == nullptr);
  }

  void oneSentenceMakesManyExamples() {
    type("1+2");
    QTRY_COMPARE(f_->text("sentenceFigure"), QString("7"));
    QVERIFY(f_->text("sentenceFormula").contains("2³ − 1"));
    QVERIFY(f_->click("sentenceAll"));
    auto* list = f_->find<QListView>("sentenceAllList");
    QCOMPARE(list->model()->rowCount(), 7);
    QVERIFY(list->model()->index(0, 0).data().toString().startsWith("▢+2"));
    QVERIFY(list->model()->index(6, 0).data().toString().startsWith("▢▢▢"));
    QVERIFY(f_->click("sentenceCopy"));
    QTRY_COMPARE(QApplication::clipboard()->text().count('\n'), 7);
    QVERIFY(f_->click("sentenceView.close"));
    QTRY_VERIFY(f_->window().findChild<QDialog*>() == nullptr);
    QVERIFY(f_->click("objective.next-token"));
    QTRY_COMPARE(f_->text("sentenceFigure"), QString("2"));
    QTRY_VERIFY(f_->find("windowsCard")->isVisible());
    // Far more than anybody could list.
    QVERIFY(f_->click("objective.masked-lm"));
    type(QString("12345678").repeated(8));
    QTRY_VERIFY(f_->text("sentenceFigure").contains("10¹⁹"));
    QVERIFY(f_->click("sentenceAll"));
    QCOMPARE(f_->find<QListView>("sentenceAllList")->model()->rowCount(), 100'000);
    QVERIFY(f_->click("sentenceView.close"));
    QTRY_VERIFY(f_->window().findChild<QDialog*>() == nullptr);
  }

  void ratesAreMeasuredAndDeviationsMarked() {
    QTRY_VERIFY_WITH_TIMEOUT(f_->find("ratesCard")->isVisible(), kLong);
    QVERIFY(f_->text("measured.chosen").contains("±"));
    for (const char* share : {"chosen", "mask", "random", "kept", "unchanged"})
      QVERIFY2(!f_->text(QString("measured.") + share).startsWith("!"), share);
    const AskedRates asked = askedRates({}, 8, 65);
    QVERIFY(std::abs(asked.unchanged - (0.1 + 0.1 / 65)) < 1e-12);
    QVERIFY(std::abs(asked.expected - 0.15 / (1 - std::pow(0.85, 8))) < 1e-12);
    QVERIFY(deviates({600, 1000, 0.01}, 0.5));
    QVERIFY(!deviates({540, 1000, 0.01}, 0.5));
    // Of a Poisson length with mean 3 the lengths that hide something: 3 / (1 - e^-3).
    PreviewRequest request;
    request.source.spec = choices().spec("denoising");
    request.source.tokenizer = choices().tokenizer()->tokenizer;
    request.sentence = "12+34=46 and 7+8=15";
    const auto rates = measureRates(request);
    QVERIFY(rates);
    const auto span = std::find_if(rates->rows.begin(), rates->rows.end(),
                                   [](const Rate& rate) { return QString(rate.id) == "span"; });
    QVERIFY(span != rates->rows.end());
    QVERIFY(std::abs(span->asked - 3 / (1 - std::exp(-3))) < 1e-12);
  }

  void whatDoesNotFitOffersWhatDoes() {
    choices().spec().model.context = 131'072;
    choices().settingsEdited();
    QTRY_VERIFY(!f_->find<QAbstractButton>("objective.masked-lm")->isEnabled());
    QVERIFY(f_->find<QAbstractButton>("objective.next-token")->isEnabled());
    QVERIFY(f_->text("previewProblem").contains("131072"));
    QVERIFY(f_->click("modeBatch"));
    QVERIFY(f_->find<QAbstractButton>("previewHelp")->text().startsWith("Use a context of "));
    QVERIFY(f_->click("previewHelp"));
    QTRY_VERIFY(f_->find<QAbstractButton>("objective.masked-lm")->isEnabled());
    QVERIFY(choices().spec().model.context < 131'072);
    QTRY_VERIFY(f_->text("previewProblem").isEmpty());
    QTRY_VERIFY(visibleGrids() == 4);
  }

  void oneSentenceUnderSeveralObjectives() {
    QVERIFY(f_->click("modeCompare"));
    QTRY_VERIFY(f_->text("comparedHeading.1").contains("BERT"));
    QVERIFY(f_->text("comparedHeading.0").contains("GPT"));
    QVERIFY(!f_->find("examplesCard")->isVisible());
    QVERIFY(f_->find("sentence")->isVisible());
    for (const char* more : {"compare.span-corruption", "compare.denoising"})
      QVERIFY(f_->click(more));
    QTRY_VERIFY(f_->text("comparedHeading.3").contains("BART"));
    // Each is what the core makes of the first draw, with the settings of its own.
    const Encoding encoding = choices().tokenizer()->tokenizer->encode("12+34=46 and 7+8=15");
    const std::vector<int64_t> pieces(encoding.ids.begin(), encoding.ids.end());
    const WordMarks words{std::vector<bool>(static_cast<size_t>(choices().spec().pieces)), {}, {}};
    auto* masked = f_->find<TokenGrid>("comparedGrid.1");
    QVERIFY(masked->isVisible());
    QCOMPARE(masked->tokens()->example().inputIds,
             previewExample(choices().spec("masked-lm"), pieces, words, 0).inputIds);
    QVERIFY(f_->find("comparedSides.2")->isVisible());
    QVERIFY(!f_->find("comparedGrid.2")->isVisible());
    QVERIFY(!f_->text("comparedSaid.2").isEmpty());
    // Rerolling takes the next draw of all.
    QVERIFY(f_->click("pretextReroll"));
    QTRY_COMPARE(masked->tokens()->example().inputIds,
                 previewExample(choices().spec("masked-lm"), pieces, words, page().now().firstDraw)
                     .inputIds);
    // The settings of any of them are at hand, and the chosen objective stays.
    const std::string objective = choices().objective();
    auto* of = f_->find<Picker>("settingsOf");
    QVERIFY(of->isVisible());
    QCOMPARE(of->current(), QString::fromStdString(objective));
    QCOMPARE(of->menu()->actions().size(), 4);
    for (QAction* action : of->menu()->actions())
      if (action->text().contains("Span corruption")) action->trigger();
    QTRY_COMPARE(of->current(), QString("span-corruption"));
    QTRY_VERIFY(!f_->window().findChild<QDoubleSpinBox*>("pretext.objective.chosen"));
    auto* density = f_->find<QDoubleSpinBox>("pretext.objective.density");
    QTRY_VERIFY(density && density->isVisible());
    const QString before = f_->text("comparedSaid.2");
    density->setFocus();
    density->selectAll();
    QTest::keyClicks(density, "45");
    QTest::keyClick(density, Qt::Key_Return);
    QTRY_VERIFY(f_->text("comparedSaid.2") != before);
    QCOMPARE(std::get<SpanCorruptionSettings>(choices().spec("span-corruption").objectiveSettings)
                 .density,
             0.45);
    QCOMPARE(choices().objective(), objective);
    QVERIFY(f_->click("compare.next-token"));
    QTRY_VERIFY(f_->text("comparedHeading.0").contains("BERT"));
    QTRY_VERIFY(!f_->find("comparedHeading.3")->isVisible());
    key(Qt::Key_H);
    QTRY_VERIFY(!f_->find("comparedSaid.0")->isVisible());
    key(Qt::Key_H);
    if (qEnvironmentVariableIsSet("UNMASK_TEST_PICTURES"))
      f_->window().grab().save(qEnvironmentVariable("UNMASK_TEST_PICTURES") + "/compare-text.png");
    QCOMPARE(page().now().compared, (QStringList{"masked-lm", "span-corruption", "denoising"}));
    QVERIFY(f_->click("modeItem"));
    QTRY_VERIFY(f_->find("examplesCard")->isVisible());
    QVERIFY(!of->isVisible());
    QTRY_COMPARE(choices().objective(), objective);
  }

  // A batch of many millions of positions is shown example by example.
  void hugeBatchesAreShownInPart() {
    choices().spec().model.context = 1024;
    choices().spec().train.batchSize = 65'536;
    choices().settingsEdited();
    QVERIFY(f_->click("modeBatch"));
    QTRY_COMPARE_WITH_TIMEOUT(f_->text("pageNote"), QString("1 to 4 of 65,536"), kLong);
    QVERIFY(f_->text("tensors").contains("[65536, 1024]"));
    QVERIFY(f_->text("tensors").contains("Too large"));
    QVERIFY(!f_->find("tensorsOpen")->isVisible());
  }

  void everyControlIsNamed() {
    for (QWidget* widget : page().findChildren<QWidget*>()) {
      const bool control =
          qobject_cast<QAbstractButton*>(widget) || qobject_cast<QLineEdit*>(widget) ||
          qobject_cast<QAbstractSpinBox*>(widget) || qobject_cast<QAbstractItemView*>(widget);
      if (!control || widget->objectName().startsWith("qt_") ||
          qobject_cast<QHeaderView*>(widget) || qobject_cast<QComboBox*>(widget->parentWidget()) ||
          widget->inherits("QTableCornerButton") ||
          QLatin1String(widget->metaObject()->className()).startsWith(QLatin1String("QComboBox")))
        continue;
      QVERIFY2(!widget->objectName().isEmpty(), widget->metaObject()->className());
      auto* button = qobject_cast<QAbstractButton*>(widget);
      QVERIFY2(!widget->accessibleName().isEmpty() || (button && !button->text().isEmpty()) ||
                   !widget->isVisible(),
               qPrintable(widget->objectName()));
    }
  }

  void theStateSurvivesANewWindow() {
    QVERIFY(f_->click("modeBatch"));
    typeNumber("step", 41);
    const QJsonObject state = page().state();
    f_->close();
    QVERIFY(f_->open());
    QCOMPARE(page().state(), state);
    QCOMPARE(f_->find<QSpinBox>("step")->value(), 41);
  }
};

QTEST_MAIN(PretextPageTest)
#include "pretext_page_test.moc"
