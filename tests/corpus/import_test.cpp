// Importing text: formats, encodings, separators, and everything hostile that files can hold.
#include <unistd.h>

#include <QtTest>
#include <fstream>
#include <numeric>

#include "core/base/digest.h"
#include "core/base/files.h"
#include "core/base/message_value.h"
#include "core/base/platform.h"
#include "core/corpus/import.h"
#include "tests/base/full_disk.h"
#include "tests/corpus/deflated.h"

using namespace unmask;

namespace {

std::string utf16(const std::u16string& text, bool big) {
  std::string out = big ? "\xFE\xFF" : "\xFF\xFE";
  for (const char16_t unit : text) {
    const char low = static_cast<char>(unit & 255), high = static_cast<char>(unit >> 8);
    out += big ? high : low;
    out += big ? low : high;
  }
  return out;
}

}  // namespace

class ImportTest : public QObject {
  Q_OBJECT

 private:
  std::unique_ptr<QTemporaryDir> dir_;
  int imports_ = 0;

  fs::path path(const std::string& name) const {
    return fs::path(dir_->path().toStdString()) / name;
  }

  fs::path write(const std::string& name, const std::string& bytes) const {
    fs::create_directories(path(name).parent_path());
    std::ofstream(path(name), std::ios::binary) << bytes;
    return path(name);
  }

  Result<CorpusInfo> import(const std::vector<fs::path>& paths,
                            const ImportSettings& settings = {}) {
    JobControl job;
    return importText(paths, "test", settings, path("out-" + std::to_string(++imports_)), job);
  }
  Corpus corpus() const {
    auto opened = Corpus::open(path("out-" + std::to_string(imports_)));
    if (!opened) qFatal("%s", inEnglish(opened.error()).c_str());
    return std::move(*opened);
  }
  std::vector<std::string> documents() const {
    const Corpus c = corpus();
    std::vector<std::string> out;
    for (uint64_t i = 0; i < c.documents(); ++i) out.push_back(*c.text(i, 0, UINT64_MAX));
    return out;
  }
  std::string all() const {
    const auto list = documents();
    return std::accumulate(list.begin(), list.end(), std::string());
  }
  // Nothing of a failed import stays: neither the folder nor a partial one.
  bool nothingLeft() const {
    for (const auto& entry : fs::directory_iterator(path("")))
      if (entry.path().filename().string().find("out-" + std::to_string(imports_)) !=
          std::string::npos)
        return false;
    return true;
  }

 private Q_SLOTS:
  void init() {
    dir_ = std::make_unique<QTemporaryDir>();
    imports_ = 0;
  }

