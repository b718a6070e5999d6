// notes.json: a person's words are kept, and told when they are damaged.
#include <QTemporaryDir>
#include <QTest>
#include <fstream>

#include "core/base/files.h"
#include "core/runs/workspace.h"

using namespace unmask;

class RunNotesTest : public QObject {
  Q_OBJECT
  QTemporaryDir temporary_;
  fs::path run() const {
    const fs::path folder =
        fs::path(temporary_.path().toStdString()) / QTest::currentTestFunction();
    fs::create_directories(folder);
    return folder;
  }

 private Q_SLOTS:
  void withoutTheFileThereIsNoNameAndNoProblem() {
    const RunNotes notes = readNotes(run());
    QVERIFY(notes.name.empty());
    QVERIFY(!notes.problem);
  }

  void whatIsSavedComesBack() {
    const fs::path folder = run();
    QVERIFY(saveNotes(folder, "N\"ame", "Two\nlines", {"a", "b"}).has_value());
    const RunNotes notes = readNotes(folder);
    QCOMPARE(notes.name, std::string("N\"ame"));
    QCOMPARE(notes.note, std::string("Two\nlines"));
    QCOMPARE(notes.tags.size(), size_t{2});
    QVERIFY(!notes.problem);
  }

  void aChangeByOthersIsToldAndShown() {
    const fs::path folder = run();
    QVERIFY(saveNotes(folder, "abc", "", {}).has_value());
    std::string text = *readFile(folder / "notes.json");
    text[text.find("abc")] = 'x';
    std::ofstream(folder / "notes.json") << text;
    const RunNotes notes = readNotes(folder);
    QCOMPARE(notes.name, std::string("xbc"));
    QVERIFY(notes.problem.has_value());
    QVERIFY(inEnglish(*notes.problem).find("notes.json") != std::string::npos);
    QVERIFY(saveNotes(folder, notes.name, "", {}).has_value());
    QVERIFY(!readNotes(folder).problem);
    // Of a version without checksum: no word.
    std::ofstream(folder / "notes.json") << "{\"name\": \"old\"}";
    QVERIFY(!readNotes(folder).problem);
  }

  void aDamagedFileIsToldAndPutAside_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("cut") << QByteArray("{\"name\": \"abc\", \"no");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("a list") << QByteArray("[1]");
    QTest::newRow("zeros") << QByteArray(4096, '\0');
  }
  void aDamagedFileIsToldAndPutAside() {
    QFETCH(QByteArray, text);
    const fs::path folder = run() / QTest::currentDataTag();
    fs::create_directories(folder);
    std::ofstream(folder / "notes.json") << text.toStdString();
    const RunNotes notes = readNotes(folder);
    QVERIFY(notes.problem.has_value());
    QVERIFY(notes.problem->kind == ErrorKind::damaged);
    QVERIFY(saveNotes(folder, "new", "", {}).has_value());
    QCOMPARE(readNotes(folder).name, std::string("new"));
    QCOMPARE(*readFile(folder / "notes.json.unreadable"), text.toStdString());
  }
};

QTEST_GUILESS_MAIN(RunNotesTest)
#include "run_notes_test.moc"
