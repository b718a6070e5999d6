// A corpus of pictures in the window: opened as text is, shown for what it is, and refused, with
// the reason, by what needs text.
#include <QFile>
#include <QLabel>

#include "tests/corpus/picture_files.h"
#include "tests/ui/window_fixture.h"
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
    QCOMPARE(figure(f, "pictureFigures", "Width before the import"), QString("20"));
    QCOMPARE(figure(f, "pictureFigures", "Smaller before than now"), QString("3"));
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
    QTRY_VERIFY(f.find("previewProblem")->isVisible());
    const QString reason = "It needs a corpus of text, and this one is of pictures.";
    QTRY_COMPARE(f.text("previewProblem"), reason);
    for (const char* id : {"next-token", "masked-lm", "span-corruption", "denoising"}) {
      QTRY_VERIFY(!f.find<QAbstractButton>(QString("objective.") + id)->isEnabled());
      QCOMPARE(f.find<QAbstractButton>(QString("objective.") + id)->accessibleDescription(),
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
