// A corpus of pictures in the window: opened as text is, shown for what it is, and refused, with
// the reason, by what needs text.
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QTimer>

#include "core/corpus/pictures/shapes.h"
#include "tests/corpus/picture_files.h"
#include "tests/ui/window_fixture.h"
#include "ui/data/picture_grid.h"
#include "ui/data/row_list.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/parts.h"

using namespace unmask;
using namespace picture_files;

class PictureCorpusTest : public QObject {
  Q_OBJECT

  static void write(const QString& path, const std::string& bytes) {
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes.data(), static_cast<qint64>(bytes.size()));
  }
  static bool import(WindowFixture& f, const QString& button, const std::string& slug) {
    if (!f.click(button)) return false;
    return QTest::qWaitFor(
        [&] {
          const CorpusEntry* chosen = f.window().choices().corpus();
          return chosen && chosen->info.slug == slug && !f.window().jobs().busy();
        },
        60'000);
  }
  static bool openPictures(WindowFixture& f) {
    const QString folder = f.folder() + "/photos";
    for (int i = 0; i < 3; ++i)
      write(folder + QString("/%1/%2.png").arg(i % 2 ? "dogs" : "cats").arg(i),
            png(20, 16, 3, smooth(20, 16, 3, i)));
    write(folder + "/cut.png", png(20, 16, 3, smooth(20, 16, 3)).substr(0, 100));
    dialogs().openFolder = [folder](QWidget*, const QString&) { return folder; };
    return import(f, "openFolder", "photos");
  }
  static QString figure(WindowFixture& f, const QString& name, const QString& row) {
    for (const auto& [label, value] : f.find<Figures>(name)->rows())
      if (label == row) return value;
    return {};
  }

 private Q_SLOTS:
  void theDataPageSaysWhatIsInIt() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(openPictures(f));
    QTRY_COMPARE(f.text("picturesTitle"), QString("3 pictures of 64 × 64 pixels"));
    QCOMPARE(figure(f, "pictureFigures", "Original width"), QString("20"));
    QCOMPARE(figure(f, "pictureFigures", "Enlarged"), QString("3"));
    QCOMPARE(figure(f, "pictureClasses", "cats"), QString("2"));
    auto* skipped = f.find<RowList>("pictureSkipped");
    QVERIFY(skipped->isVisible());
    QCOMPARE(skipped->model()->rowCount(), 1);
    QVERIFY(!f.find("documentList")->isVisible());
    // Back and forth between text and pictures.
    write(f.folder() + "/words.txt", "Some words.\n\nMore words.\n");
    dialogs().openFiles = [path = f.folder() + "/words.txt"](QWidget*, const QString&,
                                                             const QString&) {
      return QStringList{path};
    };
    QVERIFY(import(f, "dataOpenFiles", "words"));
    QTRY_VERIFY(f.find("documentList")->isVisible());
    QVERIFY(!f.find("picturesTitle")->isVisible());
    f.window().choices().setCorpus("photos");
    QTRY_COMPARE(f.text("picturesTitle"), QString("3 pictures of 64 × 64 pixels"));
    QVERIFY(!f.find("documentList")->isVisible());
    if (qEnvironmentVariableIsSet("UNMASK_TEST_PICTURES"))
      f.window().grab().save(qEnvironmentVariable("UNMASK_TEST_PICTURES") + "/data.png");
  }

  // Two pictures alike, one without a caption, one caption without a picture: listed, and shown.
  void whatDeservesALook() {
    WindowFixture f;
    QVERIFY(f.open());
    const QString folder = f.folder() + "/pairs";
    for (int i = 0; i < 4; ++i)  // the last is the first again
      write(folder + QString("/%1.png").arg(i), png(20, 16, 3, smooth(20, 16, 3, 30 * (i % 3))));
    write(folder + "/captions.csv", "image,caption\n0.png,a\n1.png,b\n2.png,c\n9.png,gone\n");
    dialogs().openFolder = [folder](QWidget*, const QString&) { return folder; };
    // A table that names what is not there is shown first.
    QTimer look;
    connect(&look, &QTimer::timeout, this, [&] {
      auto* go = f.window().findChild<QPushButton*>("lookImport");
      if (go && go->isVisible() && go->isEnabled()) QTest::mouseClick(go, Qt::LeftButton);
    });
    look.start(50);
    QVERIFY(import(f, "openFolder", "pairs"));
    look.stop();
    auto* kind = f.find<QComboBox>("pictureAuditKind");
    QTRY_COMPARE(kind->count(), 3);
    auto* list = f.find<RowList>("pictureAuditList");
    QVERIFY(list->isVisible());
    const auto row = [&](int at) {
      return list->model()->index(at, 0).data(Qt::AccessibleTextRole).toString();
    };
    QVERIFY(kind->currentText().startsWith("1 "));
    QCOMPARE(list->model()->rowCount(), 2);
    QCOMPARE(row(1), QString("Picture 4: 2 of 2, like picture 1"));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                      list->visualRect(list->model()->index(1, 0)).center());
    QTRY_VERIFY(f.text("pictureAbout").startsWith("4 of 4"));
    kind->setCurrentIndex(1);
    QCOMPARE(row(0), QString("Picture 4: has no caption"));
    kind->setCurrentIndex(2);
    QVERIFY(row(0).startsWith("9.png: not in the corpus; named in captions.csv"));
  }

  void theGridIsWalkedThrough() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(openPictures(f));
    auto* grid = f.find<PictureGrid>("pictureGrid");
    QTRY_COMPARE(grid->pictures().pictures(), uint64_t{3});
    QTRY_VERIFY(f.text("pictureAbout").startsWith("1 of 3 · cats/0.png · class cats · 20 × 16"));
    QTRY_VERIFY(!grid->model()->index(0, 0).data(Qt::DecorationRole).isNull());
    grid->setFocus();
    QTest::keyClick(grid, Qt::Key_Right);
    QTest::keyClick(grid, Qt::Key_Right);
    QTRY_VERIFY(f.text("pictureAbout").startsWith("3 of 3 · dogs/1.png"));
    QTest::mouseClick(grid->viewport(), Qt::LeftButton, {},
                      grid->visualRect(grid->pictures().indexOf(1)).center());
    QTRY_VERIFY(f.text("pictureAbout").startsWith("2 of 3 · cats/2.png"));
    // Narrower, there are fewer columns; the chosen picture stays.
    f.window().resize(1024, 700);
    QTRY_VERIFY(grid->currentIndex().isValid());
    QCOMPARE(*grid->pictures().pictureAt(grid->currentIndex()), uint64_t{1});
  }

  void captionsAreBesideTheirPictures() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(import(f, "sample.shapes", "shapes"));
    auto* grid = f.find<PictureGrid>("pictureGrid");
    QTRY_COMPARE(grid->pictures().pictures(), kShapePictures);
    QTRY_COMPARE(f.text("pictureCaptions"), QString::fromStdString(captionOf(shapeOf(0))));
    auto* list = f.find<RowList>("documentList");
    QVERIFY(list->isVisible());
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                      list->visualRect(list->model()->index(3, 0)).center());
    QTRY_COMPARE(f.text("pictureCaptions"), QString::fromStdString(captionOf(shapeOf(3))));
    QCOMPARE(*grid->pictures().pictureAt(grid->currentIndex()), uint64_t{3});
    // A search in the captions leads to the picture that has it.
    uint64_t wanted = 5000;
    while (std::string(kShapeNames[shapeOf(wanted).shape]) != "moon") ++wanted;
    const QString caption = QString::fromStdString(captionOf(shapeOf(wanted)));
    auto* field = f.find<QLineEdit>("documentSearch");
    field->setText(caption);
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_VERIFY(f.text("searchFound").contains("hit"));
    QTRY_VERIFY(f.find("hitNext")->isEnabled());
    QVERIFY(f.click("hitNext"));
    QTRY_COMPARE(f.text("pictureCaptions"), caption);
    if (qEnvironmentVariableIsSet("UNMASK_TEST_PICTURES")) {
      QTest::qWait(1000);
      f.window().grab().save(qEnvironmentVariable("UNMASK_TEST_PICTURES") + "/shapes.png");
      theme().setMode(ThemeMode::dark);
      f.window().resize(1024, 700);
      QTest::qWait(1000);
      f.window().grab().save(qEnvironmentVariable("UNMASK_TEST_PICTURES") + "/shapes-dark.png");
      theme().setMode(ThemeMode::light);
    }
  }

  // Counted and listed, where the pictures are looked at and before a run is started.
  void captionsThatTheContextCutsAreSaid() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(import(f, "sample.shapes", "shapes"));
    Choices& choices = f.window().choices();
    choices.setObjective("image-text-contrast");
    const auto setContext = [&](int64_t context) {
      choices.spec().model.context = context;
      choices.settingsEdited();
    };
    auto* kind = f.find<QComboBox>("pictureAuditKind");
    const auto cutAt = [&] { return kind->findText("captions cut", Qt::MatchContains); };
    setContext(4);
    QTRY_VERIFY(cutAt() >= 0);
    QCOMPARE(kind->itemText(cutAt()), QString("10,000 captions cut at the context"));
    kind->setCurrentIndex(cutAt());
    auto* rows = f.find<RowList>("pictureAuditList");
    QCOMPARE(rows->model()->rowCount(), 10'000);
    const auto tokens = choices.tokenizer()->tokenizer->encode(captionOf(shapeOf(17))).ids.size();
    QCOMPARE(rows->model()->index(17, 0).data().toString(),
             QString("Picture 18: a caption of %1 tokens, cut at a context of 4").arg(tokens));
    QTest::mouseClick(rows->viewport(), Qt::LeftButton, {},
                      rows->visualRect(rows->model()->index(1, 0)).center());
    QTRY_COMPARE(f.text("pictureCaptions"), QString::fromStdString(captionOf(shapeOf(1))));
    const auto cutInPreview = [&] {
      return std::ranges::any_of(f.window().findChildren<QLabel*>(), [](QLabel* label) {
        return label->objectName().startsWith("pictureCaption.") && label->isVisible() &&
               label->text().contains("cut: the context is 4");
      });
    };
    QVERIFY(f.click("goPretext"));
    QTRY_VERIFY(cutInPreview());
    QVERIFY(f.click("goTrain"));
    QTRY_VERIFY(f.text("estimateWarning").contains("10,000 of 10,000 captions are longer"));
    setContext(64);
    QTRY_VERIFY(!f.text("estimateWarning").contains("captions"));
    QTRY_COMPARE(cutAt(), -1);
  }

  // With a tokenizer at hand, from another corpus.
  void whatNeedsTextSaysSo() {
    WindowFixture f;
    QVERIFY(f.open());
    write(f.folder() + "/words.txt", "Some words.\n\nMore words.\n");
    dialogs().openFiles = [path = f.folder() + "/words.txt"](QWidget*, const QString&,
                                                             const QString&) {
      return QStringList{path};
    };
    QVERIFY(import(f, "openFiles", "words"));
    const QString folder = f.folder() + "/photos";
    for (int i = 0; i < 3; ++i)
      write(folder + QString("/%1.png").arg(i), png(20, 16, 3, smooth(20, 16, 3, i)));
    dialogs().openFiles = [folder](QWidget*, const QString&, const QString&) {
      return QStringList{folder + "/0.png", folder + "/1.png", folder + "/2.png"};
    };
    QVERIFY(import(f, "dataOpenFiles", "0"));
    QVERIFY(f.window().choices().tokenizer());
    QVERIFY(f.click("goPretext"));
    const QString reason = "It needs a corpus of text, and this one is of pictures.";
    QTRY_COMPARE(f.text("unfitReason"), reason);
    for (const char* id : {"next-token", "masked-lm", "span-corruption", "denoising"}) {
      QTRY_VERIFY(!f.find<QAbstractButton>(QString("objective.") + id)->isEnabled());
      QTRY_COMPARE(f.find<QAbstractButton>(QString("objective.") + id)->accessibleDescription(),
                   reason);
    }
    if (qEnvironmentVariableIsSet("UNMASK_TEST_PICTURES"))
      f.window().grab().save(qEnvironmentVariable("UNMASK_TEST_PICTURES") + "/pretext.png");
    QVERIFY(!f.window().jobs().busy());
    QVERIFY(f.click("goTrain"));
    QTRY_VERIFY(f.find("startTraining")->isVisible());
    QVERIFY(!f.find<QAbstractButton>("startTraining")->isEnabled());
    if (qEnvironmentVariableIsSet("UNMASK_TEST_PICTURES"))
      f.window().grab().save(qEnvironmentVariable("UNMASK_TEST_PICTURES") + "/train.png");
  }
};

QTEST_MAIN(PictureCorpusTest)
#include "picture_corpus_test.moc"
