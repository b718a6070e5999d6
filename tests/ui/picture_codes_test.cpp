// Picture codes in the window: the roles alone without a picture tokenizer, its codes once a worker
// has answered, what a worker that fails leaves, and which tokenizer is whose.
#include <QLineEdit>
#include <QTableView>
#include <algorithm>
#include <set>

#include "core/corpus/pictures/shapes.h"
#include "core/dataset/picture_batches.h"
#include "core/spec/picture_tokenizer_info.h"
#include "tests/ui/window_fixture.h"
#include "ui/pretext/picture_canvas.h"
#include "ui/theme/code_colours.h"
#include "ui/train/run_dialogs.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/parts.h"

using namespace unmask;

class PictureCodesTest : public QObject {
  Q_OBJECT

  static bool openShapes(WindowFixture& f, const char* objective) {
    if (!f.open() || !f.click("sample.shapes")) return false;
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
  static QString words(WindowFixture& f, int tile) {
    return f.text(QString("pictureWords.0.%1").arg(tile));
  }
  static bool writeTokenizer(WindowFixture& f, const char* slug, int64_t size, int64_t patch) {
    PictureTokenizerInfo info;
    info.name = std::string("The ") + slug;
    info.size = size;
    info.shape = {3, patch, 128, 32, 64, 2};
    info.weights = std::string(64, 'a');
    info.run = "a-run";
    info.step = 500;
    const std::filesystem::path folder =
        std::filesystem::path(f.folder().toStdString()) / "lab" / "tokenizers" / slug;
    std::filesystem::create_directories(folder);
    return writePictureTokenizerInfo(folder, info).has_value();
  }
  // A worker that answers `derive` with `answer`, a line of shell.
  static void useWorker(WindowFixture& f, const QByteArray& answer) {
    const QString path = f.folder() + "/worker";
    QFile script(path);
    if (!script.open(QIODevice::WriteOnly)) qFatal("no script");
    script.write(
        "#!/bin/bash\n[ \"$1\" = derive ] || { echo '[]'; exit 0; }\n"
        "row=$(seq -s, 64 127)\nwhile read -r line; do\n"
        "id=$(sed 's/.*\"id\":\\([0-9]*\\).*/\\1/' <<< \"$line\")\n" +
        answer + "\ndone\n");
    script.setPermissions(script.permissions() | QFileDevice::ExeOwner);
    script.close();
    qputenv("UNMASK_WORKER_PROGRAM", path.toUtf8());
  }

 private Q_SLOTS:
  void cleanup() { qunsetenv("UNMASK_WORKER_PROGRAM"); }

  void numbersCanBeReadOnEveryColour() {
    for (const Palette* palette : {&lightPalette(), &darkPalette()}) {
      std::set<QRgb> different;
      for (int code = 0; code < 8192; ++code) {
        QVERIFY(contrast(palette->text, codeColour(code, *palette)) >= 4.5);
        if (code < 128) different.insert(codeColour(code, *palette).rgb());
      }
      QCOMPARE(different.size(), size_t(128));
    }
  }

  void withoutATokenizerTheRolesAreShown() {
    WindowFixture f;
    QVERIFY(openShapes(f, "masked-tokens"));
    QTRY_VERIFY(f.text("codesNote").startsWith("Needs a picture tokenizer"));
    const BlockMask mask =
        PictureBatches::open(f.window().choices().spec(), f.window().choices().corpus()->folder,
                             Access::pread)
            ->previewExample(0, 0)
            .blocks;
    QVERIFY2(words(f, 2).startsWith(QString("%1 of 64 patches").arg(64 - mask.hidden)),
             qPrintable(words(f, 2)));
    QVERIFY(words(f, 3).startsWith(QString("%1 of 64 patches").arg(mask.hidden)));
    QVERIFY(words(f, 3).contains("no codes yet"));
    const auto hidden = static_cast<int>(std::ranges::find(mask.mask, 1) - mask.mask.begin());
    QTest::mouseClick(canvas(f, 0, 1), Qt::LeftButton, {},
                      canvas(f, 0, 1)->patchRect(hidden).center());
    QTRY_VERIFY(f.text("patchDetail").contains("hidden by block"));
    // Training must wait, and says for what.
    QVERIFY(f.click("pretextTrain"));
    QTRY_VERIFY(f.text("specProblem").contains("picture tokenizer"));
    QVERIFY(f.click("goPretext"));
    QVERIFY(f.click("codesHelp"));
    QTRY_COMPARE(f.window().choices().objective(), std::string("picture-tokenizer"));
    QTRY_VERIFY(f.text("codesNote").startsWith("Needs a model"));
  }

  void theTokenizerIsAskedForItsCodes() {
    WindowFixture f;
    QVERIFY(writeTokenizer(f, "first", 32, 4));
    useWorker(f, "echo \"{\\\"id\\\":$id,\\\"codes\\\":[[$row],[$row],[$row],[$row]]}\"");
    QVERIFY(openShapes(f, "masked-tokens"));
    QTRY_VERIFY(f.text("codesNote").contains("Codes by the picture tokenizer The first"));
    QVERIFY(f.text("codesNote").contains("step 500 of a-run"));
    QTRY_VERIFY(words(f, 3).contains("different codes: 64"));
    QTest::mouseClick(canvas(f, 0, 3), Qt::LeftButton, {}, canvas(f, 0, 3)->patchRect(9).center());
    QTRY_VERIFY(f.text("patchDetail").contains("code 73"));
    QCOMPARE(f.window().choices().spec().tokenizer.slug, std::string("first"));
    QCOMPARE(f.window().choices().spec().pieces, int64_t(128));
    // Covered they are not told.
    QTest::keyClick(&f.window(), Qt::Key_H);
    QTRY_VERIFY(words(f, 3).startsWith("Covered"));
  }

  void aWorkerThatFailsIsSaid() {
    WindowFixture f;
    QVERIFY(writeTokenizer(f, "first", 32, 4));
    useWorker(f, "echo 'The codebook fell down.' >&2; exit 3");
    QVERIFY(openShapes(f, "masked-tokens"));
    QTRY_VERIFY(f.text("codesNote").contains("The codebook fell down."));
    QVERIFY(canvas(f, 0, 2)->isVisible());
  }

  void theTokenizerDecidesTheViews() {
    WindowFixture f;
    QVERIFY(writeTokenizer(f, "first", 32, 4));
    QVERIFY(writeTokenizer(f, "large", 64, 8));
    useWorker(f, "echo \"{\\\"id\\\":$id,\\\"codes\\\":[[$row],[$row],[$row],[$row]]}\"");
    QVERIFY(openShapes(f, "masked-tokens"));
    Choices& choices = f.window().choices();
    QTRY_COMPARE(choices.spec().tokenizer.slug, std::string("first"));
    choices.setPictureTokenizer("large");
    QCOMPARE(choices.spec().tokenizer.slug, std::string("large"));
    const auto& settings = std::get<MaskedTokensSettings>(choices.spec().objectiveSettings);
    QCOMPARE(settings.view.size, int64_t(64));
    QCOMPARE(settings.patch, int64_t(8));
    QTRY_VERIFY(f.text("codesNote").contains("The large"));
    // Texts have other tokenizers, and never these.
    QVERIFY(f.window().library().tokenizer("large") == nullptr);
    QCOMPARE(f.window().library().pictureTokenizers().size(), size_t(2));
    choices.setObjective("next-token");
    QVERIFY(choices.spec().tokenizer.slug != "large");
  }

  void theDataPageListsThem() {
    WindowFixture f;
    QVERIFY(writeTokenizer(f, "first", 32, 4));
    QVERIFY(writeTokenizer(f, "large", 64, 8));
    QVERIFY(openShapes(f, "masked-tokens"));
    QVERIFY(f.click("goData"));
    QVERIFY(!f.find("pictureTokenizerCard")->isVisible());  // the corpus is shown
    QVERIFY(f.click("dataTokenizer"));
    auto* list = f.find<QTableView>("pictureTokenizerList");
    QTRY_VERIFY(list->isVisible());
    QTRY_COMPARE(list->model()->rowCount(), 2);
    const QModelIndex large = list->model()->index(1, 0);
    QVERIFY2(large.data().toString().startsWith("The large: 128 codes"),
             qPrintable(large.data().toString()));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(large).center());
    QTRY_COMPARE(f.window().choices().pictureTokenizer()->info.slug, std::string("large"));
    const auto rows = [&] { return f.find<Figures>("pictureTokenizerFigures")->rows(); };
    QTRY_COMPARE(rows()[1].second, QString("64 × 64 pixels"));
    QCOMPARE(rows()[0].second, QString("128"));
    QCOMPARE(rows()[2].second, QString("8 × 8 pixels"));
    QCOMPARE(rows()[3].second, QString("8 × 8"));  // codes of a view
    QCOMPARE(rows()[6].second, QString("a-run"));
    QCOMPARE(rows()[7].second, QString("500"));
    // Another name; its codes stay its own, so its hash does.
    const std::string hash = f.window().choices().pictureTokenizer()->info.hash;
    QVERIFY(list->model()->setData(large, "Big patches", Qt::EditRole));
    QTRY_COMPARE(f.window().choices().pictureTokenizer()->info.name, std::string("Big patches"));
    QCOMPARE(f.window().choices().pictureTokenizer()->info.hash, hash);
    QTRY_VERIFY(!f.window().jobs().busy());
    // Removed only once that was confirmed.
    QString question;
    bool yes = false;
    dialogs().confirm = [&](QWidget*, const QString& asked, const QString&) {
      question = asked;
      return yes;
    };
    f.find<QAction>("pictureTokenizerRemove")->trigger();
    QTRY_VERIFY(question.contains("Big patches"));
    QCOMPARE(list->model()->rowCount(), 2);
    yes = true;
    f.find<QAction>("pictureTokenizerRemove")->trigger();
    QTRY_COMPARE(list->model()->rowCount(), 1);
    QTRY_COMPARE(f.window().library().pictureTokenizers().size(), size_t(1));
    QCOMPARE(f.window().library().pictureTokenizers().front().info.slug, std::string("first"));
    QVERIFY(f.click("dataCorpus"));
    QTRY_VERIFY(!list->isVisible());
  }

