// Encodings: by mark, by guess, by name, as text, table and records alike; and every kind of line
// end.
#include <QtTest>

#include "core/corpus/encoding.h"
#include "tests/corpus/imported_text.h"

using namespace unmask;

class EncodingTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void names() {
    const auto called = [](const char* name) { return encodingCalled(name).value_or("none"); };
    for (const char* latin : {"latin-1", "Latin1", "ISO-8859-1", "ansi", "cp1252", "ASCII"})
      QCOMPARE(called(latin), std::string("windows-1252"));
    QCOMPARE(called("Shift_JIS"), std::string("shift_jis"));
    QCOMPARE(called("KOI8-R"), std::string("koi8-r"));
    QCOMPARE(called("GBK"), std::string("gb18030"));
    QCOMPARE(called("Big5"), std::string("big5"));
    QCOMPARE(called("iso-8859-2"), std::string("iso-8859-2"));
    for (const char* none : {"", "klingon", "utf-8,version=1"})
      QVERIFY(!encodingCalled(none).has_value());
    for (const std::string& name : commonEncodings())
      QVERIFY2(name == "auto" || encodingCalled(name).has_value(), name.c_str());
  }

  // Bytes made by Python's codecs.
  void guesses_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("name");
    const auto row = [](const char* bytes, const char* text, const char* name) {
      QTest::newRow(text) << QByteArray(bytes) << text << name;
    };
    row("Gr\xfc\xdf"
        "e \x96 \x93quoted\x94 text costs 5 \x80 in K\xf6ln.\n",
        "Grüße – “quoted” text costs 5 € in Köln.\n", "windows-1252");
    row("caf\xe9 rouge\n", "café rouge\n", "windows-1252");
    row("\xcf\xf0\xe8\xe2\xe5\xf2, \xec\xe8\xf0. \xdd\xf2\xee \xf0\xf3\xf1\xf1\xea\xe8\xe9 "
        "\xf2\xe5\xea\xf1\xf2 \xee \xef\xee\xe3\xee\xe4\xe5.\n",
        "Привет, мир. Это русский текст о погоде.\n", "windows-1251");
    row("\xf0\xd2\xc9\xd7\xc5\xd4, \xcd\xc9\xd2. \xfc\xd4\xcf \xd2\xd5\xd3\xd3\xcb\xc9\xca "
        "\xd4\xc5\xcb\xd3\xd4 \xcf \xd0\xcf\xc7\xcf\xc4\xc5.\n",
        "Привет, мир. Это русский текст о погоде.\n", "koi8-r");
    row("\xf0\xd2\xc9\xd7\xa6\xd4, \xd3\xd7\xa6\xd4\xc5! \xe3\xc5 \xd5\xcb\xd2\xc1\xa7\xce\xd3\xd8\xcb\xc9\xca "
        "\xd4\xc5\xcb\xd3\xd4 \xd0\xd2\xcf \xd0\xcf\xc7\xcf\xc4\xd5.\n",
        "Привіт, світе! Це український текст про погоду.\n", "koi8-u");
    row("\x82\xb1\x82\xea\x82\xcd\x93\xfa\x96{\x8c\xea\x82\xcc\x83"
        "e\x83L\x83X\x83g\x82\xc5\x82\xb7\x81"
        "B\n",
        "これは日本語のテキストです。\n", "shift_jis");
    // Chance makes valid UTF-8 of some of it, and of nearly none of it anything that UTF-8 forbids.
    row("\x82\xb1\x82\xea\x82\xcd\x93\xfa\x96{\x8c\xea\x82\xcc\x95\xb6\x8f\xcd\x82\xc5\x82\xb7\x81"
        "B\x93\x8c\x8b\x9e\x82\xcd\x91\xe5\x82\xab\x82\xa2\x81"
        "B\n",
        "これは日本語の文章です。東京は大きい。\n", "shift_jis");
    // Which the one detector takes for Central Europe's on a Macintosh.
    row("De pati\xebnt: co\xf6rdinatie en re\xeble idee\xebn over het caf\xe9; \xe9\xe9n re\xfcnie, "
        "tweee\xebntwintig co\xf6peraties, vacu\xfcm, industri\xeble zee\xebn, ge\xefnd, na\xef"
        "ef, re\xeb"
        "el, bacteri\xebn, oli\xebn, knie\xebn.\n",
        "De patiënt: coördinatie en reële ideeën over het café; één reünie, tweeeëntwintig "
        "coöperaties, vacuüm, industriële zeeën, geïnd, naïef, reëel, bacteriën, oliën, knieën.\n",
        "windows-1252");
    row("\xd5\xe2\xca\xc7\xd2\xbb\xb8\xf6\xd6\xd0\xce\xc4\xce\xc4\xb1\xbe\xa1\xa3\xc3\xa8\xd4\xda"
        "\xcb\xaf\xbe\xf5\xa1\xa3\n",
        "这是一个中文文本。猫在睡觉。\n", "gb18030");
  }
  void guesses() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, text);
    QFETCH(QString, name);
    ImportedText imported;
    QCOMPARE(imported.import(imported.write("t.txt", bytes.toStdString())), std::string());
    QCOMPARE(QString::fromStdString(imported.documents().front()), text);
    const Reading reading = imported.reading();
    QCOMPARE(QString::fromStdString(reading.encoding.name), name);
    QCOMPARE(reading.encoding.how, std::string("guessed"));
    QVERIFY(reading.encoding.certainty > 0 && reading.encoding.certainty < 1);
    QVERIFY(inEnglish(howRead(reading).front()).find(name.toStdString()) != std::string::npos);
    // The same as a table, as records, and by name.
    QCOMPARE(imported.import(imported.write("t.csv", "id,text\n1," + bytes.toStdString())),
             std::string());
    QCOMPARE(QString::fromStdString(imported.documents().front()), text.trimmed());
    QCOMPARE(QString::fromStdString(imported.reading().encoding.name), name);
    std::string line = bytes.toStdString();
    line.pop_back();
    imported.write("t.jsonl", "{\"text\":\"" + line + "\"}\n");
    QCOMPARE(
        imported.import(imported.path("t.jsonl"), {.reading = {.encoding = name.toStdString()}}),
        std::string());
    QCOMPARE(QString::fromStdString(imported.documents().front()), text.trimmed());
    QCOMPARE(imported.reading().encoding.how, std::string("chosen"));
  }

  void ofAlphabetsThatMakeTheSameTextTheMostWidespread() {
    std::string captions;
    for (int i = 0; i < 40; ++i)
      captions += "Ein farbiges Feld Nummer " + std::to_string(i) + ", \xfc" "ber dem nichts steht\n";
    ImportedText text;
    QCOMPARE(text.import(text.write("t.txt", captions)), std::string());
    QCOMPARE(text.reading().encoding.name, std::string("windows-1252"));
  }

  // What is plain for a mebibyte and more is decided where it stops to be.
  void lateBytesDecide() {
    ImportedText text;
    std::string plain;
    while (plain.size() < (size_t{3} << 20)) plain += "only plain words\n";
    const std::string german =
        "Der Fu\xdf des Berges \xfc"
        "ber dem sch\xf6nen Tal, Gr\xf6\xdf"
        "e und \xd6l.\n";
    QCOMPARE(text.import(text.write("t.txt", plain + german)), std::string());
    QCOMPARE(text.reading().encoding.name, std::string("windows-1252"));
    QVERIFY(text.documents().front().ends_with(
        "Der Fuß des Berges über dem schönen Tal, Größe und Öl.\n"));
    QCOMPARE(text.info().statistics.replacedBytes, uint64_t{0});
  }

  void damagedUtf8StaysUtf8() {
    ImportedText text;
    QCOMPARE(text.import(text.write("t.txt", "Größe, Köln, übermäßig schön\xff und \xe2\x96|\n")),
             std::string());
    QCOMPARE(text.documents(), Texts{"Größe, Köln, übermäßig schön\uFFFD und \uFFFD|\n"});
    QCOMPARE(text.reading().encoding.name, std::string("utf-8"));
    QCOMPARE(text.reading().replacedBytes, uint64_t{3});
  }

  void wideEncodings_data() {
    QTest::addColumn<QByteArray>("mark");
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("bytes");
    QTest::addColumn<bool>("big");
    QTest::newRow("utf-16le") << QByteArray("\xFF\xFE") << "utf-16le" << 2 << false;
    QTest::newRow("utf-16be") << QByteArray("\xFE\xFF") << "utf-16be" << 2 << true;
    QTest::newRow("utf-32le") << QByteArray("\xFF\xFE\0\0", 4) << "utf-32le" << 4 << false;
    QTest::newRow("utf-32be") << QByteArray("\0\0\xFE\xFF", 4) << "utf-32be" << 4 << true;
  }
  void wideEncodings() {
    QFETCH(QByteArray, mark);
    QFETCH(QString, name);
    QFETCH(int, bytes);
    QFETCH(bool, big);
    std::string plain;  // longer than what is decoded at once, with letters beyond 16 bits
    while (plain.size() < (size_t{2} << 20)) plain += "some words, caf\u00e9 \U0001F600 and more\n";
    std::string wide;
    for (const char32_t c : QString::fromStdString(plain).toStdU32String()) {
      std::vector<uint32_t> units = {static_cast<uint32_t>(c)};
      if (bytes == 2 && c > 0xFFFF)
        units = {0xD800 + ((c - 0x10000) >> 10), 0xDC00 + ((c - 0x10000) & 0x3FF)};
      for (const uint32_t unit : units)
        for (int i = 0; i < bytes; ++i)
          wide += static_cast<char>(unit >> 8 * (big ? bytes - 1 - i : i) & 255);
    }
    ImportedText text;
    QCOMPARE(text.import(text.write("t.txt", mark.toStdString() + wide)), std::string());
    QVERIFY(text.documents() == Texts{plain});
    QCOMPARE(QString::fromStdString(text.reading().encoding.name), name);
    QCOMPARE(text.reading().encoding.how, std::string("mark"));
    QCOMPARE(text.import(text.write("u.txt", wide)), std::string());  // without its mark
    QVERIFY(text.documents() == Texts{plain});
    QCOMPARE(text.reading().encoding.how, std::string("guessed"));
  }

  void lineEnds() {
    ImportedText text;
    text.write("t.txt", "first line\rsecond line\rthird line\r");
    QCOMPARE(text.import(text.path("t.txt"), {.separator = "line"}), std::string());
    QCOMPARE(text.documents(), (Texts{"first line\r", "second line\r", "third line\r"}));
    text.write("u.txt", "one\r\ntwo\rthree\nfour\r\r\nfive\n\n\rsix");
    QCOMPARE(text.import(text.path("u.txt"), {.separator = "line"}), std::string());
    QCOMPARE(text.documents(),
             (Texts{"one\r\n", "two\r", "three\n", "four\r\r\n", "five\n\n\r", "six"}));
    QCOMPARE(text.import(text.path("u.txt"), {.separator = "blank-line"}), std::string());
    QCOMPARE(text.documents(), (Texts{"one\r\ntwo\rthree\nfour\r\r\n", "five\n\n\r", "six"}));
  }

  void unknownNamesAreRefused() {
    ImportedText text;
    const std::string error =
        text.import(text.write("t.txt", "words"), {.reading = {.encoding = "klingon"}});
    QVERIFY2(error.find("klingon") != std::string::npos &&
                 error.find("windows-1252") != std::string::npos,
             error.c_str());
  }
};

QTEST_GUILESS_MAIN(EncodingTest)
#include "encoding_test.moc"
