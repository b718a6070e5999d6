// JSON records as texts: however they are laid out in the file, and whatever is broken among them.
#include <QtTest>

#include "core/base/platform.h"
#include "tests/corpus/imported_text.h"

using namespace unmask;

class ReadRecordsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void layouts_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("layout");
    const auto row = [](const char* what, const char* name, const char* json, const char* layout) {
      QTest::newRow(what) << name << QByteArray(json) << layout;
    };
    row("a line each", "t.jsonl", "{\"text\":\"a one\"}\n{\"text\":\"b two\"}\n", "values");
    row("over several lines", "t.jsonl",
        "{\n  \"text\": \"a one\"\n}\n{\n  \"text\": \"b two\"\n}\n", "values");
    row("two on a line", "t.jsonl", "{\"text\":\"a one\"}{\"text\":\"b two\"}\n", "values");
    row("lines that end in CR", "t.jsonl", "{\"text\":\"a one\"}\r{\"text\":\"b two\"}\r",
        "values");
    row("lines that end in a comma", "t.jsonl", "{\"text\":\"a one\"},\n{\"text\":\"b two\"},\n",
        "values");
    row("one value a line in a .json", "t.json", "{\"text\":\"a one\"}\n{\"text\":\"b two\"}\n",
        "values");
    row("a list", "t.json", "[{\"text\":\"a one\"},\n{\"text\":\"b two\"}]", "array");
    row("a list in a .jsonl", "t.jsonl", "[{\"text\":\"a one\"},\n{\"text\":\"b two\"}]", "array");
    row("data", "t.json",
        "{\"version\":1,\"data\":[{\"text\":\"a one\"},{\"text\":\"b two\"}],\"n\":[1]}",
        "members");
    row("rows of the viewer", "t.json",
        "{\"features\":[{\"name\":\"text\"}],\"rows\":[{\"row_idx\":0,\"row\":{\"text\":\"a "
        "one\"}},{\"row_idx\":1,\"row\":{\"text\":\"b two\"}}]}",
        "members");
    row("columns", "t.json", "{\"id\":[1,2],\"text\":[\"a one\",\"b two\"]}", "members");
    row("columns with an index", "t.json",
        "{\"id\":{\"0\":1,\"1\":2},\"text\":{\"0\":\"a one\",\"1\":\"b two\"}}", "members");
    row("records by key", "t.json",
        "{\"17\":{\"text\":\"a one\",\"n\":1},\n \"x\":{\"text\":\"b two\"}}\n", "entries");
    row("rows by index", "t.json",
        "{\"0\":{\"text\":\"a one\"},\"1\":{\"text\":\"b two\"}}", "entries");
    row("numbers that JSON has not", "t.jsonl",
        "{\"n\":NaN,\"text\":\"a one\"}\n{\"n\":[-Infinity,Infinity],\"text\":\"b two\"}\n",
        "values");
    row("such a number in a list's object", "t.json",
        "{\"data\":[{\"n\":NaN,\"text\":\"a one\"},{\"text\":\"b two\"}]}", "members");
    row("objects within", "t.jsonl",
        "{\"kind\":\"t3\",\"data\":{\"body\":\"a one\",\"id\":\"x\"}}\n"
        "{\"kind\":\"t3\",\"data\":{\"body\":\"b two\",\"id\":\"y\"}}\n",
        "values");
    row("lists of texts", "t.jsonl", "{\"text\":[\"a one\"]}\n{\"text\":[\"b two\"]}\n", "values");
    row("another case, an address beside", "t.jsonl",
        "{\"URL\":\"http://example.org/a/long/one.html\",\"Text\":\"a one\"}\n"
        "{\"URL\":\"http://e.org/2\",\"Text\":\"b two\"}\n",
        "values");
  }
  void layouts() {
    QFETCH(QString, name);
    QFETCH(QByteArray, json);
    QFETCH(QString, layout);
    ImportedText text;
    const std::string error = text.import(text.write(name.toStdString(), json.toStdString()));
    QVERIFY2(error.empty(), error.c_str());
    QCOMPARE(text.documents(), (Texts{"a one", "b two"}));
    QCOMPARE(QString::fromStdString(text.reading().layout), layout);
  }

  void aSingleObject() {
    ImportedText text;
    QCOMPARE(text.import(text.write("t.json", "{\"title\":\"T\",\n \"text\":\"a one\"}")),
             std::string());
    QCOMPARE(text.documents(), Texts{"a one"});
  }

  // Two objects of different kinds are one record's; and in a .jsonl a line is a record.
  void objectsOfOneRecordAreNoRecords() {
    ImportedText text;
    const std::string one = "{\"meta\":{\"title\":\"T\"},\"page\":{\"text\":\"a one\"}}";
    QCOMPARE(text.import(text.write("t.json", one)), std::string());
    QCOMPARE(text.documents(), Texts{"a one"});
    const std::string translations = "{\"en\":{\"text\":\"a one\"},\"de\":{\"text\":\"b two\"}}";
    QCOMPARE(text.import(text.write("t.jsonl", translations + "\n")), std::string());
    QCOMPARE(text.reading().layout, std::string("values"));
    QCOMPARE(text.reading().records, uint64_t{1});
  }

  // What is said of captions by the pictures' names is not said of numbers.
  void listsWithoutTextsHaveNoPictures() {
    ImportedText text;
    QVERIFY(!text.import(text.write("t.json", "{\"data\":[1,2,3]}")).empty());
    Reading reading;
    reading.reader = "records";
    reading.layout = "members";
    QCOMPARE(inEnglish(howRead(reading).front()), std::string("JSON records."));
    reading.records = 2;
    QCOMPARE(inEnglish(howRead(reading).front()), std::string("A JSON object by the pictures' names."));
  }

  // Longer than what is looked at to tell the layout.
  void manyRecordsByKey() {
    std::string json = "{";
    for (int i = 0; i < 9000; ++i)
      json += (i ? ",\n" : "") + ("\"id" + std::to_string(i)) +
              "\": {\"score\": NaN, \"text\": \"text of number " + std::to_string(i) + "\"}";
    ImportedText text;
    QCOMPARE(text.import(text.write("t.json", json + "}\n")), std::string());
    QCOMPARE(text.reading().layout, std::string("entries"));
    QCOMPARE(text.reading().records, uint64_t{9000});
    QCOMPARE(text.documents().back(), std::string("text of number 8999"));
    // Cut off: told, and what came before it is kept.
    QCOMPARE(text.import(text.write("u.json", json)), std::string());
    QCOMPARE(text.reading().records, uint64_t{9000});
    QCOMPARE(text.skipped(), Texts{"the end: Not JSON: the list is not closed."});
  }

  void wordsInsideOfTextsStay() {
    ImportedText text;
    QCOMPARE(text.import(text.write(
                 "t.jsonl", "{\"n\":NaN,\"text\":\"NaN \\\"Infinity\\\" None\"}\n{\"text\":None}\n")),
             std::string());
    QCOMPARE(text.documents(), Texts{"NaN \"Infinity\" None"});
    QCOMPARE(text.skipped().size(), size_t{1});
    QVERIFY(text.skipped().front().find("line 2: Not JSON") == 0);
  }

  void laterRecordsNameTheField() {
    ImportedText text;
    QCOMPARE(text.import(text.write("t.jsonl",
                                    "{\"url\":\"http://example.org/some/long/address/one.html\","
                                    "\"text\":null}\n"
                                    "{\"url\":\"http://e.org/2\",\"text\":\"second text here\"}\n"
                                    "{\"url\":\"u3\",\"text\":\"third\"}\n")),
             std::string());
    QCOMPARE(text.documents(), (Texts{"second text here", "third"}));
    QCOMPARE(text.skipped(), Texts{"line 1: It has no text in \"text\"."});
    QCOMPARE(
        text.import(text.write("u.jsonl",
                               "{\"url\":\"http://example.org/one\"}\n"
                               "{\"url\":\"http://e.org/2\",\"text\":\"second text here\"}\n")),
        std::string());
    QCOMPARE(text.documents(), Texts{"second text here"});
    QCOMPARE(text.reading().column, std::string("text"));
  }

  void brokenRecordsAloneAreGivenUp_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QStringList>("places");
    const auto row = [](const char* what, const char* name, const char* json,
                        const QStringList& places) {
      QTest::newRow(what) << name << QByteArray(json) << places;
    };
    row("a quote that is never closed", "t.jsonl",
        "{\"text\":\"one\"}\n{\"text\":\"abc\n{\"text\":\"two\"}\n", {"line 2"});
    row("a brace that is never closed", "t.jsonl",
        "{\"text\":\"one\"}\n{\"text\":\"abc\"\n{\"text\":\"two\"}\n", {"line 2"});
    row("no value", "t.jsonl", "{\"text\":\"one\"}\n{\"text\": nope}\n{\"text\":\"two\"}\n",
        {"line 2"});
    row("no value in a list", "t.json", "[None,\n{\"text\":\"one\"},\n{\"text\":\"two\"}]",
        {"record 1"});
    row("over several lines", "t.jsonl",
        "{\"text\":\"one\"}\n{\n \"text\": nope,\n \"b\": \"c\"\n}\n{\"text\":\"two\"}\n",
        {"line 2"});
    row("within a list", "t.json", "[{\"text\":\"one\"},{\"text\": nope},{\"text\":\"two\"}]",
        {"record 2"});
    row("an open quote within a list of lines", "t.json",
        "[{\"text\":\"one\"},\n{\"text\":\"abc},\n{\"text\":\"two\"}]", {"record 2"});
    row("cut off", "t.json", "[{\"text\":\"one\"},{\"text\":\"two\"},{\"text\":\"abc",
        {"record 3 and all after it"});
    row("a list without its end", "t.json", "[{\"text\":\"one\"},{\"text\":\"two\"}", {"the end"});
    row("something after the list", "t.json", "[{\"text\":\"one\"},{\"text\":\"two\"}]\nnote",
        {"the end"});
    row("too deep", "t.jsonl",
        ("{\"text\":\"one\"}\n" + std::string(100, '[') + std::string(100, ']') +
         "\n{\"text\":\"two\"}\n")
            .c_str(),
        {"line 2"});
  }
  void brokenRecordsAloneAreGivenUp() {
    QFETCH(QString, name);
    QFETCH(QByteArray, json);
    QFETCH(QStringList, places);
    ImportedText text;
    const std::string error = text.import(text.write(name.toStdString(), json.toStdString()));
    QVERIFY2(error.empty(), error.c_str());
    QCOMPARE(text.documents(), (Texts{"one", "two"}));
    QStringList told;
    for (const std::string& line : text.skipped())
      told += QString::fromStdString(line).section(':', 0, 0);
    QCOMPARE(told, places);
  }

  // Whatever the size of what is broken, the reason is short.
  void reasonsAreShort() {
    ImportedText text;
    std::string record = "{\"text\":\"";
    for (int i = 0; i < 500000; ++i) record += "abc ";
    QCOMPARE(text.import(text.write("t.jsonl", "{\"text\":\"good one\"}\n" + record)),
             std::string());
    QCOMPARE(text.documents(), Texts{"good one"});
    QCOMPARE(text.skipped().size(), size_t{1});
    QVERIFY2(text.skipped()[0].starts_with("line 2: Not JSON"), text.skipped()[0].c_str());
    QVERIFY2(text.skipped()[0].size() < 300, text.skipped()[0].c_str());
  }

  // The time grows with the file: with its square this would take a quarter of an hour.
  void linesThatAreNoRecordsTakeNoTime() {
    ImportedText text;
    std::string lines = "[{\"text\":\"one\"}\n";
    for (int i = 0; i < 200000; ++i) lines += "x\n";
    QCOMPARE(text.import(text.write("t.json", lines + "}")), std::string());
    QCOMPARE(text.documents(), Texts{"one"});
    QCOMPARE(text.info().statistics.skippedCount, uint64_t{200002});
  }

  void recordsTooLargeAreGivenUpAlone() {
    ImportedText text;
    const fs::path file = text.path("t.jsonl");
    {
      std::ofstream out(file, std::ios::binary);
      out << "{\"text\":\"one\"}\n{\"text\":\"";
      const std::string block(1 << 20, 'x');
      for (int i = 0; i < 70; ++i) out << block;
      out << "\"}\n{\"text\":\"two\"}\n{\"numbers\":[";
      for (int i = 0; i < 2'000'000; ++i) out << "\"\",";
      out << "\"\"]}\n{\"text\":\"three\"}\n";
    }
    const uint64_t before = peakMemoryBytes();
    QCOMPARE(text.import(file), std::string());
    QCOMPARE(text.documents(), (Texts{"one", "two", "three"}));
    QCOMPARE(text.skipped(), (Texts{"line 2: The record is larger than 67108864 bytes.",
                                    "line 4: It holds more than 1000000 values."}));
    QVERIFY2(peakMemoryBytes() - before < uint64_t{768} << 20,
             std::to_string((peakMemoryBytes() - before) >> 20).c_str());
  }

  void conversations_data() {
    QTest::addColumn<QByteArray>("json");
    const char* const open =
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"},{\"role\":\"assistant\","
        "\"content\":\"Good day\"}],\"id\":\"a long identifier with many words\"}";
    const char* const shared =
        "{\"conversations\":[{\"from\":\"user\",\"value\":\"Hello\"},{\"from\":\"assistant\","
        "\"value\":\"Good day\"}]}";
    const char* const both =
        "{\"messages\":[{\"role\":null,\"from\":\"user\",\"value\":\"Hello\"},{\"from\":"
        "\"assistant\",\"value\":\"Good day\",\"role\":\"none\"}]}";
    const char* const parts =
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}]},"
        "{\"role\":\"assistant\",\"content\":\"Good day\"}]}";
    const char* const bare =
        "[{\"role\":\"user\",\"content\":\"Hello\"},{\"role\":\"assistant\",\"content\":\"Good "
        "day\"}]";
    QTest::newRow("role and content") << QByteArray(open);
    QTest::newRow("from and value") << QByteArray(shared);
    QTest::newRow("a role without content") << QByteArray(both);
    QTest::newRow("in parts") << QByteArray(parts);
    QTest::newRow("without a field") << QByteArray(bare);
  }
  void conversations() {
    QFETCH(QByteArray, json);
    ImportedText text;
    text.write("t.jsonl", json.toStdString() + "\n" + json.toStdString() + "\n");
    const auto check = [&](const char* chat, const std::string& expected) {
      QCOMPARE(text.import(text.path("t.jsonl"), {.reading = {.chat = chat}}), std::string());
      QCOMPARE(text.documents(), (Texts{expected, expected}));
      QCOMPARE(text.reading().chat, std::string(chat));
    };
    check("roles", "user: Hello\nassistant: Good day\n");
    check("contents", "Hello\nGood day\n");
    check("chatml",
          "<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\nGood day<|im_end|>\n");
  }

  void chosenFields() {
    ImportedText text;
    text.write("t.jsonl", "{\"a\":{\"b\":\"one\"},\"Other Name\":\"two\",\"a.c\":\"three\"}\n");
    const auto check = [&](const char* field, const char* expected) {
      QCOMPARE(text.import(text.path("t.jsonl"), {.field = field}), std::string());
      QCOMPARE(text.documents(), Texts{expected});
    };
    check("a.b", "one");
    check("b", "one");
    check("other_name", "two");
    check("a.c", "three");
  }

  void whatIsNoListIsTold() {
    ImportedText text;
    QCOMPARE(text.import(text.write("t.json",
                                    "{\"about\":\"some words\",\"data\":[{\"text\":\"a one\"}]}")),
             std::string());
    QCOMPARE(text.documents(), Texts{"a one"});
    QCOMPARE(text.noted(), Texts{"\"about\": It is no list of records, and was left out."});
  }
};

QTEST_GUILESS_MAIN(ReadRecordsTest)
#include "read_records_test.moc"
