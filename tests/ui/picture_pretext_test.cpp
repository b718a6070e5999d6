// The Pretext page for picture objectives: what is shown is what training gets, every draw is said,
// answers can be covered, and all of it works from the keyboard.
#include <QJsonArray>
#include <QJsonDocument>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSpinBox>
#include <cmath>
#include <map>

#include "core/corpus/pictures/shapes.h"
#include "core/dataset/batches.h"
#include "tests/corpus/picture_files.h"
#include "tests/ui/window_fixture.h"
#include "ui/data/picture_grid.h"
#include "ui/pretext/picture_canvas.h"
#include "ui/pretext/picture_preview.h"
#include "ui/pretext/picture_roles.h"
#include "ui/pretext/pretext_page.h"
#include "ui/pretext/preview_source.h"
#include "ui/widgets/dialogs.h"

using namespace unmask;

class PicturePretextTest : public QObject {
  Q_OBJECT

  static bool openShapes(WindowFixture& f, const char* objective, QSize size = {1280, 800}) {
    if (!f.open(size) || !f.click("sample.shapes")) return false;
    const bool imported = QTest::qWaitFor(
        [&] {
          const CorpusEntry* chosen = f.window().choices().corpus();
          return chosen && chosen->info.slug == "shapes" && !f.window().jobs().busy();
        },
        120'000);
    return imported && f.click("goPretext") && f.click(QString("objective.") + objective) &&
           QTest::qWaitFor([&] { return canvas(f, 0, 0) && canvas(f, 0, 0)->isVisible(); }, 30'000);
  }
  static PictureCanvas* canvas(WindowFixture& f, int example, int tile) {
    return f.window().findChild<PictureCanvas*>(
        QString("pictureCanvas.%1.%2").arg(example).arg(tile));
  }
  static QString words(WindowFixture& f, int example, int tile) {
    return f.text(QString("pictureWords.%1.%2").arg(example).arg(tile));
  }
  static PictureBatches batches(WindowFixture& f) {
    auto opened = PictureBatches::open(f.window().choices().spec(),
                                       f.window().choices().corpus()->folder, Access::pread);
    return std::move(*opened);
  }
  static void clickPatch(PictureCanvas* canvas, int patch) {
    QTest::mouseClick(canvas, Qt::LeftButton, {}, canvas->patchRect(patch).center());
  }
  // What the canvas paints in the middle of a patch.
  static QColor paintedAt(PictureCanvas* canvas, int patch) {
    return canvas->grab().toImage().pixelColor(canvas->patchRect(patch).center());
  }
  static void picture(WindowFixture& f, const QString& name) {
    if (!qEnvironmentVariableIsSet("UNMASK_TEST_PICTURES")) return;
    const QString folder = qEnvironmentVariable("UNMASK_TEST_PICTURES") + "/";
    for (const auto& [of, size] : {std::pair("usual", QSize(1280, 800)),
                                   {"small", QSize(1024, 700)},
                                   {"large", QSize(1920, 1080)}})
      for (const ThemeMode mode : {ThemeMode::light, ThemeMode::dark}) {
        f.window().resize(size);
        theme().setMode(mode);
        QTest::qWait(700);
        f.window().grab().save(folder + name + "-" + of +
                               (mode == ThemeMode::dark ? "-dark.png" : "-light.png"));
      }
    theme().setMode(ThemeMode::light);
    theme().setScalePercent(200);
    f.window().resize(1920, 1080);
    QTest::qWait(700);
    f.window().grab().save(folder + name + "-large-200.png");
    theme().setScalePercent(100);
    f.window().resize(1280, 800);
    QTest::keyClick(f.window().findChild<QWidget*>("pictureExamplesCard"), Qt::Key_F11);
    QTest::qWait(700);
    f.window().grab().save(folder + name + "-full.png");
    QTest::keyClick(&f.window(), Qt::Key_Escape);
  }

 private Q_SLOTS:
  void aTextObjectiveLeadsToOneThatFits() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(f.click("sample.shapes"));
    QTRY_VERIFY_WITH_TIMEOUT(f.window().choices().corpus() && !f.window().jobs().busy(), 120'000);
    f.window().choices().setObjective("next-token");
    QVERIFY(f.click("goPretext"));
    QTRY_VERIFY(f.text("unfitReason").contains("pictures with captions"));
    for (const char* ofText : {"sentence", "sentenceCard", "examplesCard", "tensorsCard"})
      if (auto* card = f.window().findChild<QWidget*>(ofText)) QVERIFY2(!card->isVisible(), ofText);
    QVERIFY(f.click("unfitHelp"));
    QTRY_VERIFY(canvas(f, 0, 0) && canvas(f, 0, 0)->isVisible());
    QVERIFY(!f.find("unfitReason")->isVisible());
    QCOMPARE(findObjective(f.window().choices().objective())->family, Family::pictures);
  }

  void patchesAreThoseOfTheDraw() {
    WindowFixture f;
    QVERIFY(openShapes(f, "masked-pixels"));
    const PictureExample drawn = batches(f).previewExample(0, 0);
    const PatchMask& mask = drawn.patches;
    QCOMPARE(words(f, 0, 2), QString("16 of 64 patches\n25 %"));
    QVERIFY(words(f, 0, 3).startsWith("48 of 64 patches\n75 %"));
    QVERIFY(words(f, 0, 0).contains(QString("crop %1 × %2 at %3, %4")
                                        .arg(drawn.views[0].crop.width)
                                        .arg(drawn.views[0].crop.height)
                                        .arg(drawn.views[0].crop.left)
                                        .arg(drawn.views[0].crop.top)));
    // The rest of the first tile's draws are folded away until they are asked for.
    QVERIFY(!words(f, 0, 0).contains("mirrored"));
    QVERIFY(f.find<QAbstractButton>("pictureMore.0.0")->text().contains("2 more"));
    QVERIFY(f.click("pictureMore.0.0"));
    QTRY_VERIFY(words(f, 0, 0).contains("mirrored"));
    QCOMPARE(words(f, 0, 0).contains("not mirrored"), !drawn.views[0].flipped);
    // A hidden patch says so, and is not painted where the encoder's patches are.
    const auto hidden = static_cast<int>(mask.shuffle.back());
    const auto visible = static_cast<int>(mask.shuffle.front());
    QCOMPARE(paintedAt(canvas(f, 0, 2), visible), paintedAt(canvas(f, 0, 1), visible));
    QVERIFY(paintedAt(canvas(f, 0, 2), hidden) != paintedAt(canvas(f, 0, 1), hidden));
    QCOMPARE(paintedAt(canvas(f, 0, 3), visible), paintedAt(canvas(f, 0, 2), hidden));  // no loss
    clickPatch(canvas(f, 0, 2), hidden);
    QTRY_VERIFY(f.text("patchDetail").contains(QString("Patch %1, ").arg(hidden + 1)));
    QVERIFY(f.text("patchDetail").contains("hidden"));
    QVERIFY(f.text("patchDetail").contains(QString::number(mask.noise[size_t(hidden)], 'f', 4)));
    QCOMPARE(canvas(f, 0, 1)->patch(), hidden);  // chosen in every tile
    clickPatch(canvas(f, 0, 1), visible);
    QTRY_VERIFY(f.text("patchDetail").contains("visible"));
    QTest::keyClick(canvas(f, 0, 1), Qt::Key_End);
    QTRY_COMPARE(canvas(f, 0, 2)->patch(), 63);
    QTest::keyClick(canvas(f, 0, 1), Qt::Key_Left);
    QTRY_COMPARE(canvas(f, 0, 2)->patch(), 62);
    picture(f, "masked-pixels");
  }

  void settingsAreLiveAndRerollsTakeOtherDraws() {
    WindowFixture f;
    QVERIFY(openShapes(f, "masked-pixels"));
    QCOMPARE(f.text("pictureHeading.0"), QString("Draw 1"));
    const QString before = words(f, 0, 0);
    QVERIFY(f.click("pretextReroll"));
    QTRY_COMPARE(f.text("pictureHeading.0"), QString("Draw 3"));
    QTRY_VERIFY(words(f, 0, 0) != before);
    QVERIFY(f.text("modeNote").contains("not part of a run"));
    QVERIFY(f.click("morePictureDraws"));
    QTRY_COMPARE(f.text("pictureHeading.2"), QString("Draw 5"));
    f.window().choices().spec().objectiveSettings =
        MaskedPixelsSettings{.patch = 8, .maskRatio = .5};
    f.window().choices().settingsEdited();
    QTRY_COMPARE(words(f, 0, 2), QString("8 of 16 patches\n50 %"));
    // What cannot be says why, and nothing old stays beside it.
    f.window().choices().spec().objectiveSettings = MaskedPixelsSettings{.patch = 5};
    f.window().choices().settingsEdited();
    QTRY_VERIFY(f.text("pictureProblem").contains("\"View size\""));
    QVERIFY(!canvas(f, 0, 0)->isVisible());
  }

  void theBatchIsTheBatch() {
    WindowFixture f;
    QVERIFY(openShapes(f, "masked-pixels"));
    QVERIFY(f.click("modeBatch"));
    auto* step = f.find<QSpinBox>("step");
    step->setFocus();
    step->selectAll();
    QTest::keyClicks(step, "7");
    QTest::keyClick(step, Qt::Key_Return);
    const auto batch = Batches::open(f.window().choices().spec(),
                                     f.window().choices().corpus()->folder, Access::pread)
                           ->training(7, 0);
    QTRY_VERIFY(f.text("tensors").contains(QString::fromStdString(hashOf(*batch))));
    QVERIFY(f.text("tensors").contains("pixels uint8 [64, 32, 32, 3]"));
    QVERIFY(
        f.text("pictureHeading.0")
            .startsWith(QString("Example 1 · picture %1 · class")
                            .arg(QLocale().toString(qulonglong(batch->pictures[0].picture + 1)))));
    QVERIFY(f.click("picturesOn"));
    QTRY_VERIFY(f.text("pictureHeading.0").startsWith("Example 5 ·"));
    picture(f, "masked-pixels-batch");
  }

  void answersAreCoveredAndUncovered() {
    WindowFixture f;
    QVERIFY(openShapes(f, "masked-pixels"));
    QTest::keyClick(&f.window(), Qt::Key_H);
    QTRY_VERIFY(words(f, 0, 3).startsWith("Covered"));
    QVERIFY(words(f, 0, 2).startsWith("16 of 64"));  // the question
    QVERIFY(!canvas(f, 1, 0)->isVisible());          // another draw would tell
    auto* covered = canvas(f, 0, 3);
    covered->setFocus();
    QTest::keyClick(covered, Qt::Key_Return);
    QTRY_VERIFY(words(f, 0, 3).startsWith("48 of 64"));
    QTest::keyClick(&f.window(), Qt::Key_H);
    QTRY_VERIFY(canvas(f, 1, 0)->isVisible());
  }

  void picturesAreChosenByNumberAndByCaption() {
    WindowFixture f;
    QVERIFY(openShapes(f, "masked-pixels"));
    QTRY_COMPARE(f.text("itemCaptions"), QString::fromStdString(captionOf(shapeOf(0))));
    QVERIFY(f.click("pictureOn"));
    QTRY_COMPARE(f.text("itemCaptions"), QString::fromStdString(captionOf(shapeOf(1))));
    QVERIFY(f.click("pictureChoose"));
    auto* field = f.find<QLineEdit>("captionSearch");
    const QString wanted = QString::fromStdString(captionOf(shapeOf(9000)));
    QTest::keyClicks(field, wanted);
    QTRY_VERIFY(f.text("chooserAbout").contains(wanted));
    if (qEnvironmentVariableIsSet("UNMASK_TEST_PICTURES"))
      f.find("pictureChooser")
          ->grab()
          .save(qEnvironmentVariable("UNMASK_TEST_PICTURES") + "/chooser.png");
    QVERIFY(f.click("pictureTake"));
    QTRY_COMPARE(f.text("itemCaptions"), wanted);
    auto* page = f.window().findChild<PretextPage*>();
    QVERIFY(page->now().picture != 1);
  }

  void tooFewPicturesForABatchCanBeLookedAt() {
    WindowFixture f;
    QVERIFY(f.open());
    const QString folder = f.folder() + "/photos";
    QDir().mkpath(folder);
    for (int i = 0; i < 30; ++i) {
      QFile file(folder + QString("/%1.png").arg(i));
      QVERIFY(file.open(QIODevice::WriteOnly));
      const std::string bytes = picture_files::png(20, 20, 3, picture_files::smooth(20, 20, 3, i));
      file.write(bytes.data(), static_cast<qint64>(bytes.size()));
    }
    dialogs().openFolder = [folder](QWidget*, const QString&) { return folder; };
    QVERIFY(f.click("openFolder"));
    QTRY_VERIFY_WITH_TIMEOUT(f.window().choices().corpus() && !f.window().jobs().busy(), 60'000);
    QVERIFY(f.click("goPretext"));
    QVERIFY(f.click("objective.contrastive"));
    QTRY_VERIFY(canvas(f, 0, 2) && canvas(f, 0, 2)->isVisible());
    // The preset has fitted itself to them.
    QTRY_VERIFY(f.find("rolesCard")->isVisible());
    QVERIFY(f.text("pictureProblem").isEmpty());
    f.window().choices().spec().train.batchSize = 64;
    f.window().choices().settingsEdited();
    QTRY_VERIFY(f.text("pictureProblem").contains("\"Batch size\""));
    QTRY_VERIFY(canvas(f, 0, 2) && canvas(f, 0, 2)->isVisible());
    QVERIFY(!f.find("rolesCard")->isVisible());
    f.window().choices().spec().train.batchSize = 8;
    f.window().choices().settingsEdited();
    QTRY_VERIFY(f.find("rolesCard")->isVisible());
    QVERIFY(f.text("pictureProblem").isEmpty());
    QTRY_VERIFY(f.find("viewRatesCard")->isVisible());
  }

  void whatWasChosenComesBack() {
    WindowFixture f;
    QVERIFY(openShapes(f, "masked-pixels"));
    QVERIFY(f.click("pictureOn"));
    QVERIFY(f.click("pretextReroll"));
    QTRY_COMPARE(f.text("pictureHeading.0"), QString("Draw 3"));
    clickPatch(canvas(f, 0, 1), 5);
    const PretextState before = f.window().findChild<PretextPage*>()->now();
    QCOMPARE(before.picture, quint64{1});
    f.close();
    QVERIFY(f.open());
    QTRY_COMPARE(f.window().choices().objective(), std::string("masked-pixels"));
    QTRY_VERIFY(canvas(f, 0, 1) && canvas(f, 0, 1)->isVisible());
    QVERIFY(f.window().findChild<PretextPage*>()->now() == before);
    QTRY_COMPARE(canvas(f, 0, 1)->patch(), 5);
  }

  void bothViewsAreOfTheDraw() {
    WindowFixture f;
    QVERIFY(openShapes(f, "contrastive"));
    const PictureExample drawn = batches(f).previewExample(0, 0);
    QCOMPARE(drawn.views.size(), size_t{2});
    for (int v = 0; v < 2; ++v) {
      const ViewDraws& draws = drawn.views[size_t(v)];
      const QString said = words(f, 0, v + 1);
      QVERIFY2(said.contains(QString("crop %1 × %2 at %3, %4")
                                 .arg(draws.crop.width)
                                 .arg(draws.crop.height)
                                 .arg(draws.crop.left)
                                 .arg(draws.crop.top)),
               qPrintable(said));
      QCOMPARE(said.contains("no colour jitter"), !draws.jittered);
      QCOMPARE(said.contains("colours kept"), !draws.grey);
      if (draws.jittered)
        QVERIFY(said.contains(
            QString("contrast × %1").arg(draws.amount(ColourChange::contrast), 0, 'f', 2)));
      QVERIFY(!said.contains("blur"));  // turned off: not said
    }
    QVERIFY(f.text("rolesCount")
                .startsWith(QString::number(f.window().choices().spec().train.batchSize) +
                            " pictures in the batch"));
    QVERIFY(f.text("rolesModelSaid").contains("needs a model"));
    auto* matrix = f.find<RolesMatrix>("rolesMatrix");
    QTRY_VERIFY(matrix->cellRect(0, 0).width() > 4);  // it has its size
    QTest::mouseClick(matrix, Qt::LeftButton, {}, matrix->cellRect(0, 0).center());
    QTRY_VERIFY(f.text("rolesCell").contains("itself"));
    picture(f, "contrastive");
    QTest::keyClick(&f.window(), Qt::Key_H);
    QTRY_VERIFY(words(f, 0, 0).startsWith("Covered"));
    QVERIFY(!words(f, 0, 1).contains("crop"));
    QTest::mouseClick(canvas(f, 0, 0), Qt::LeftButton);
    QTRY_VERIFY(words(f, 0, 1).contains("crop"));
  }

  void onePictureUnderTwoObjectives() {
    WindowFixture f;
    QVERIFY(openShapes(f, "masked-pixels"));
    QVERIFY(f.click("modeCompare"));
    QTRY_VERIFY(f.text("comparedHeading.1").contains("MAE"));
    QVERIFY(f.text("comparedHeading.0").contains("SimCLR"));
    QTRY_VERIFY(f.text("pictureTitle.compared.0.2") == "View 2");
    QCOMPARE(f.text("pictureTitle.compared.1.2"), QString("The encoder sees"));
    QVERIFY(!f.find("pictureExamplesCard")->isVisible());
    QVERIFY(f.find("pictureNumber")->isVisible());
    // Both are of the picture that is chosen, and say what its draw says.
    QVERIFY(f.click("pictureOn"));
    const PictureExample drawn = batches(f).previewExample(1, 0);
    QTRY_VERIFY(f.text("pictureWords.compared.1.0")
                    .contains(QString("crop %1 × %2 at %3, %4")
                                  .arg(drawn.views[0].crop.width)
                                  .arg(drawn.views[0].crop.height)
                                  .arg(drawn.views[0].crop.left)
                                  .arg(drawn.views[0].crop.top)));
    // Two are the fewest.
    QVERIFY(!f.find<QAbstractButton>("compare.contrastive")->isEnabled());
    QVERIFY(!f.find<QAbstractButton>("compare.masked-lm")->isVisible());
    picture(f, "compare-pictures");
  }

  // Few enough to be seen easily stand in a row, and rows are even.
  void tilesStandInEvenRows() {
    WindowFixture f;
    QVERIFY(openShapes(f, "masked-pixels"));
    auto* view = f.find("pictureExample.0");
    const auto places = [&](int width) {
      view->setFixedWidth(width);
      QTest::qWait(0);
      std::map<int, int> rows;  // y -> tiles
      for (int tile = 0; tile < 4; ++tile) ++rows[canvas(f, 0, tile)->mapTo(view, QPoint()).y()];
      std::vector<int> counts;
      for (const auto& [y, count] : rows) counts.push_back(count);
      return counts;
    };
    QTRY_COMPARE(places(1000), (std::vector{4}));
    QTRY_COMPARE(places(440), (std::vector{2, 2}));  // not three and one
    QVERIFY(canvas(f, 0, 0)->width() > 200);
  }

  static std::vector<BatchRow> madeUpRows(const std::vector<std::pair<uint64_t, QString>>& rows) {
    std::vector<BatchRow> all;
    for (const auto& [picture, caption] : rows) {
      BatchRow row;
      row.picture = picture;
      row.caption = caption;
      for (const QChar c : caption) row.ids.push_back(c.unicode());
      all.push_back(row);
    }
    return all;
  }

  void theTableOfRolesSaysWhoBelongsTogether() {
    // Recipes 5.1: the target of view i is view i + N.
    QCOMPARE(roleOf(3, 3, 8), BatchRole::self);
    QCOMPARE(roleOf(3, 11, 8), BatchRole::positive);
    QCOMPARE(roleOf(11, 3, 8), BatchRole::positive);
    QCOMPARE(roleOf(3, 12, 8), BatchRole::negative);
    RolesMatrix matrix;
    matrix.resize(300, 300);
    matrix.show(rolesTableOf(madeUpRows({{40, {}}, {7, {}}}), *defaultSpec("contrastive")));
    matrix.QWidget::show();
    QVERIFY(QTest::qWaitForWindowExposed(&matrix));
    QSignalSpy chosen(&matrix, &RolesMatrix::cellChosen);
    QTest::mouseClick(&matrix, Qt::LeftButton, {}, matrix.cellRect(1, 3).center());
    QCOMPARE(chosen.takeFirst(), (QVariantList{1, 3}));
    const RolesTable& table = matrix.table();
    QVERIFY(table.said(1, 3).contains("view 1 of picture 8 and view 2 of picture 8: positive"));
    QVERIFY(table.said(1, 2).contains("negative"));
    QVERIFY(table.said(2, 2).contains("itself"));
    QTest::keyClick(&matrix, Qt::Key_Left);
    QCOMPARE(chosen.takeFirst(), (QVariantList{1, 2}));
    QTest::keyClick(&matrix, Qt::Key_Up);
    QTest::keyClick(&matrix, Qt::Key_Up);
    QCOMPARE(chosen.takeLast(), (QVariantList{0, 2}));  // stays inside
  }

  // However many there are, a cell can be seen: what does not fit scrolls, and follows the keys.
  void cellsOfManyStayLargeEnough() {
    std::vector<std::pair<uint64_t, QString>> pairs;
    for (uint64_t i = 0; i < 64; ++i) pairs.emplace_back(i, QString("caption %1").arg(i));
    RolesCard card;
    card.resize(280, 900);
    RunSpec spec = *defaultSpec("image-text-contrast");
    card.show(madeUpRows(pairs), spec, {});
    card.QWidget::show();
    QVERIFY(QTest::qWaitForWindowExposed(&card));
    auto* matrix = card.findChild<RolesMatrix*>("rolesMatrix");
    auto* area = card.findChild<RolesArea*>("rolesArea");
    QTRY_VERIFY(matrix->cellRect(0, 0).width() >= 6);
    QVERIFY(area->width() < matrix->width());
    QVERIFY(std::abs(area->width() - area->height()) <= 1);
    const auto seen = [&](int row, int column) {
      return area->viewport()->rect().contains(
          matrix->mapTo(area->viewport(), matrix->cellRect(row, column).center()));
    };
    QVERIFY(seen(0, 0) && !seen(63, 63));
    QTest::mouseClick(matrix, Qt::LeftButton, {}, matrix->cellRect(62, 62).center());
    QTest::keyClick(matrix, Qt::Key_Right);
    QTRY_VERIFY(seen(62, 63));
    // Few fill what there is.
    card.show(madeUpRows({{4, "a cat"}, {9, "a dog"}}), spec, {});
    QTRY_COMPARE(matrix->width(), area->viewport()->width());
  }

  void rolesOfPairs() {
    RunSpec spec = *defaultSpec("image-text-contrast");
    const auto rows = madeUpRows({{4, "a cat"}, {9, "a dog"}, {2, "a cat"}});
    RolesTable table = rolesTableOf(rows, spec);
    QCOMPARE(table.role(0, 0), BatchRole::positive);
    QCOMPARE(table.role(0, 1), BatchRole::negative);
    QCOMPARE(table.role(0, 2), BatchRole::excluded);
    QVERIFY(table.said(0, 1).contains("picture 5 and “a dog”: negative"));
    QVERIFY(table.said(2, 0).contains("equal caption"));
    for (const auto& [setting, role] : {std::pair("positive", BatchRole::positive),
                                        {"negative", BatchRole::negative}}) {
      std::get<ImageTextContrastSettings>(spec.objectiveSettings).duplicates = setting;
      QCOMPARE(rolesTableOf(rows, spec).role(0, 2), role);
    }
    // What a model says is added; what is of another batch is not.
    QJsonObject answer{{"similarities", QJsonArray{1, .5, .25, 0, 1, 0, 0, 0, 1}},
                       {"wrong_captions", QJsonArray{1, 0, 1}},
                       {"wrong_pictures", QJsonArray{1, 0, -1}},
                       {"own_shares", QJsonArray{.9, .8, .7}},
                       {"wrong_caption_shares", QJsonArray{.1, .2, .3}},
                       {"wrong_picture_shares", QJsonArray{.1, .2, QJsonValue()}}};
    QVERIFY(addSight(table, answer));
    QVERIFY(table.said(0, 1).contains("cosine 0.500"));
    QVERIFY(table.drawn(0, 1) && table.drawn(1, 0) && table.drawn(2, 1) && !table.drawn(0, 2));
    QVERIFY(table.said(0, 1).contains("wrong partner"));
    QVERIFY(std::isnan(table.wrongPictureShares[2]));
    answer["similarities"] = QJsonArray{1, 2};
    QVERIFY(!addSight(table, answer));
  }

  // A child that answers every question with what the file holds.
  static void pretendWorker(const QString& folder, const QJsonObject& answer) {
    QFile said(folder + "/answer.json"), worker(folder + "/worker.sh");
    QVERIFY(said.open(QIODevice::WriteOnly) && worker.open(QIODevice::WriteOnly));
    said.write(QJsonDocument(answer).toJson(QJsonDocument::Compact) + "\n");
    worker.write(QString("#!/bin/sh\nwhile read -r line; do cat %1/answer.json; done\n")
                     .arg(folder)
                     .toUtf8());
    worker.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    worker.close();
    qputenv("UNMASK_WORKER_PROGRAM", worker.fileName().toUtf8());
  }

  // As if a model had drawn everybody's next in the batch as the wrong partner.
  static QJsonObject sightOf64() {
    QJsonArray similarities, wrong, shares;
    for (int row = 0; row < 64; ++row) {
      wrong.append((row + 1) % 64);
      shares.append((row + 4) / 100.);
      for (int column = 0; column < 64; ++column)
        similarities.append(std::cos(.1 * (row - column)));
    }
    return {{"checkpoint", 750},
            {"similarities", similarities},
            {"wrong_pictures", wrong},
            {"wrong_captions", wrong},
            {"own_shares", shares},
            {"wrong_picture_shares", shares},
            {"wrong_caption_shares", shares}};
  }

  void matchingShowsRolesThenWhatAModelDraws() {
    WindowFixture f;
    QVERIFY(openShapes(f, "image-text-matching"));
    QTRY_VERIFY(f.text("pictureCaption.0").contains("[CLS]"));
    QVERIFY(f.text("picturePartners.0").contains("batch of a step"));
    QVERIFY(f.text("rolesModelSaid").contains("needs a model"));
    QVERIFY(!f.find("rolesModel")->isVisible());
    QVERIFY(f.click("modeBatch"));
    QTRY_VERIFY(f.text("picturePartners.0").contains("needs a model"));
    auto* matrix = f.find<RolesMatrix>("rolesMatrix");
    QCOMPARE(matrix->table().rows(), 64);
    QVERIFY(matrix->table().values.empty());
    picture(f, "matching-roles");

    // A run of these settings, as if it had been trained.
    const Workspace& workspace = f.window().library().workspace();
    const auto run = prepareRun(workspace, f.window().choices().spec(), "matcher");
    QVERIFY(run.has_value());
    pretendWorker(f.folder(), sightOf64());
    f.window().library().refresh();
    QTRY_COMPARE(f.window().library().runs().size(), size_t{1});
    QVERIFY(f.click("picturesOn"));
    QTRY_VERIFY(f.find("rolesModel")->isVisible());
    f.find<QPushButton>("rolesModel")->menu()->actions().last()->trigger();
    QTRY_VERIFY(f.text("rolesModelSaid").contains("at step 750"));
    QVERIFY(f.text("rolesModelSaid").contains("matcher"));
    QVERIFY(f.text("rolesScale").contains("cosines from"));
    QCOMPARE(f.text("pictureHeading.0").section(' ', 1, 1), QString("5"));  // row 4 of the batch
    QVERIFY(f.text("picturePartners.0").contains("match 8"));
    QVERIFY(f.text("wrongCaption.0").contains("[SEP]"));
    QCOMPARE(f.text("pictureTitle.0.2"), QString("Wrong picture"));
    QTest::mouseClick(matrix, Qt::LeftButton, {}, matrix->cellRect(4, 5).center());
    QTRY_VERIFY(f.text("rolesCell").contains("drawn as a wrong partner"));
    picture(f, "matching-model");
    // Covered, nothing tells the answer.
    QTest::keyClick(&f.window(), Qt::Key_H);
    QTRY_VERIFY(f.text("wrongCaption.0").isEmpty() && f.text("pictureCaption.0").isEmpty());
    QTest::keyClick(&f.window(), Qt::Key_H);
    // A model that cannot answer says why, and the roles stay.
    const QString why = "The checkpoint is damaged.";
    pretendWorker(f.folder(), {{"error", why}, {"reason", why}});
    QVERIFY(f.click("picturesOn"));
    QTRY_VERIFY(f.text("rolesModelSaid").contains("damaged"));
    QVERIFY(matrix->table().values.empty());
    qunsetenv("UNMASK_WORKER_PROGRAM");
  }

  void matchingIsComparedWithItsWrongPartners() {
    WindowFixture f;
    QVERIFY(openShapes(f, "image-text-matching"));
    QVERIFY(f.click("modeCompare"));
    // In the catalogue's order it comes second.
    QTRY_VERIFY(f.text("comparedModelSaid.1").contains("needs a model"));
    QVERIFY(f.text("comparedModelSaid.1").contains("63 other pairs"));
    QCOMPARE(f.text("pictureTitle.compared.1.2"), QString("Wrong picture"));
    QCOMPARE(f.text("pictureWords.compared.1.2"), QString("needs a model"));
    QVERIFY(f.text("wrongCaption.compared.1").contains("needs a model"));
    QVERIFY(!f.find("comparedModel.1")->isVisible());
    QVERIFY(f.text("comparedModelSaid.0").isEmpty());
    picture(f, "compare-matching-roles");

    // A run of these settings, as if it had been trained.
    const RunSpec& spec = f.window().choices().spec();
    QVERIFY(prepareRun(f.window().library().workspace(), spec, "matcher").has_value());
    pretendWorker(f.folder(), sightOf64());
    f.window().library().refresh();
    QTRY_VERIFY(f.find("comparedModel.1")->isVisible());
    f.find<QPushButton>("comparedModel.1")->menu()->actions().last()->trigger();
    QTRY_VERIFY(f.text("comparedModelSaid.1").contains("matcher at step 750"));
    QVERIFY(f.text("picturePartners.compared.1").contains("match 4"));
    // Beside the item are the pairs of the step's batch, each at the same draw.
    const auto source = sourceOf(f.window().choices(), f.window().library());
    const auto batches = PictureBatches::open(spec, foldersOf(*source), Access::pread);
    QVERIFY(batches.has_value());
    uint64_t slot = 0;
    while (batches->trainingExample(0, slot).picture == 0) ++slot;
    PictureExample next = batches->previewExample(batches->trainingExample(0, slot).picture, 0);
    QVERIFY(batches->readCaption(next).has_value());
    QString text = f.text("wrongCaption.compared.1");
    text.remove(QRegularExpression("<[^>]*>"));
    for (const int64_t id : next.caption.ids)
      QVERIFY2(text.contains(QString::fromStdString(displayPiece(*source->tokenizer, id))),
               qPrintable(text));
    picture(f, "compare-matching-model");
    // Without a model the roles are there again.
    f.find<QPushButton>("comparedModel.1")->menu()->actions().first()->trigger();
    QTRY_VERIFY(f.text("wrongCaption.compared.1").contains("needs a model"));
    // A model that cannot answer says why.
    const QString why = "The checkpoint is damaged.";
    pretendWorker(f.folder(), {{"error", why}, {"reason", why}});
    QVERIFY(f.click("pictureOn"));
    f.find<QPushButton>("comparedModel.1")->menu()->actions().last()->trigger();
    QTRY_VERIFY(f.text("comparedModelSaid.1").contains("damaged"));
    qunsetenv("UNMASK_WORKER_PROGRAM");
  }

  void contrastOfPairsShowsItsMatrix() {
    WindowFixture f;
    QVERIFY(openShapes(f, "image-text-contrast"));
    QTRY_VERIFY(f.find<RolesMatrix>("rolesMatrix")->table().pairs);
    QVERIFY(f.text("rolesCount").contains("64 pairs in the batch"));
    QVERIFY(f.text("pictureCaption.0").contains("[SEP]"));
    QVERIFY(f.text("picturePartners.0").isEmpty());
    picture(f, "pairs");
  }
};

QTEST_MAIN(PicturePretextTest)
#include "picture_pretext_test.moc"