  void separatorsLoseNothing_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QList<QByteArray>>("byLine");
    QTest::addColumn<QList<QByteArray>>("byBlankLine");
    QTest::newRow("plain") << QByteArray("a\nb\n\nc\n") << QList<QByteArray>{"a\n", "b\n\n", "c\n"}
                           << QList<QByteArray>{"a\nb\n\n", "c\n"};
    QTest::newRow("no newline at the end")
        << QByteArray("a\n\n\n\nb") << QList<QByteArray>{"a\n\n\n\n", "b"}
        << QList<QByteArray>{"a\n\n\n\n", "b"};
    QTest::newRow("blank lines first")
        << QByteArray("\n\na\nb") << QList<QByteArray>{"\n\na\n", "b"}
        << QList<QByteArray>{"\n\na\nb"};
    QTest::newRow("windows") << QByteArray("a\r\nb\r\n\r\nc\r\n")
                             << QList<QByteArray>{"a\r\n", "b\r\n\r\n", "c\r\n"}
                             << QList<QByteArray>{"a\r\nb\r\n\r\n", "c\r\n"};
    QTest::newRow("old Macs") << QByteArray("a\rb\r\rc") << QList<QByteArray>{"a\r", "b\r\r", "c"}
                              << QList<QByteArray>{"a\rb\r\r", "c"};
    QTest::newRow("a lone CR is an empty line")
        << QByteArray("a\n\n\rb") << QList<QByteArray>{"a\n\n\r", "b"}
        << QList<QByteArray>{"a\n\n\r", "b"};
    QTest::newRow("lone CR at the end")
        << QByteArray("a\n\n\r") << QList<QByteArray>{"a\n\n\r"} << QList<QByteArray>{"a\n\n\r"};
    QTest::newRow("only blank lines")
        << QByteArray("\n\n") << QList<QByteArray>{"\n\n"} << QList<QByteArray>{"\n\n"};
  }

  void separatorsLoseNothing() {
    QFETCH(QByteArray, text);
    QFETCH(QList<QByteArray>, byLine);
    QFETCH(QList<QByteArray>, byBlankLine);
    const fs::path file = write("t.txt", text.toStdString());
    const auto check = [&](const char* separator, const QList<QByteArray>& expected) {
      const auto info = import({file}, {.separator = separator});
      QVERIFY2(info, info ? "" : inEnglish(info.error()).c_str());
      std::vector<std::string> wanted;
      for (const QByteArray& document : expected) wanted.push_back(document.toStdString());
      QCOMPARE(documents(), wanted);
    };
    check("line", byLine);
    check("blank-line", byBlankLine);
    check("file", {text});
    check("auto", byBlankLine);
  }

  // The chunks that files are read in end anywhere: the same documents come out.
  void chunksDoNotShow() {
    std::string text;
    std::vector<std::string> lines;
    for (int i = 0; text.size() < 3 * (1 << 20); ++i) {
      lines.push_back("line " + std::to_string(i) + " \u00e9\U0001F600" +
                      std::string(static_cast<size_t>(i % 50), 'x') + "\r\n" +
                      (i % 3 ? "" : "\r\n"));
      text += lines.back();
    }
    const auto info = import({write("t.txt", text)}, {.separator = "line"});
    QVERIFY(info);
    QCOMPARE(documents(), lines);
    QCOMPARE(info->statistics.bytes, text.size());
    QCOMPARE(info->statistics.replacedBytes, uint64_t{0});
  }

  void everyFormatGivesTheSameDocuments_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("jsonl")
        << "t.jsonl"
        << QByteArray(
               "{\"id\":1,\"text\":\"one\\ntwo\"}\n\n"
               "{\"text\":\"caf\\u00e9 \\ud83d\\ude00\",\"n\":{\"text\":\"no\"}}\n");
    QTest::newRow("jsonl strings")
        << "t.jsonl" << QByteArray("\"one\\ntwo\"\n\"caf\u00e9 \U0001F600\"");
    QTest::newRow("json") << "t.json"
                          << QByteArray(
                                 " [ {\"text\" : \"one\\ntwo\", \"tags\":[\"a\",[1]]},\n"
                                 "{\"id\":7,\"text\":\"caf\u00e9 \U0001F600\"} ] ");
    QTest::newRow("json strings") << "t.json"
                                  << QByteArray("[\"one\\ntwo\",\"caf\u00e9 \U0001F600\"]");
    QTest::newRow("json lines in .json")
        << "t.json"
        << QByteArray("{\"text\":\"one\\ntwo\"}\n{\"text\":\"caf\u00e9 \U0001F600\"}\n");
    QTest::newRow("csv")
        << "t.csv"
        << QByteArray("id,text,label\r\n1,\"one\ntwo\",a\r\n2,caf\u00e9 \U0001F600,b\r\n");
    QTest::newRow("tsv") << "t.tsv"
                         << QByteArray("text\tid\n\"one\ntwo\"\t1\ncaf\u00e9 \U0001F600\t2");
    QTest::newRow("detected json")
        << "t.jsonl"
        << QByteArray(
               "{\"id\":\"x\",\"words\":\"one\\ntwo\"}\n"
               "{\"id\":\"long long id\",\"words\":\"caf\u00e9 \U0001F600\"}");
    QTest::newRow("detected csv")
        << "t.csv" << QByteArray("id,words\nx,\"one\ntwo\"\nlong long id,caf\u00e9 \U0001F600\n");
  }

  void everyFormatGivesTheSameDocuments() {
    QFETCH(QString, name);
    QFETCH(QByteArray, bytes);
    const std::vector<std::string> expected = {"one\ntwo", "caf\u00e9 \U0001F600"};
    auto info = import({write(name.toStdString(), bytes.toStdString())});
    QVERIFY2(info, info ? "" : inEnglish(info.error()).c_str());
    QCOMPARE(documents(), expected);
    QCOMPARE(info->statistics.skippedCount, uint64_t{0});
    info = import({write(name.toStdString() + ".gz", gzipped(bytes.toStdString()))});
    QVERIFY2(info, info ? "" : inEnglish(info.error()).c_str());
    QCOMPARE(documents(), expected);
  }

  void fieldsAreChosen() {
    const fs::path csv = write("t.csv", "a,text,c\n1, x ,3\n4,\"say \"\"hi\"\", ok\",6\n7\n");
    QVERIFY(import({csv}));
    QCOMPARE(documents(), (std::vector<std::string>{" x ", "say \"hi\", ok"}));
    QCOMPARE(inEnglish(corpus().info().statistics.skipped.front().place), std::string("row 4"));
    QVERIFY(import({csv}, {.field = "c"}));
    QCOMPARE(documents(), (std::vector<std::string>{"3", "6"}));
    QVERIFY(import({csv}, {.field = "1"}));
    QCOMPARE(documents(), (std::vector<std::string>{"1", "4", "7"}));
    auto wrong = import({csv}, {.field = "d"});
    QVERIFY(!wrong);
    QVERIFY2(inEnglish(wrong.error()).find("there are: a, text, c") != std::string::npos,
             inEnglish(wrong.error()).c_str());
    const fs::path json = write("t.json", "[{\"a\":\"1\",\"b\":\"2\"},{\"a\":3},{\"a\":\"\"},5]");
    QVERIFY(import({json}, {.field = "a"}));
    QCOMPARE(documents(), (std::vector<std::string>{"1"}));
    const auto skipped = corpus().info().statistics.skipped;
    QCOMPARE(skipped.size(), size_t{3});
    QCOMPARE(inEnglish(skipped[0].place), std::string("record 2"));
    QCOMPARE(inEnglish(skipped[1].reason), std::string("Its text is empty."));
  }

  void brokenRecordsAreListed() {
    QVERIFY(import({write("t.jsonl", "{\"text\":\"good\"}\n{broken\n{\"text\":\"too\"}\n[1]\n")}));
    QCOMPARE(documents(), (std::vector<std::string>{"good", "too"}));
    auto skipped = corpus().info().statistics.skipped;
    QCOMPARE(skipped.size(), size_t{2});
    QCOMPARE(inEnglish(skipped[0].place), std::string("line 2"));
    QCOMPARE(inEnglish(skipped[1].place), std::string("line 4"));
    QVERIFY(import({write("t.json", "[{\"text\":\"good\"}, {\"text\": ")}));
    QCOMPARE(documents(), (std::vector<std::string>{"good"}));
    skipped = corpus().info().statistics.skipped;
    QCOMPARE(inEnglish(skipped[0].place), std::string("record 2 and all after it"));
    QVERIFY(import({write("t.csv", "text\ngood\n\"never closed")}));
    QCOMPARE(corpus().info().statistics.skippedCount, uint64_t{1});
    // Deep nesting costs neither stack nor much memory.
    QVERIFY(import({write("t.json", "[\"good\"," + std::string(2000000, '[') + "]")}));
    QCOMPARE(documents(), (std::vector<std::string>{"good"}));
  }

  void encodings() {
    QVERIFY(import({write("t.txt", "\xEF\xBB\xBFmark")}));
    QCOMPARE(all(), std::string("mark"));
    for (const bool big : {false, true}) {
      QVERIFY(import({write("t.txt", utf16(u"caf\u00e9 \U0001F600\n", big))}));
      QCOMPARE(all(), std::string("caf\u00e9 \U0001F600\n"));
    }
    QVERIFY(import({write("t.txt", "caf\xe9")}, {.reading = {.encoding = "latin-1"}}));
    QCOMPARE(all(), std::string("caf\u00e9"));
    // UTF-16 without its mark, as asked for; cut off in the middle of a character.
    QVERIFY(
        import({write("t.txt", std::string("a\0b\0c", 5))}, {.reading = {.encoding = "utf-16"}}));
    QCOMPARE(all(), std::string("ab\uFFFD"));
    QVERIFY(import({write("t.txt", std::string("\0\xD8"
                                               "a\0",
                                               4))},
                   {.reading = {.encoding = "utf-16"}}));
    QCOMPARE(all(), std::string("\uFFFDa"));
  }

  void wrongBytesAreReplacedOrRefused() {
    const std::string start(100000, 'a');
    const fs::path file =
        write("t.txt", start + "\xff|\xe2\x96|\xc0\xaf|\xed\xa0\x80|\xf0\x9f\x98");
    auto info = import({file});
    QVERIFY(info);
    // Maximal subparts: one U+FFFD for the cut-off character, one for every byte elsewhere.
    QCOMPARE(all().substr(100000),
             std::string("\uFFFD|\uFFFD|\uFFFD\uFFFD|\uFFFD\uFFFD\uFFFD|\uFFFD"));
    QCOMPARE(info->statistics.replacedBytes, uint64_t{11});
    QCOMPARE(inEnglish(info->statistics.skipped[0].place), std::string("byte 100000"));
    QCOMPARE(inEnglish(info->statistics.skipped[1].place), std::string("byte 100002"));
    info = import({file}, {.reading = {.invalidBytes = "refuse"}});
    QVERIFY(!info);
    const std::string error = inEnglish(info.error());
    QVERIFY2(error.find("t.txt") != std::string::npos && error.find("100000") != std::string::npos,
             error.c_str());
    QVERIFY(nothingLeft());
    // The offset counts in the whole file, over chunks and byte-order mark.
    info = import({write("u.txt", "\xEF\xBB\xBF" + std::string(3 << 20, 'a') + "\xff")},
                  {.reading = {.invalidBytes = "refuse"}});
    QVERIFY(inEnglish(info.error()).find(std::to_string((3 << 20) + 3)) != std::string::npos);
  }

  void binaryAndEmptyFilesAreSkippedWithAReason() {
    std::string noise;
    for (int i = 0; i < 4096; ++i) noise += static_cast<char>(0x80 + i * 7 % 128);
    const fs::path png = write("in/a.txt", std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16));
    write("in/b.txt", noise);
    write("in/c.txt", "");
    write("in/d.txt", "good");
    write("in/e.bin", "whatever");
    write("in/f.txt.gz", "no gzip at all");
    auto info = import({path("in")});
    QVERIFY2(info, info ? "" : inEnglish(info.error()).c_str());
    QCOMPARE(all(), std::string("good"));
    QStringList reasons;
    for (const SkippedItem& item : info->statistics.skipped)
      reasons << QString::fromStdString(fs::path(item.file).filename().string() + ": " +
                                        inEnglish(item.reason));
    const QString text = reasons.join("\n");
    QVERIFY2(text.contains("a.txt: PNG picture: pictures are imported on"), qPrintable(text));
    QVERIFY2(text.contains("b.txt: Not UTF-8 text"), qPrintable(text));
    QVERIFY2(text.contains("c.txt: The file is empty."), qPrintable(text));
    QVERIFY2(text.contains("e.bin: Not a name"), qPrintable(text));
    QVERIFY2(text.contains("f.txt.gz: The gzip data is damaged"), qPrintable(text));
    // Alone, each is the error, and nothing stays.
    info = import({png});
    QVERIFY(!info);
    QVERIFY(inEnglish(info.error()).find("a.txt") != std::string::npos);
    QVERIFY(nothingLeft());
    QVERIFY(!import({path("in/c.txt")}));
    // Nothing but a byte-order mark is as empty.
    info = import({write("mark.txt", "\xef\xbb\xbf")});
    QVERIFY(!info);
    QVERIFY2(inEnglish(info.error()).find("mark.txt: There is no text in it.") != std::string::npos,
             inEnglish(info.error()).c_str());
    info = import({path("in/d.txt"), path("mark.txt")});
    QVERIFY(info);
    QCOMPARE(info->statistics.skippedCount, uint64_t{1});
    QVERIFY(!import({path("nowhere.txt")}));
    QVERIFY(nothingLeft());
    fs::create_directories(path("nothing"));
    QVERIFY(!import({path("nothing")}));
  }

  void foldersAreWalked() {
    write("in/b.txt", "b");
    write("in/a.txt", "a");
    write("in/deep/er/c.md", "c");
    write("in/deep/d.log", "d");
    fs::create_directory_symlink("..", path("in/deep/loop"));
    auto info = import({path("in")});
    QVERIFY(info);
    QCOMPARE(documents(), (std::vector<std::string>{"a", "b", "c"}));
    QCOMPARE(info->separator, std::string("file"));
    QCOMPARE(info->sources.size(), size_t{3});
    QCOMPARE(info->sources[0].sha256, sha256("a"));
    QVERIFY(import({path("in")}, {.recursive = false}));
    QCOMPARE(all(), std::string("ab"));
    QVERIFY(import({path("in")}, {.glob = "*.log"}));
    QCOMPARE(all(), std::string("d"));
    QVERIFY(import({path("in/b.txt"), path("in")}, {.glob = "[ab].*"}));  // b is given twice
    QCOMPARE(all(), std::string("ba"));
  }

  void foldersWithoutRightsAreNamed() {
    if (::geteuid() == 0) QSKIP("root may read every folder");
    write("in/a.txt", "a");
    write("in/closed/b.txt", "b");
    fs::permissions(path("in/closed"), fs::perms::none);
    const auto info = import({path("in")});
    const auto closed = import({path("in/closed")});
    fs::permissions(path("in/closed"), fs::perms::all);
    QVERIFY(info);
    QCOMPARE(info->statistics.skippedCount, uint64_t{1});
    QVERIFY(!closed);
    QVERIFY(inEnglish(closed.error()).find("closed") != std::string::npos);
  }

  void damagedAndConcatenatedGzip() {
    QVERIFY(import({write("t.txt.gz", gzipped("one ") + gzipped("two"))}));
    QCOMPARE(all(), std::string("one two"));
    std::string text;
    for (int i = 0; i < 200000; ++i) text += std::to_string(i * 7919) + " ";
    const std::string packed = gzipped(text);
    QVERIFY(import({write("t.txt.gz", packed.substr(0, packed.size() / 2))}));
    QVERIFY(text.starts_with(all()));
    QCOMPARE(inEnglish(corpus().info().statistics.skipped.front().reason),
             std::string("The gzip data is cut off."));
  }

  void decompressionBombsAreRefused() {
    // 300 MiB of zeros would be skipped as binary: letters. 300 kB packed.
    const fs::path bomb = write("bomb.txt.gz", gzipped(std::string(300 << 20, 'a')));
    const auto info = import({bomb});
    QVERIFY(!info);
    const std::string error = inEnglish(info.error());
    QVERIFY2(error.find("bomb.txt.gz unfolds to over") != std::string::npos, error.c_str());
    QVERIFY(nothingLeft());
  }

  void statisticsAreKept() {
    const auto info = import(
        {write("t.jsonl", "\"abc\"\n\"abc\"\n\"\u00e9\u00e9\u00e9\u00e9\"\n\"abc\"\n\"a\"\n")});
    QVERIFY(info);
    const CorpusStatistics s = corpus().info().statistics;  // as read back from corpus.json
    QCOMPARE(s.documents, uint64_t{5});
    QCOMPARE(s.bytes, uint64_t{18});
    QCOMPARE(s.characters, uint64_t{14});
    QCOMPARE(s.distinctCharacters, uint64_t{4});
    QCOMPARE(s.shortest, uint64_t{1});
    QCOMPARE(s.longest, uint64_t{4});
    QCOMPARE(s.lengthHistogram, (std::vector<uint64_t>{1, 3, 1}));
    QCOMPARE(s.exactDuplicates, uint64_t{2});
    QCOMPARE(s.characterCounts.size(), size_t{4});
    QCOMPARE(s.characterCounts[0], (std::pair<uint32_t, uint64_t>{'a', 4}));
    QCOMPARE(s.characterCounts[1], (std::pair<uint32_t, uint64_t>{0xe9, 4}));
    QCOMPARE(corpus().info().hash, info->hash);
    // The same text cut otherwise is another corpus.
    const auto lines = import({write("l.txt", "abc\nabc\n")}, {.separator = "line"});
    const auto whole = import({write("l.txt", "abc\nabc\n")}, {.separator = "file"});
    const auto again = import({write("l2.txt", "abc\nabc\n")}, {.separator = "file"});
    QVERIFY(lines->hash != whole->hash);
    QCOMPARE(again->hash, whole->hash);
  }

  // One line without end: documents are streamed, memory stays where it was.
  void aHugeLineNeedsLittleMemory() {
    const fs::path file = path("huge.txt");
    {
      std::ofstream out(file, std::ios::binary);
      const std::string block(1 << 20, 'l');
      for (int i = 0; i < 96; ++i) out << block;
    }
    QVERIFY(import({write("small.txt", "warm up")}));
    const uint64_t before = peakMemoryBytes();
    for (const char* separator : {"line", "auto"}) {
      const auto info = import({file}, {.separator = separator});
      QVERIFY(info);
      QCOMPARE(info->statistics.longest, uint64_t{96} << 20);
      fs::remove_all(path("out-" + std::to_string(imports_)));
    }
    QVERIFY2(peakMemoryBytes() - before < uint64_t{32} << 20,
             std::to_string((peakMemoryBytes() - before) >> 20).c_str());
  }

  void aFullDiskLeavesNothing() {
    const fs::path file = write("t.txt", std::string(8 << 20, 'x'));
    const auto info = [&] {
      const FullDisk disk(4 << 20);
      return import({file});
    }();
    QVERIFY(!info);
    QVERIFY2(inEnglish(info.error()).find("text.npy") != std::string::npos,
             inEnglish(info.error()).c_str());
    QVERIFY(nothingLeft());
  }

  void cancelLeavesNothing() {
    const fs::path file = write("t.txt", std::string(24 << 20, 'x'));
    JobControl job;
    QThread* const canceller = QThread::create([&] {
      while (job.progress().done == 0) QThread::yieldCurrentThread();
      job.cancel();
    });
    canceller->start();
    const auto info = importText({file}, "test", {}, path("out-1"), job);
    imports_ = 1;
    canceller->wait();
    delete canceller;
    QVERIFY(!info);
    QVERIFY(isCancelled(info.error()));
    QVERIFY(nothingLeft());
    QCOMPARE(job.progress().total, uint64_t{24} << 20);
    QVERIFY(job.progress().done <= job.progress().total);
  }

  void nothingIsOverwritten() {
    QVERIFY(import({write("t.txt", "first")}));
    JobControl job;
    const auto again = importText({write("u.txt", "second")}, "test", {}, path("out-1"), job);
    QVERIFY(!again);
    QCOMPARE(all(), std::string("first"));
  }

  void wrongSettingsAreNamed() {
    const auto info = import({write("t.txt", "x")}, {.separator = "word"});
    QVERIFY(!info);
    QVERIFY(inEnglish(info.error()).find("import.separator") != std::string::npos);
  }

  void tinyshakespeareIsExactlyItsCharacters() {
    const fs::path file = UNMASK_SOURCE_DIR "/../shared/data/tinyshakespeare.txt";
    if (!fs::exists(file)) QSKIP("tinyshakespeare.txt is not beside the project");
    const auto info = import({file});
    QVERIFY(info);
    QCOMPARE(info->statistics.characters, uint64_t{1115394});
    QCOMPARE(info->statistics.distinctCharacters, uint64_t{65});
    QVERIFY(info->statistics.documents > 7000);  // speeches, cut at blank lines
    const Corpus c = corpus();
    QCOMPARE(*c.bytes(0, 1115394), *readFile(file));
    QCOMPARE(static_cast<uint64_t>(1115394 * 0.9), uint64_t{1003854});
  }
};

QTEST_GUILESS_MAIN(ImportTest)
#include "import_test.moc"
