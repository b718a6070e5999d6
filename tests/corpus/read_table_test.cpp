// Tables as texts: delimiter, quotes, names of columns and the column are found, told and settable,
// and what a table holds beyond that is told by its row.
#include <QtTest>

#include "core/base/platform.h"
#include "tests/corpus/imported_text.h"

using namespace unmask;

class ReadTableTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void delimiters_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("table");
    QTest::addColumn<QString>("delimiter");
    QTest::addColumn<QStringList>("texts");
    const auto row = [](const char* what, const char* name, const char* table,
                        const char* delimiter, const QStringList& texts) {
      QTest::newRow(what) << name << QByteArray(table) << delimiter << texts;
    };
    row("semicolons", "t.csv",
        "id;text;year\r\n1;Der Hund, der schlief, wachte auf.;2020\r\n2;Kurz.;2021\r\n"
        "3;\"Ein; Strichpunkt, und Komma.\";2022\r\n",
        "semicolon",
        {"Der Hund, der schlief, wachte auf.", "Kurz.", "Ein; Strichpunkt, und Komma."});
    row("bars", "t.csv",
        "image_name| comment_number| comment\na.png| 0| A red square, alone .\n"
        "a.png| 1| Something red .\n",
        "bar", {" A red square, alone .", " Something red ."});
    row("commas, with semicolons in the texts", "t.csv",
        "text,label\nHello; world; all,1\nFoo; bar; baz,0\n", "comma",
        {"Hello; world; all", "Foo; bar; baz"});
    row("tabs in a .csv", "t.csv", "id\ttext\n1\tone, two\n2\tthree, four, five\n", "tab",
        {"one, two", "three, four, five"});
    row("commas in a .tsv", "t.tsv", "id,text\n1,one two\n2,three four\n", "comma",
        {"one two", "three four"});
    row("tabs in a .tab", "t.tab", "id\ttext\n1\tone, two\n2\t\"three\n", "tab",
        {"one, two", "\"three"});
    row("bars in a .psv", "t.psv", "id|text\n1|one, two\n2|three\n", "bar", {"one, two", "three"});
    row("decimal commas", "t.csv", "id;value;text\n1;2,5;one two\n2;3,5;three four\n", "semicolon",
        {"one two", "three four"});
    row("one column", "t.csv", "text\nHello, world\nA, b, c\nplain\n", "none",
        {"Hello, world", "A, b, c", "plain"});
    row("one column, quoted", "t.csv", "text\n\"Hello, world\"\n\"says \"\"x\"\"\"\n", "none",
        {"Hello, world", "says \"x\""});
    row("blanks before quotes", "t.csv", "id,text\n1, \"one, two\"\n2, \"three\"\n", "comma",
        {"one, two", "three"});
    row("Excel's own first line", "t.csv", "sep=;\r\nid;text\r\n1;one, two\r\n2;three\r\n",
        "semicolon", {"one, two", "three"});
    row("CR alone", "t.csv", "id,text\r1,one two\r2,three four\r", "comma",
        {"one two", "three four"});
    row("mixed line ends", "t.csv", "id,text\r\n1,one two\n2,three four\r3,five six", "comma",
        {"one two", "three four", "five six"});
    row("a line end within quotes", "t.csv", "id,text\r\n1,\"one\r\ntwo\"\r\n2,three\r\n", "comma",
        {"one\r\ntwo", "three"});
  }
  void delimiters() {
    QFETCH(QString, name);
    QFETCH(QByteArray, table);
    QFETCH(QString, delimiter);
    QFETCH(QStringList, texts);
    ImportedText text;
    const std::string error = text.import(text.write(name.toStdString(), table.toStdString()));
    QVERIFY2(error.empty(), error.c_str());
    QStringList got;
    for (const std::string& one : text.documents()) got += QString::fromStdString(one);
    QCOMPARE(got, texts);
    QCOMPARE(QString::fromStdString(text.reading().delimiter), delimiter);
    QCOMPARE(text.info().statistics.skippedCount, uint64_t{0});
    QCOMPARE(text.info().statistics.notedCount, uint64_t{0});
  }

  void columnsByName_data() {
    QTest::addColumn<QByteArray>("table");
    QTest::addColumn<QString>("column");
    const char* const address = "http://example.org/a/very/long/address/that/is/long.html";
    // Beside a column with more words in it, so that the name alone can decide.
    const QByteArray title = "a title with many more words than the text has";
    QTest::newRow("blank before it") << "id, title, text\n1, " + title + ", short one\n" << "text";
    QTest::newRow("capital") << "ID,Title,Text\n1," + title + ",short one\n" << "Text";
    QTest::newRow("underscore") << QByteArray("URL,_text_\n") + address + ",short one\n"
                                << "_text_";
    QTest::newRow("unknown, by what is in it")
        << QByteArray("url,worte\n") + address + ",short one\n"
        << "worte";
    QTest::newRow("likelier name, but empty")
        << QByteArray("text,content\n,short one\n,short two\n") << "content";
  }
  void columnsByName() {
    QFETCH(QByteArray, table);
    QFETCH(QString, column);
    ImportedText text;
    const std::string error = text.import(text.write("t.csv", table.toStdString()));
    QVERIFY2(error.empty(), error.c_str());
    QCOMPARE(text.documents().front(), std::string("short one"));
    QCOMPARE(QString::fromStdString(text.reading().column), column);
  }

  void severalCandidatesAreNamed() {
    ImportedText text;
    QCOMPARE(text.import(text.write(
                 "t.csv", "english,german\nA dog sleeps here.,Ein Hund schlummert hier.\n")),
             std::string());
    QCOMPARE(text.reading().column, std::string("german"));
    QCOMPARE(text.reading().chosenBy, std::string("content"));
    QCOMPARE(text.reading().others, Texts{"english"});
    bool said = false;
    for (const Message& line : howRead(text.reading()))
      said |= inEnglish(line).find("english") != std::string::npos &&
              inEnglish(line).find("import.field") != std::string::npos;
    QVERIFY(said);
    QCOMPARE(text.import(text.path("t.csv"), {.field = " ENGLISH"}), std::string());
    QCOMPARE(text.documents(), Texts{"A dog sleeps here."});
  }

  // The column is chosen from many rows, not from the first one with something in it.
  void laterRowsDecideToo() {
    ImportedText text;
    QCOMPARE(
        text.import(text.write("t.csv",
                               "kopf,worte\nfirst headline of them all,\nb,some words of a "
                               "longer text that goes on\nc,and another text of many words\n")),
        std::string());
    QCOMPARE(text.documents().size(), size_t{2});
    QCOMPARE(text.skipped(), Texts{"row 2: Its text is empty or missing."});
  }

  void headers_data() {
    QTest::addColumn<QByteArray>("table");
    QTest::addColumn<bool>("header");
    QTest::newRow("numbers and sentences")
        << QByteArray(
               "\"3\",\"Rain tomorrow\",\"It will rain in the north tomorrow.\"\n\"4\",\"Chips\","
               "\"A maker of chips sold more of them.\"\n\"2\",\"Match\",\"It ended in a draw.\"\n")
        << false;
    QTest::newRow("labels that come again")
        << QByteArray("good,nice film\nbad,boring film\ngood,lovely film\n") << false;
    QTest::newRow("one column of words") << QByteArray("great film\nbad film\nso so\n") << false;
    QTest::newRow("one column with a name") << QByteArray("worte\nbad film\nso so\n") << true;
    QTest::newRow("tables one after the other")
        << QByteArray("label,text\n1,some words\nlabel,text\n2,more words\n") << true;
    QTest::newRow("addresses") << QByteArray("http://a.org/x,some words\nhttp://b.org,more words\n")
                               << false;
    QTest::newRow("known names") << QByteArray("label,text\n1,some words\n") << true;
    QTest::newRow("a name over numbers")
        << QByteArray("What is your age?,worte\n12,some words\n13,more words here\n") << true;
    QTest::newRow("names that are not known")
        << QByteArray("alpha,beta\nx1,some words of text.\nx2,more words of text.\n") << true;
  }
  void headers() {
    QFETCH(QByteArray, table);
    QFETCH(bool, header);
    ImportedText text;
    QCOMPARE(text.import(text.write("t.csv", table.toStdString())), std::string());
    QCOMPARE(text.reading().header, header);
    QCOMPARE(text.documents().size(), size_t(table.count('\n') - (header ? 1 : 0)));
    // As the settings say, whatever it looks like.
    const char* const asked = header ? "no" : "yes";
    QCOMPARE(text.import(text.path("t.csv"),
                         {.field = table.contains(',') ? "2" : "1", .reading = {.header = asked}}),
             std::string());
    QCOMPARE(text.documents().size(), size_t(table.count('\n') - (header ? 0 : 1)));
  }

  void theFirstRecordIsNoName() {
    ImportedText text;
    QCOMPARE(text.import(text.write("t.csv",
                                    "\"3\",\"Rain tomorrow\",\"It will rain in the north "
                                    "tomorrow.\"\n\"4\",\"Chips\",\"A maker of chips sold "
                                    "more.\"\n\"2\",\"Match\",\"The match ended in a draw.\"\n")),
             std::string());
    QCOMPARE(text.documents(),
             (Texts{"It will rain in the north tomorrow.", "A maker of chips sold more.",
                    "The match ended in a draw."}));
    QCOMPARE(text.reading().column, std::string("3"));
  }

  void tabsHaveNoQuotes() {
    ImportedText text;
    QCOMPARE(text.import(text.write("t.tsv",
                                    "id\ttext\n1\tA 5\" screen is small\n2\t\"Hello, he said\n"
                                    "3\tplain\n4\tthe \"end\" of it\n")),
             std::string());
    QCOMPARE(text.documents(),
             (Texts{"A 5\" screen is small", "\"Hello, he said", "plain", "the \"end\" of it"}));
    QCOMPARE(text.reading().quoting, std::string("none"));
    // As spreadsheets write them, the quotes are RFC 4180's.
    QCOMPARE(text.import(text.write("u.tsv", "id\ttext\n1\t\"says \"\"hi\"\" twice\"\n2\tplain\n")),
             std::string());
    QCOMPARE(text.documents(), (Texts{"says \"hi\" twice", "plain"}));
    QCOMPARE(text.import(text.path("u.tsv"), {.reading = {.quoting = "none"}}), std::string());
    QCOMPARE(text.documents(), (Texts{"\"says \"\"hi\"\" twice\"", "plain"}));
  }

  void aLoneQuoteGivesUpItsRowAlone() {
    ImportedText text;
    QCOMPARE(text.import(text.write(
                 "t.csv", "id,text\n1,fine one\n2,\"never closed\n3,three\n4,four\n5,five\n")),
             std::string());
    QCOMPARE(text.documents(), (Texts{"fine one", "three", "four", "five"}));
    QCOMPARE(text.skipped(), Texts{"row 3: A quote is opened and never closed."});
    QCOMPARE(text.reading().skipped, uint64_t{1});
    QCOMPARE(text.reading().records, uint64_t{4});
    // Also where a later quote seems to close it, and in a row larger than what is read at once.
    const std::string large(3 << 20, 'x');
    QCOMPARE(
        text.import(text.write("u.csv", "id,text\n1,one\n2,\"open " + large +
                                            "\n3,\"three\"\n4,a 5\" screen\n5,\"x\"y\n6,six\n")),
        std::string());
    QCOMPARE(text.documents(), (Texts{"one", "three", "a 5\" screen", "six"}));
    QCOMPARE(text.skipped(), (Texts{"row 3: Text follows a closing quote.",
                                    "row 6: Text follows a closing quote."}));
  }

  void surplusAndMissingCellsAreTold() {
    ImportedText text;
    QCOMPARE(text.import(text.write("t.csv",
                                    "id,text\n1,fine words\n2,Hello, dear world\n3\n4,more "
                                    "words,,\n")),
             std::string());
    QCOMPARE(text.documents(), (Texts{"fine words", "Hello, dear world", "more words"}));
    QCOMPARE(text.noted(),
             Texts{"row 3: It has 3 cells; there are 2 columns: the last ones were joined."});
    QCOMPARE(text.skipped(), Texts{"row 4: Its text is missing: it has 1 of 2 cells."});
    QCOMPARE(text.reading().surplusRows, uint64_t{2});
    QCOMPARE(text.reading().shortRows, uint64_t{1});
    QCOMPARE(text.import(text.write("u.csv", "text,label\nfine words,a\nHello, dear world,b\n")),
             std::string());
    QCOMPARE(text.noted().size(), size_t{1});
    QVERIFY2(text.noted()[0].find("row 3: It has 3 cells; there are 2 columns") == 0,
             text.noted()[0].c_str());
  }

  void askedForDelimiters() {
    ImportedText text;
    text.write("t.csv", "id;text\n1;a, b\n2;c, d\n");
    QCOMPARE(text.import(text.path("t.csv"), {.reading = {.delimiter = "comma", .header = "no"}}),
             std::string());
    QCOMPARE(text.documents(), (Texts{"id;text", "1;a, b", "2;c, d"}));
    const std::string error = text.import(text.path("t.csv"), {.field = "nothing"});
    QVERIFY2(
        error.find("There is no column \"nothing\"; there are: id, text.") != std::string::npos,
        error.c_str());
  }

  // Neither a row without end nor one of commas takes more than a bounded part of the memory, and
  // the rows after it are read.
  void hostileRows() {
    ImportedText text;
    const fs::path file = text.path("t.csv");
    {
      std::ofstream out(file, std::ios::binary);
      out << "id,text\n1,fine words\n2,";
      const std::string block(1 << 20, ',');
      for (int i = 0; i < 80; ++i) out << block;
      out << "\n3,more words\n4,\"";
      const std::string letters(1 << 20, 'x');
      for (int i = 0; i < 80; ++i) out << letters;
      out << "\n5,last words\n";
    }
    const uint64_t before = peakMemoryBytes();
    QCOMPARE(text.import(file), std::string());
    QCOMPARE(text.documents(), (Texts{"fine words", "more words", "last words"}));
    QCOMPARE(text.skipped().size(), size_t{2});
    QVERIFY2(text.skipped()[0].starts_with("row 3: It has more than 65536 cells"),
             text.skipped()[0].c_str());
    QVERIFY2(text.skipped()[1].starts_with("row 5: The row is larger than"),
             text.skipped()[1].c_str());
    QVERIFY2(peakMemoryBytes() - before < uint64_t{256} << 20,
             std::to_string((peakMemoryBytes() - before) >> 20).c_str());
  }
};

QTEST_GUILESS_MAIN(ReadTableTest)
#include "read_table_test.moc"
