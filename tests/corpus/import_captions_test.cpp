// Captioned pictures: every layout of captions gives the same pairs, and what cannot be paired is
// counted and listed.
#include <QtTest>
#include <fstream>

#include "core/base/files.h"
#include "core/base/message_value.h"
#include "core/corpus/pictures/audit.h"
#include "core/corpus/pictures/captions.h"
#include "core/corpus/pictures/import_pictures.h"
#include "core/dataset/picture_data.h"
#include "tests/corpus/picture_files.h"

using namespace unmask;
using namespace picture_files;

class ImportCaptionsTest : public QObject {
  Q_OBJECT

  std::unique_ptr<QTemporaryDir> dir_;
  int imports_ = 0;

  fs::path path(const std::string& name) const {
    return fs::path(dir_->path().toStdString()) / name;
  }
  fs::path out() const { return path("out-" + std::to_string(imports_)); }
  fs::path write(const std::string& name, const std::string& bytes) const {
    fs::create_directories(path(name).parent_path());
    std::ofstream(path(name), std::ios::binary) << bytes;
    return path(name);
  }
  void writePictures() const {
    write("in/images/a.png", png(16, 16, 3, smooth(16, 16, 3, 1)));
    write("in/images/b.png", png(16, 16, 3, smooth(16, 16, 3, 2)));
    write("in/images/c.png", png(16, 16, 3, smooth(16, 16, 3, 3)));
  }
  Result<CorpusInfo> import(const std::vector<fs::path>& paths,
                            const PictureImportSettings& settings = {}) {
    JobControl job;
    ++imports_;
    return importPictures(paths, "test", settings, out(), job);
  }
  // "images/a.png: one | two", by picture.
  QStringList pairs() const {
    const auto data = PictureData::open(out(), Access::pread);
    const auto corpus = Corpus::open(out());
    if (!data || !corpus) qFatal("the corpus does not open");
    QStringList lines;
    for (uint64_t i = 0; i < data->count(); ++i) {
      QStringList captions;
      const auto range = data->captions(i);
      for (uint64_t c = range->first; c < range->second; ++c)
        captions += QString::fromStdString(*corpus->text(c, 0, UINT64_MAX));
      lines +=
          QString::fromStdString(*data->name(i)).section('/', -1) + ": " + captions.join(" | ");
    }
    return lines;
  }
  static std::string skips(const CorpusInfo& info) {
    std::string all;
    for (const SkippedItem& item : info.statistics.skipped)
      all += item.file + " " + inEnglish(item.place) + ": " + inEnglish(item.reason) + "\n";
    return all;
  }

 private Q_SLOTS:
  void init() {
    dir_ = std::make_unique<QTemporaryDir>();
    imports_ = 0;
  }