  void theTokenizersNameIsAskedFor() {
    TokenizerNameDialog dialog("shapes, codes", {"Shapes, codes", "first"}, nullptr);
    QSignalSpy chosen(&dialog, &TokenizerNameDialog::chosen);
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    auto* line = dialog.findChild<QLineEdit*>("tokenizerName.value");
    auto* problem = dialog.findChild<QLabel*>("tokenizerName.problem");
    auto* take = dialog.findChild<QAbstractButton*>("tokenizerName.take");
    QCOMPARE(line->text(), QString("shapes, codes 2"));  // what is proposed is free
    QVERIFY(take->isEnabled());
    for (const auto& [typed, said] : {std::pair(QString("FIRST"), "already"),
                                      {QString("  "), "Type a name"},
                                      {QString(300, 'x'), "cannot be a name"}}) {
      line->setText(typed);
      QVERIFY2(problem->isVisible() && problem->text().contains(said), qPrintable(problem->text()));
      QVERIFY(!take->isEnabled());
      QTest::keyClick(line, Qt::Key_Return);
      QCOMPARE(chosen.count(), 0);
    }
    line->clear();
    QTest::keyClicks(line, "second");
    QTest::keyClick(line, Qt::Key_Return);
    QCOMPARE(chosen.takeFirst(), QVariantList{"second"});
    QVERIFY(!dialog.isVisible());
  }
};

QTEST_MAIN(PictureCodesTest)
#include "picture_codes_test.moc"
