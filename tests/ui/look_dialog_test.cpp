// The look before an import, with real files: what would be read is shown, a choice changes it at
// once, the import does what was shown, and plain text needs no look.
#include <QComboBox>
#include <QFile>
#include <QScrollArea>

#include "tests/ui/cut_controls.h"
#include "tests/ui/window_fixture.h"
#include "ui/data/documents_model.h"
#include "ui/data/look_dialog.h"
#include "ui/data/reading_text.h"
#include "ui/data/row_list.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/message_bar.h"

using namespace unmask;

namespace {

constexpr int kLong = 60'000;  // ms; a loaded machine of two cores

// A table with ';', whose text has commas, and a row with a cell too many.
const QByteArray kTable =
    "id;author;text\n"
    "1;Ann;Der Hund, der schlief, wachte auf.\n"
    "2;Ben;Kurz.\n"
    "3;Cem;Drei, vier.;surplus\n";

}  // namespace

class LookDialogTest : public QObject {
  Q_OBJECT

 private:
  static QString write(WindowFixture& f, const QString& name, const QByteArray& bytes) {
    const QString path = f.folder() + "/" + name;
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
      qFatal("%s cannot be written", qPrintable(path));
    return path;
  }
  static void open(WindowFixture& f, const QStringList& paths) {
    dialogs().openFiles = [paths](QWidget*, const QString&, const QString&) { return paths; };
    QVERIFY(f.click(f.window().library().corpora().empty() ? "openFiles" : "dataOpenFiles"));
  }
  static LookDialog* look(WindowFixture& f) {
    LookDialog* dialog = nullptr;
    if (!QTest::qWaitFor(
            [&] {
              dialog = f.window().findChild<LookDialog*>();
              return dialog && dialog->isVisible();
            },
            kLong))
      qWarning("no look: %s", qPrintable(f.window().findChild<MessageBar*>()->text()));
    return dialog;
  }
  static QStringList records(LookDialog* dialog) {
    QStringList texts;
    const auto* model = dialog->findChild<RowList*>("lookRecords")->model();
    for (int row = 0; row < model->rowCount(); ++row)
      texts << model->index(row, 0).data(excerptRole).toString();
    return texts;
  }
  static void choose(LookDialog* dialog, const QString& name, const QString& entry) {
    auto* box = dialog->findChild<QComboBox*>(name);
    QVERIFY2(box && box->isVisible(), qPrintable(name));
    const int at = box->findText(entry);
    QVERIFY2(at >= 0, qPrintable(entry));
    box->setFocus();
    while (box->currentIndex() > at) QTest::keyClick(box, Qt::Key_Up);
    while (box->currentIndex() < at) QTest::keyClick(box, Qt::Key_Down);
  }
  static bool imported(WindowFixture& f, uint64_t documents) {
    return QTest::qWaitFor(
        [&] {
          const CorpusEntry* chosen = f.window().choices().corpus();
          return chosen && !f.window().jobs().busy() &&
                 chosen->info.statistics.documents == documents;
        },
        kLong);
  }

 private Q_SLOTS:
  void aTableIsLookedAtBeforeItIsImported() {
    WindowFixture f;
    QVERIFY(f.open());
    open(f, {write(f, "people.csv", kTable)});
    LookDialog* dialog = look(f);
    QVERIFY(dialog);
    QVERIFY(!f.window().jobs().busy());
    QVERIFY(f.window().library().corpora().empty());
    QCOMPARE(records(dialog).value(0), QString("Der Hund, der schlief, wachte auf."));
    QVERIFY(dialog->findChild<QLabel*>("lookSaid")->text().contains("semicolon"));
    QCOMPARE(dialog->findChild<ReadingText*>("lookText")->shown().source,
             QString("Der Hund, der schlief, wachte auf."));

    // Another column: the look follows, and so does the import.
    choose(dialog, "lookColumn", "author");
    QTRY_COMPARE_WITH_TIMEOUT(records(dialog).value(0), QString("Ann"), kLong);
    QTest::mouseClick(dialog->findChild<QPushButton*>("lookImport"), Qt::LeftButton);
    QVERIFY(imported(f, 3));
    QTRY_VERIFY(!f.window().findChild<LookDialog*>());
    QTRY_COMPARE(f.find<ReadingText>("documentText")->shown().source.trimmed(), QString("Ann"));

    // The choice was that import's alone.
    open(f, {write(f, "others.csv", kTable)});
    dialog = look(f);
    QVERIFY(dialog);
    QVERIFY(records(dialog).value(0).startsWith("Der Hund"));
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(!f.window().findChild<LookDialog*>());
    QCOMPARE(f.window().library().corpora().size(), size_t{1});
  }