  void everyLayoutGivesTheSamePairs_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("table");
    QTest::newRow("CSV")
        << "in/captions.csv"
        << QByteArray(
               "image,caption\nimages/b.png,\"red, and blue\"\nimages/a.png,first\n"
               "images/a.png,second\n");
    QTest::newRow("TSV, other names, other columns")
        << "in/t.tsv"
        << QByteArray(
               "id\ttext\tFile_Name\n1\tred, and blue\tb.png\n2\tfirst\ta.png\n3\tsecond\ta.png");
    QTest::newRow("CSV without a header")
        << "in/t.csv" << QByteArray("b.png,\"red, and blue\"\na.png,first\na.png,second\n");
    QTest::newRow("JSON lines")
        << "in/metadata.jsonl"
        << QByteArray(
               "{\"file_name\":\"images/b.png\",\"text\":\"red, and blue\"}\n"
               "\n{\"file_name\":\"images/a.png\",\"text\":[\"first\",\"second\"]}\n");
    QTest::newRow("JSON array")
        << "in/t.json"
        << QByteArray(
               "[{\"image\":\"a.png\",\"captions\":[\"first\",\"second\"],\"x\":{\"y\":[1]}},"
               "{\"image\":\"b.png\",\"captions\":[\"red, and blue\"]}]");
    QTest::newRow("Flickr8k") << "in/Flickr8k.token.txt"
                              << QByteArray(
                                     "b.png#0\tred, and blue\na.png#0\tfirst\na.png#1\tsecond\n");
    QTest::newRow("Flickr8k, its other edition")
        << "in/captions.txt"
        << QByteArray("image,caption\na.png,first\na.png,second\nb.png,\"red, and blue\"\n");
    QTest::newRow("COCO")
        << "in/annotations/captions_val.json"
        << QByteArray(
               "{\"info\":{\"year\":2014},\"images\":[{\"id\":7,\"file_name\":\"a.png\"},"
               "{\"id\":9,\"file_name\":\"b.png\"}],\"annotations\":["
               "{\"image_id\":9,\"id\":1,\"caption\":\"red, and blue\"},"
               "{\"image_id\":7,\"id\":2,\"caption\":\" first \"},"
               "{\"image_id\":7,\"id\":3,\"caption\":\"second\\n\"}]}");
    QTest::newRow("COCO, pictures last")
        << "in/captions_val.json"
        << QByteArray(
               "{\"annotations\":[{\"image_id\":9,\"caption\":\"red, and blue\"},"
               "{\"image_id\":7,\"caption\":\"first\"},{\"image_id\":7,\"caption\":\"second\"}],"
               "\"images\":[{\"id\":7,\"file_name\":\"a.png\"},{\"id\":9,\"file_name\":\"b.png\"}]"
               "}");
    QTest::newRow("CSV with semicolons")
        << "in/captions.csv"
        << QByteArray("image;caption\nb.png;red, and blue\na.png;first\na.png;second\n");
    QTest::newRow("Flickr30k's bars")
        << "in/results.csv"
        << QByteArray(
               "image_name| comment_number| comment\na.png| 0| first\na.png| 1| second\nb.png| 0| "
               "red, and blue\n");
    QTest::newRow("Flickr30k's own") << "in/results.token"
                                     << QByteArray(
                                            "b.png#0\tred, and blue\na.png#0\tfirst\na.png#1\t"
                                            "second\n");
    QTest::newRow("TSV in capitals, lines that end in CR")
        << "in/T.TSV"
        << QByteArray(
               "image\tcaption\rb.png\tred, and blue\ra.png\tfirst\ra.png\t"
               "second\r");
    QTest::newRow("commas that are not quoted")
        << "in/captions.csv"
        << QByteArray("image,caption\nb.png,red, and blue\na.png,first\na.png,second\n");
    QTest::newRow("two records on a line, one over several")
        << "in/metadata.jsonl"
        << QByteArray(
               "{\"file_name\":\"b.png\",\"prompt\":\"red, and blue\"}{\"file_name\":\"a.png\",\n"
               "\"prompt\":\"first\"}\n{\"file_name\":\"a.png\",\"prompt\":\"second\"}\n");
    QTest::newRow("Karpathy's split")
        << "in/dataset.json"
        << QByteArray(
               "{\"dataset\":\"d\",\"images\":[{\"filepath\":\"images\",\"filename\":\"b.png\","
               "\"sentids\":[0],\"sentences\":[{\"raw\":\"red, and blue\",\"tokens\":[\"red\"]}]},"
               "{\"filepath\":\"images\",\"filename\":\"a.png\",\"sentences\":[{\"raw\":\"first\"},"
               "{\"raw\":\"second\"}]}]}");
    QTest::newRow("captions by name")
        << "in/captions.json"
        << QByteArray("{\"b.png\":\"red, and blue\",\"a.png\":[\"first\",\"second\"]}");
    QTest::newRow("COCO, numbers as text")
        << "in/c.json"
        << QByteArray(
               "{\"images\":[{\"id\":7,\"file_name\":\"a.png\"},{\"id\":\"9\",\"file_name\":"
               "\"b.png\"}],\"annotations\":[{\"image_id\":9,\"caption\":\"red, and blue\"},"
               "{\"image_id\":\"7\",\"caption\":\"first\"},{\"image_id\":7,\"caption\":\"second\"}]"
               "}");
    QTest::newRow("rows of the viewer")
        << "in/rows.json"
        << QByteArray(
               "{\"rows\":[{\"row_idx\":0,\"row\":{\"image\":{\"path\":\"b.png\"},\"caption\":"
               "\"red, "
               "and blue\"}},{\"row_idx\":1,\"row\":{\"image\":{\"path\":\"a.png\"},\"caption\":"
               "[\"first\",\"second\"]}}]}");
    QTest::newRow("paths of Windows")
        << "in/t.csv"
        << QByteArray(
               "image,caption\nimages\\b.png,\"red, and blue\"\n.\\images\\a.png,first\n"
               "images\\..\\images\\A.PNG,second\n");
    QTest::newRow("names without their ending")
        << "in/t.csv"
        << QByteArray("image,caption\nb,\"red, and blue\"\na,first\nimages/a,second\n");
    QTest::newRow("bars, by its ending")
        << "in/t.psv" << QByteArray("image|caption\nb.png|red, and blue\na.png|first\na.png|second\n");
    QTest::newRow("tabs, by its ending")
        << "in/t.tab" << QByteArray("image\tcaption\nb.png\tred, and blue\na.png\tfirst\na.png\tsecond\n");
    QTest::newRow("records by key")
        << "in/t.json"
        << QByteArray(
               "{\"17\":{\"file_name\":\"b.png\",\"score\":NaN,\"caption\":\"red, and blue\"},"
               "\"18\":{\"file_name\":\"a.png\",\"caption\":[\"first\",\"second\"]}}");
    QTest::newRow("beside the picture") << "in/images/a.txt" << QByteArray("first\n\n second\r\n");
  }

  void everyLayoutGivesTheSamePairs() {
    QFETCH(QString, name);
    QFETCH(QByteArray, table);
    writePictures();
    write(name.toStdString(), table.toStdString());
    const bool beside = name.endsWith("a.txt");
    if (beside) write("in/images/b.txt", "red, and blue");
    for (const bool packed : {false, true}) {
      if (packed && beside) break;
      if (packed) {
        fs::remove(path(name.toStdString()));
        write(name.toStdString() + ".gz", gzipped(table.toStdString()));
      }
      const auto info = import({path("in")});
      QVERIFY2(info, info ? "" : inEnglish(info.error()).c_str());
      QVERIFY2(info->statistics.skippedCount == 0, skips(*info).c_str());
      QStringList expected{"a.png: first | second", "b.png: red, and blue", "c.png: "};
      if (beside) expected[0] = "a.png: first |  second";
      QCOMPARE(pairs(), expected);
      QCOMPARE(info->kind, std::string("pairs"));
      QCOMPARE(info->pictures.captioned, uint64_t{2});
      QCOMPARE(info->pictures.mostCaptions, uint64_t{2});
      QCOMPARE(info->pictures.captionsWithoutPicture, uint64_t{0});
      QVERIFY(!fs::exists(out() / "captions.part"));
    }
  }

  void whatCannotBePairedIsListed() {
    writePictures();
    write("in/images/d.png", "broken");
    write("in/images/d.txt", "of a picture that was skipped");
    write("in/images/a.txt", "a square\na square");
    write("in/images/nobody.txt", "of a picture that is not there");
    write("in/captions.csv",
          "image,caption\nimages/c.png,a square\nmissing.png,gone\n../../etc/passwd,no\n"
          "images/c.png,\n,nothing\n");
    const auto info = import({path("in")});
    QVERIFY2(info, info ? "" : inEnglish(info.error()).c_str());
    QCOMPARE(pairs(), (QStringList{"a.png: a square | a square", "b.png: ", "c.png: a square"}));
    QCOMPARE(info->statistics.exactDuplicates, uint64_t{2});
    QCOMPARE(info->pictures.captionsWithoutPicture, uint64_t{4});
    const auto audit = readAudit(out());
    QVERIFY(audit);
    QCOMPARE(audit->withoutCaption, uint64_t{1});
    QCOMPARE(audit->listedWithout, (std::vector<uint64_t>{1}));
    QCOMPARE(audit->withoutPicture, uint64_t{4});
    QStringList lone;
    for (const LoneCaption& caption : audit->listedCaptions)
      lone += QString::fromStdString(caption.picture + " " + caption.place);
    lone.sort();
    QCOMPARE(lone, (QStringList{"../../etc/passwd row 4", "d ", "missing.png row 3", "nobody "}));
    const std::string all = skips(*info);
    for (const char* part :
         {"row 5: Its caption is empty.", "row 6: It names no picture.", "d.png : Mislabelled"})
      QVERIFY2(all.find(part) != std::string::npos, all.c_str());
  }

  // In captions as in texts: what the bytes mean is found, told, and can be chosen.
  void encodingsOfCaptions() {
    writePictures();
    write("in/t.csv", "image,caption\na.png,un carr\xe9 rouge\nb.png,\"gr\xfcn, sch\xf6n\"\n");
    write("in/images/c.txt", "caf\xe9 rouge\n");
    const QStringList expected{"a.png: un carré rouge", "b.png: grün, schön", "c.png: café rouge"};
    auto info = import({path("in")});
    QVERIFY2(info, info ? "" : inEnglish(info.error()).c_str());
    QCOMPARE(pairs(), expected);
    QCOMPARE(info->statistics.replacedBytes, uint64_t{0});
    QCOMPARE(info->readings.size(), size_t{2});
    for (const Reading& reading : info->readings)
      QCOMPARE(reading.encoding.name, std::string("windows-1252"));
    info = import({path("in")}, {.reading = {.encoding = "windows-1251"}});
    QVERIFY(info);
    QCOMPARE(pairs()[0], QString("a.png: un carrй rouge"));
    info = import({path("in")}, {.reading = {.encoding = "utf-8"}});
    QVERIFY(info);
    QCOMPARE(info->statistics.replacedBytes, uint64_t{4});
  }

  void endingsAndLineEndsBeside() {
    writePictures();
    write("in/images/a.TXT", "one\rtwo\r");
    write("in/images/b.caption", "three\r\nfour");
    const auto info = import({path("in")});
    QVERIFY2(info, info ? "" : inEnglish(info.error()).c_str());
    QCOMPARE(pairs(), (QStringList{"a.png: one | two", "b.png: three | four", "c.png: "}));
  }

  // Composed or not, in any case: the same name. Where two differ only in that, the one written so.
  void namesInOtherForms() {
    const auto picture = [&](const char* name, uint32_t seed) {
      write(std::string("in/") + name, png(16, 16, 3, smooth(16, 16, 3, seed)));
    };
    picture("caf\u00e9.png", 1);
    picture("u\u0308ber.PNG", 2);
    picture("x.png", 3);
    picture("X.png", 4);
    write("in/t.csv",
          "image,caption\ncafe\u0301.png,one\n\u00dcBER.png,two\nX.png,large\nx.png,small\n");
    const auto info = import({path("in")});
    QVERIFY2(info, info ? "" : inEnglish(info.error()).c_str());
    QCOMPARE(pairs(),
             (QStringList{"X.png: large", "café.png: one", "u\u0308ber.PNG: two", "x.png: small"}));
    write("in/t.csv", "image,caption\nX.PNG,whose\n");
    const auto unclear = import({path("in")});
    QVERIFY(unclear);
    QCOMPARE(unclear->pictures.captionsWithoutPicture, uint64_t{1});
    QCOMPARE(inEnglish(unclear->statistics.noted.at(0).reason),
             std::string("Captions left out because several pictures have the name they give: 1, "
                         "the first \"X.PNG\"; their folders would tell."));
  }

  // As img2dataset leaves them: a record beside each picture, and sometimes its caption alone, too.
  void recordsBeside() {
    writePictures();
    write("in/images/a.json", "{\"caption\":\"one\",\"width\":16,\"key\":\"a\"}");
    write("in/images/b.json", "{\"caption\":[\"two\",\"three\"]}");
    write("in/images/c.json", "{\"width\":16}");
    auto info = import({path("in")});
    QVERIFY2(info, info ? "" : inEnglish(info.error()).c_str());
    QCOMPARE(pairs(), (QStringList{"a.png: one", "b.png: two | three", "c.png: "}));
    QVERIFY(skips(*info).find("c.json") != std::string::npos);
    write("in/images/a.txt", "one of its own");
    info = import({path("in")});
    QVERIFY2(info, info ? "" : inEnglish(info.error()).c_str());
    QCOMPARE(pairs()[0], QString("a.png: one of its own"));
    QVERIFY(skips(*info).find("a.json") != std::string::npos);
  }

  void aTableWithoutItsPicturesIsNamed() {
    writePictures();
    write("in/metadata.csv", "file_name,text\ntrain\\x.png,one\ntrain\\y.png,two\n");
    const auto info = import({path("in")});
    QVERIFY2(info, info ? "" : inEnglish(info.error()).c_str());
    QCOMPARE(info->kind, std::string("pictures"));
    QCOMPARE(info->pictures.captionsWithoutPicture, uint64_t{2});
    QCOMPARE(info->statistics.notedCount, uint64_t{1});
    QCOMPARE(inEnglish(info->statistics.noted[0].reason),
             std::string("Captions whose pictures were not found: 2, the first \"train\\x.png\"."));
    QCOMPARE(readAudit(out())->listedCaptions.size(), size_t{2});
    const auto needed = import({path("in")}, {.captions = "needed"});
    QVERIFY(!needed);
    const std::string error = inEnglish(needed.error());
    for (const char* part : {"None of the 3 pictures", "metadata.csv", "2", "train\\x.png"})
      QVERIFY2(error.find(part) != std::string::npos, error.c_str());
  }

  void aRecordThatIsGivenUpEndsNoTable() {
    writePictures();
    write("in/t.tsv",
          "filepath\ttitle\na.png\ta 5\" red square\nb.png\t\"green\" one\n"
          "c.png\t\"blue\n");
    QVERIFY(import({path("in")}));
    QCOMPARE(pairs(),
             (QStringList{"a.png: a 5\" red square", "b.png: \"green\" one", "c.png: \"blue"}));
    fs::remove(path("in/t.tsv"));
    write("in/t.jsonl",
          "{\"image\":\"a.png\",\"caption\":\"one\"}\n{\"image\":\"b.png\",\"caption\":\"" +
              std::string(20 << 20, 'x') + "\"}\n{\"image\":\"c.png\",\"caption\":\"three\"}\n");
    const auto info = import({path("in")});
    QVERIFY2(info, info ? "" : inEnglish(info.error()).c_str());
    QCOMPARE(pairs(), (QStringList{"a.png: one", "b.png: ", "c.png: three"}));
    const std::string all = skips(*info);
    QVERIFY2(all.find("line 2: The record is larger than") != std::string::npos, all.c_str());
  }

  void columnsThatAreNotClearAreNamed() {
    writePictures();
    write("in/t.csv", "photos,english,german\na.png,a black cat,eine schwarze Katze\n");
    const auto info = import({path("in")});
    QVERIFY(info);
    const std::string all = skips(*info);
    for (const char* part : {"photos", "english, german", "import.caption_column"})
      QVERIFY2(all.find(part) != std::string::npos, all.c_str());
    write("in/t.csv", "photos,words\na.png,a black cat\n");
    QVERIFY(import({path("in")}));
    QCOMPARE(pairs()[0], QString("a.png: a black cat"));
  }

  void captionsAreLeftOutOrNeeded() {
    writePictures();
    write("in/images/a.txt", "a caption");
    const auto without = import({path("in")}, {.captions = "none"});
    QVERIFY(without);
    QCOMPARE(without->kind, std::string("pictures"));
    QCOMPARE(without->statistics.documents, uint64_t{0});
    fs::remove(path("in/images/a.txt"));
    const auto needed = import({path("in")}, {.captions = "needed"});
    QVERIFY(!needed);
    QVERIFY2(inEnglish(needed.error()).find("None of the 3 pictures") != std::string::npos,
             inEnglish(needed.error()).c_str());
    QVERIFY(!fs::exists(out()));
    const auto plain = import({path("in")});
    QVERIFY(plain);
    QCOMPARE(plain->kind, std::string("pictures"));
    QVERIFY(plain->hash == without->hash);
  }

  void aTableAloneBringsItsPictures() {
    writePictures();
    write("secret.png", png(16, 16, 3, smooth(16, 16, 3, 9)));
    const fs::path table =
        write("in/few.jsonl",
              "{\"image\":\"images/c.png\",\"caption\":\"see\"}\n{\"image\":\"images/"
              "a.png\",\"caption\":\"ay\"}\n"
              "{\"image\":\"../secret.png\",\"caption\":\"outside\"}\n"
              "{\"image\":\"images/d.png\",\"caption\":\"broken\"}\n"
              "{\"image\":\"images/d.png\",\"caption\":\"told once\"}\n");
    write("in/images/d.png", "broken");
    QVERIFY(holdPictures({table}));
    const auto info = import({table});
    QVERIFY2(info, info ? "" : inEnglish(info.error()).c_str());
    QCOMPARE(pairs(), (QStringList{"c.png: see", "a.png: ay"}));
    QCOMPARE(info->pictures.captionsWithoutPicture, uint64_t{3});
    QCOMPARE(info->statistics.skippedCount, uint64_t{1});
    const std::string skipped = skips(*info);
    QVERIFY2(skipped.find("images/d.png : Mislabelled: by its name PNG") != std::string::npos,
             skipped.c_str());
    QVERIFY(!holdPictures({write("t.csv", "text,label\nwords,1\n")}));
    QVERIFY(!holdPictures({write("t.jsonl", "{\"text\":\"words\"}\n")}));
  }

  // Slashes, the composition of accents and a missing ending do not hide a picture, either.
  void aTableAloneFindsThemHoweverTheyAreWritten() {
    const std::string composed = "caf\xc3\xa9", decomposed = "cafe\xcc\x81";
    write("in/train/a.png", png(16, 16, 3, smooth(16, 16, 3, 1)));
    write("in/" + composed + ".png", png(16, 16, 3, smooth(16, 16, 3, 2)));
    write("in/c.png", png(16, 16, 3, smooth(16, 16, 3, 3)));
    const fs::path table = write("in/t.csv", "file_name,caption\ntrain\\a.png,ay\n" + decomposed +
                                                 ".png,bee\nc,see\n");
    QVERIFY(holdPictures({table}));
    const auto info = import({table});
    QVERIFY2(info, info ? "" : inEnglish(info.error()).c_str());
    QCOMPARE(info->pictures.count, uint64_t{3});
    QCOMPARE(info->pictures.captioned, uint64_t{3});
    QCOMPARE(pairs()[0], QString("a.png: ay"));
    QCOMPARE(pairs()[2], QString("c.png: see"));
  }

  void chosenColumns() {
    writePictures();
    write("in/t.csv", "photo,english,german\na.png,a cat,eine Katze\n");
    QVERIFY(import({path("in")}));
    QCOMPARE(pairs()[0], QString("a.png: "));
    QVERIFY(import({path("in")}, {.pictureColumn = "photo", .captionColumn = "german"}));
    QCOMPARE(pairs()[0], QString("a.png: eine Katze"));
  }

  // Many captions of one name each: the hash of the text and of who has which both count.
  void theHashKnowsWhoHasWhich() {
    writePictures();
    write("in/t.csv", "image,caption\na.png,one\nb.png,two\n");
    const auto first = import({path("in")});
    write("in/t.csv", "image,caption\na.png,one\nc.png,two\n");
    const auto second = import({path("in")});
    write("in/t.csv", "image,caption\nb.png,two\na.png,one\n");
    const auto third = import({path("in")});
    QVERIFY(first && second && third);
    QVERIFY(first->hash != second->hash);
    QCOMPARE(first->hash, third->hash);
  }

  void hostileTables_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("an open quote") << "t.csv" << QByteArray("image,caption\na.png,\"never");
    QTest::newRow("nesting") << "t.json" << QByteArray(200000, '[');
    QTest::newRow("objects") << "t.json" << QByteArray("{\"a\":").repeated(100000);
    QTest::newRow("no JSON") << "t.json" << QByteArray("{\"images\":[{\"id\":1,");
    QTest::newRow("numbers for names")
        << "t.jsonl" << QByteArray("{\"image\":1,\"caption\":{}}\n[]\n3\n\"x\"\nnull\n{");
    QTest::newRow("an annotation in a row")
        << "t.jsonl" << QByteArray("{\"row\":{\"image_id\":1,\"caption\":\"one\"}}\n");
    QTest::newRow("zeros") << "t.csv" << QByteArray(5000, '\0');
    QTest::newRow("only a header") << "t.csv" << QByteArray("image,caption");
    QTest::newRow("a long line") << "t.jsonl" << QByteArray(20 << 20, 'x');
    QTest::newRow("a long caption") << "t.csv"
                                    << "image,caption\na.png," + QByteArray(100000, 'x') + "\n";
  }
  void hostileTables() {
    QFETCH(QString, name);
    QFETCH(QByteArray, bytes);
    writePictures();
    write("in/" + name.toStdString(), bytes.toStdString());
    const auto info = import({path("in")});
    QVERIFY2(info, info ? "" : inEnglish(info.error()).c_str());
    QCOMPARE(info->pictures.count, uint64_t{3});
  }
};

QTEST_GUILESS_MAIN(ImportCaptionsTest)
#include "import_captions_test.moc"
