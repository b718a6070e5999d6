// A look before an import says what the import would say, and shows what it would make.
#include <QtTest>

#include "core/corpus/first_look.h"
#include "tests/corpus/imported_text.h"
#include "tests/corpus/picture_files.h"

using namespace unmask;

class FirstLookTest : public QObject {
  Q_OBJECT

  static Texts texts(const FileLook& file) {
    Texts all;
    for (const LookedRecord& record : file.records)
      all.push_back((record.picture.empty() ? "" : record.picture + ": ") + record.text);
    return all;
  }
  static FirstLook looked(const std::vector<fs::path>& paths, const ImportSettings& settings = {}) {
    JobControl job;
    auto look = lookAt(paths, settings, job);
    if (!look) qFatal("%s", inEnglish(look.error()).c_str());
    return std::move(*look);
  }

 private Q_SLOTS:
  // The same records, by the same choices, as the import makes.
  void asTheImport_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("table") << "t.csv" << QByteArray("id;text\n1;one, two\n2;\"three; four\"\n3\n");
    QTest::newRow("tabs") << "t.tsv" << QByteArray("1\tone words\n2\t\"two words\n");
    QTest::newRow("records") << "t.jsonl"
                             << QByteArray("{\"text\":\"one\"}{\"text\":\"two\"}\n{broken\n");
    QTest::newRow("conversations")
        << "t.jsonl"
        << QByteArray(
               "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}\n{\"messages\":"
               "[{\"role\":\"user\",\"content\":\"Bye\"}]}\n");
    QTest::newRow("another encoding") << "t.txt" << QByteArray("caf\xe9 rouge\n\ncaf\xe9 bleu\n");
    QTest::newRow("plain") << "t.txt" << QByteArray("one\n\ntwo\n");
  }
  void asTheImport() {
    QFETCH(QString, name);
    QFETCH(QByteArray, bytes);
    ImportedText text;
    const fs::path file = text.write(name.toStdString(), bytes.toStdString());
    QCOMPARE(text.import(file), std::string());
    const FirstLook look = looked({file});
    QCOMPARE(look.files.size(), size_t{1});
    const FileLook& one = look.files.front();
    QVERIFY2(one.problem.empty(), inEnglish(one.problem).c_str());
    QVERIFY(one.whole);
    QCOMPARE(texts(one), text.documents());
    QCOMPARE(one.skipped.size(), text.skipped().size() + text.noted().size());
    const bool plain = QByteArray(QTest::currentDataTag()) == "plain";
    QCOMPARE(one.plain, plain);
    QCOMPARE(look.worthShowing(), !plain);
    if (plain) return;
    const Reading reading = text.reading();
    QCOMPARE(one.reading.reader, reading.reader);
    QCOMPARE(one.reading.delimiter, reading.delimiter);
    QCOMPARE(one.reading.header, reading.header);
    QCOMPARE(one.reading.column, reading.column);
    QCOMPARE(one.reading.encoding.name, reading.encoding.name);
    QCOMPARE(one.reading.chat, reading.chat);
  }

  void settingsShowAtOnce() {
    ImportedText text;
    const fs::path file = text.write("t.csv", "english,german\nA dog.,Ein Hund dort.\n");
    QCOMPARE(texts(looked({file}).files[0]), Texts{"Ein Hund dort."});
    QCOMPARE(texts(looked({file}, {.field = "english"}).files[0]), Texts{"A dog."});
    QCOMPARE(texts(looked({file}, {.field = "1", .reading = {.header = "no"}}).files[0]),
             (Texts{"english", "A dog."}));
    JobControl job;
    QVERIFY(!lookAt({file}, ImportSettings{.reading = {.encoding = "none such"}}, job));
  }

  // Of a large file only the beginning is read, and what it ends in is not called broken.
  void largeFiles_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("first");
    QTest::addColumn<QByteArray>("each");
    QTest::addColumn<QByteArray>("text");
    const QByteArray words = QByteArray("some words and ").repeated(13);
    QTest::newRow("table") << "t.csv" << QByteArray("id,text\n") << "1,\"" + words + "\"\n"
                           << words;
    QTest::newRow("records") << "t.jsonl" << QByteArray() << "{\"text\":\"" + words + "\"}\n"
                             << words;
    QTest::newRow("list") << "t.json" << QByteArray("[") << "{\"text\":\"" + words + "\"},\n"
                          << words;
    QTest::newRow("text") << "t.txt" << QByteArray() << words + "\n\n" << words + "\n\n";
  }
  void largeFiles() {
    QFETCH(QString, name);
    QFETCH(QByteArray, first);
    QFETCH(QByteArray, each);
    QFETCH(QByteArray, text);
    ImportedText files;
    const fs::path file =
        files.write(name.toStdString(), (first + each.repeated(20000)).toStdString());
    const FirstLook look = looked({file});
    const FileLook& one = look.files.front();
    QVERIFY(!one.whole);
    QCOMPARE(one.records.size(), size_t{20});
    QVERIFY2(one.skipped.empty(),
             one.skipped.empty() ? "" : inEnglish(one.skipped[0].second).c_str());
    for (const std::string& record : texts(one)) QCOMPARE(record, text.toStdString());
    QVERIFY(name == "t.txt" || one.reading.records < 2000);
  }

  void whatIsNoTextIsSaid() {
    ImportedText text;
    const FirstLook look = looked({text.write("t.txt", std::string("a\0\1b", 4))});
    QVERIFY(!look.files.front().problem.empty());
    QVERIFY(look.worthShowing());
    JobControl job;
    QVERIFY(!lookAt({text.path("nowhere.txt")}, ImportSettings{}, job));
  }

  void captions() {
    ImportedText text;
    using namespace picture_files;
    for (const char* name : {"a.png", "b.png"})
      text.write(name, png(16, 16, 3, smooth(16, 16, 3, name[0])));
    text.write("t.csv", "image;caption\na.png;one, two\nb.png;three\n");
    text.write("b.txt", "caf\xe9 rouge\n");
    JobControl job;
    const auto look = lookAt({text.path("")}, PictureImportSettings{}, job);
    QVERIFY(look);
    QVERIFY(look->pictures);
    QCOMPARE(look->files.size(), size_t{2});
    QCOMPARE(texts(look->files[0]), Texts{"b: café rouge"});
    QCOMPARE(look->files[0].reading.encoding.name, std::string("windows-1252"));
    QCOMPARE(texts(look->files[1]), (Texts{"a.png: one, two", "b.png: three"}));
    QCOMPARE(look->files[1].reading.delimiter, std::string("semicolon"));
    QCOMPARE(look->files[1].reading.pictureColumn, std::string("image"));
  }
};

QTEST_GUILESS_MAIN(FirstLookTest)
#include "first_look_test.moc"