  void plainTextNeedsNoLook() {
    WindowFixture f;
    QVERIFY(f.open());
    open(f, {write(f, "plain.txt", "One.\n\nTwo.\n\n")});
    QVERIFY(imported(f, 2));
    QVERIFY(!f.window().findChild<LookDialog*>());
  }

  void aLookCanBeAskedForAlways() {
    WindowFixture f;
    QVERIFY(f.open());
    QTimer::singleShot(0, &f.window(), [&] {
      QVERIFY(f.click("importAlwaysLook"));
      QVERIFY(f.click("importDone"));
    });
    QVERIFY(f.click("importHow"));
    open(f, {write(f, "plain.txt", "One.\n\nTwo.\n\n")});
    LookDialog* dialog = look(f);
    QVERIFY(dialog);
    QCOMPARE(records(dialog), QStringList({"One.", "Two."}));
    QTest::keyClick(dialog, Qt::Key_Return);
    QVERIFY(imported(f, 2));
  }

  void aGuessedEncodingIsSaidAndCanBeChanged() {
    WindowFixture f;
    QVERIFY(f.open());
    QByteArray text;
    for (int i = 0; i < 40; ++i) text += "Gr\xfc\xdf Gott, sch\xf6ne Stra\xdf" "e!\n\n";
    open(f, {write(f, "old.txt", text)});
    LookDialog* dialog = look(f);
    QVERIFY(dialog);
    QCOMPARE(records(dialog).value(0), QString::fromUtf8("Grüß Gott, schöne Straße!"));
    QVERIFY2(dialog->findChild<QLabel*>("lookSaid")->text().contains('%'),
             qPrintable(dialog->findChild<QLabel*>("lookSaid")->text()));
    QTest::mouseClick(dialog->findChild<QPushButton*>("lookImport"), Qt::LeftButton);
    QVERIFY(imported(f, 40));
  }

  void severalFilesAreLookedAtOneByOne() {
    WindowFixture f;
    QVERIFY(f.open());
    open(f, {write(f, "people.csv", kTable),
             write(f, "chat.jsonl",
                   R"({"messages":[{"role":"user","content":"Hello?"},)"
                   R"({"role":"assistant","content":"Yes."}]})"
                   "\n")});
    LookDialog* dialog = look(f);
    QVERIFY(dialog);
    auto* files = dialog->findChild<RowList*>("lookFiles");
    QVERIFY(files->isVisible());
    QCOMPARE(files->model()->rowCount(), 2);
    files->setFocus();
    QTest::keyClick(files, Qt::Key_Down);
    QTRY_VERIFY(records(dialog).value(0).contains("Hello?"));
    QTest::mouseClick(dialog->findChild<QPushButton*>("lookCancel"), Qt::LeftButton);
    QTRY_VERIFY(!f.window().findChild<LookDialog*>());
  }

  // Everything has room, and Tab reaches it, in the smallest window and at every size.
  void theLookHasRoom() {
    WindowFixture f;
    QVERIFY(f.open({1024, 700}));
    open(f, {write(f, "people.csv", kTable + QByteArray("4;") + QByteArray("w").repeated(300) +
                                        ";" + QByteArray("x").repeated(300) + "\n")});
    LookDialog* dialog = look(f);
    QVERIFY(dialog);
    for (const int scale : {80, 100, 150, 250}) {
      theme().setScalePercent(scale);
      QTest::qWait(50);
      QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
      QCOMPARE(cutControls(*dialog).join("\n"), QString());
      auto* import = dialog->findChild<QPushButton*>("lookImport");
      QVERIFY(dialog->rect().contains(QRect(import->mapTo(dialog, QPoint()), import->size())));
    }
    theme().setScalePercent(100);
  }
};

QTEST_MAIN(LookDialogTest)
#include "look_dialog_test.moc"
