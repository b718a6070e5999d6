// Importing pictures: what is taken, in which order, with which classes; what is skipped and why;
// and that nothing half-made stays.
#include "core/corpus/pictures/import_pictures.h"
#include "core/base/message_value.h"

#include <sys/stat.h>

#include <QtTest>
#include <fstream>
#include <set>
#include <thread>

#include "core/base/files.h"
#include "core/base/platform.h"
#include "core/corpus/corpus_writer.h"
#include "core/corpus/pictures/audit.h"
#include "core/corpus/pictures/in_order.h"
#include "core/corpus/pictures/picture_files.h"
#include "core/dataset/picture_data.h"
#include "tests/base/full_disk.h"
#include "tests/corpus/picture_files.h"

using namespace unmask;
using namespace picture_files;

class ImportPicturesTest : public QObject {
  Q_OBJECT

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
                            const PictureImportSettings& settings = {}) {
    JobControl job;
    return importPictures(paths, "test", settings, path("out-" + std::to_string(++imports_)), job);
  }
  PictureData pictures() const {
    auto opened = PictureData::open(path("out-" + std::to_string(imports_)), Access::pread);
    if (!opened) qFatal("%s", inEnglish(opened.error()).c_str());
    return std::move(*opened);
  }
  std::vector<std::string> names() const {
    const PictureData data = pictures();
    std::vector<std::string> out;
    for (uint64_t i = 0; i < data.count(); ++i) out.push_back(*data.name(i));
    return out;
  }
  std::vector<int32_t> labels() const {
    const PictureData data = pictures();
    std::vector<int32_t> out(data.count());
    if (!data.labels(0, out)) qFatal("labels");
    return out;
  }
  static std::string skips(const CorpusInfo& info) {
    std::string all;
    for (const SkippedItem& item : info.statistics.skipped)
      all += fs::path(item.file).filename().string() + (item.place.empty() ? "" : " ") +
             inEnglish(item.place) + ": " + inEnglish(item.reason) + "\n";
    return all;
  }
  bool nothingLeft() const {
    for (const auto& entry : fs::directory_iterator(path("")))
      if (entry.path().filename().string().find("out-") != std::string::npos) return false;
    return true;
  }
  // Grey squares, 16 pixels wide; different for every shift.
  static std::string square(int shift) { return png(16, 16, 3, smooth(16, 16, 3, shift)); }

 private Q_SLOTS:
  void init() {
    dir_ = std::make_unique<QTemporaryDir>();
    imports_ = 0;
  }

  void aFolderWithClasses() {
    write("in/cats/b.png", square(1));
    write("in/cats/a.webp", written(imageOf(16, 16, smooth(16, 16, 3, 2)), "webp", 100));
    write("in/dogs/more/c.jpg", written(imageOf(16, 16, smooth(16, 16, 3, 3)), "jpg", 100));
    write("in/dogs/d.bmp", written(imageOf(20, 16, smooth(20, 16, 3, 4)), "bmp"));
    write("in/e.gif", gif(16, 16, std::string(256, 1)));
    const auto info = import({path("in")}, {.size = 16});
    QVERIFY2(info, info ? "" : inEnglish(info.error()).c_str());
    QCOMPARE(names(), (std::vector<std::string>{"cats/a.webp", "cats/b.png", "dogs/d.bmp",
                                                "dogs/more/c.jpg", "e.gif"}));
    QCOMPARE(labels(), (std::vector<int32_t>{0, 0, 1, 2, -1}));
    QCOMPARE(info->kind, std::string("pictures"));
    QCOMPARE(info->pictures.count, uint64_t{5});
    QCOMPARE(info->pictures.classes.size(), size_t{3});
    QCOMPARE(info->pictures.classes[0].name, std::string("cats"));
    QCOMPARE(info->pictures.classes[0].pictures, uint64_t{2});
    QCOMPARE(info->pictures.widest, int64_t{20});
    QCOMPARE(info->pictures.narrowest, int64_t{16});
    QCOMPARE(info->sources.size(), size_t{1});
    QCOMPARE(info->sources[0].documents, uint64_t{5});
    // Lossless pictures of the size asked for come back as they were.
    const PictureData data = pictures();
    std::vector<uint8_t> out(data.pictureBytes());
    QVERIFY(data.pixels(1, out));
    QCOMPARE(std::string(out.begin(), out.end()), smooth(16, 16, 3, 1));
    QVERIFY(data.pixels(2, out));  // the middle of 20 columns
    for (int x = 0; x < 16; ++x)
      QCOMPARE(char(out[static_cast<size_t>(x) * 3]),
               smooth(20, 16, 3, 4)[static_cast<size_t>(x + 2) * 3]);
    QCOMPARE(*data.originalSize(2), (std::pair<int32_t, int32_t>(20, 16)));

    QVERIFY(import({path("in")}, {.size = 16, .classes = "first"}));
    QCOMPARE(labels(), (std::vector<int32_t>{0, 0, 1, 1, -1}));
    QVERIFY(import({path("in")}, {.size = 16, .classes = "none"}));
    QVERIFY(!pictures().labelled());
    QVERIFY(import({path("in/cats")}, {.size = 16}));  // one folder is no class
    QVERIFY(!pictures().labelled());
    QVERIFY(import({path("in")}, {.size = 16, .glob = "*.png"}));
    QCOMPARE(names(), (std::vector<std::string>{"cats/b.png"}));
    QVERIFY(import({path("in")}, {.size = 16, .recursive = false}));
    QCOMPARE(names(), (std::vector<std::string>{"e.gif"}));
    QVERIFY(import({path("in/dogs/d.bmp"), path("in/cats/b.png"), path("in/dogs/d.bmp")}));
    QCOMPARE(names(), (std::vector<std::string>{"d.bmp", "b.png"}));
    QCOMPARE(pictures().width(), kPictureFileSize);
  }

  void aFolderWithinDividesNothing() {
    write("in/a/1.png", square(1));
    write("in/a/m/2.png", square(2));
    write("in/a/z.png", square(3));
    write("in/b/notes.md", "no picture, so no class");
    write("in/c/4.png", square(4));
    const auto info = import({path("in")}, {.size = 16});
    QVERIFY2(info, info ? "" : inEnglish(info.error()).c_str());
    QCOMPARE(names(), (std::vector<std::string>{"a/1.png", "a/m/2.png", "a/z.png", "c/4.png"}));
    QCOMPARE(labels(), (std::vector<int32_t>{0, 2, 0, 1}));
    QCOMPARE(info->pictures.classes.size(), size_t{3});
    QVERIFY(import({path("in")}, {.size = 16, .classes = "first"}));
    QCOMPARE(labels(), (std::vector<int32_t>{0, 0, 0, 1}));
  }

  void arraysKeepTheirSizeAndColours() {
    const std::string pixels = smooth(10, 12, 2);
    write("in/x-images-idx3", idxPictures(2, 12, 10, pixels));
    write("in/x-labels-idx1", idxLabels({3, 1}));
    const auto info = import({path("in")});
    QVERIFY2(info, info ? "" : inEnglish(info.error()).c_str());
    QVERIFY2(info->statistics.skippedCount == 0, skips(*info).c_str());
    QCOMPARE(info->pictures.width, int64_t{10});
    QCOMPARE(info->pictures.channels, int64_t{1});
    QCOMPARE(labels(), (std::vector<int32_t>{1, 0}));  // of the classes that there are
    QCOMPARE(info->pictures.classes.size(), size_t{2});
    QCOMPARE(info->pictures.classes[0].name, std::string("1"));
    QCOMPARE(info->pictures.classes[1].name, std::string("3"));
    QCOMPARE(names()[1], std::string("x-images-idx3, 1"));
    std::vector<uint8_t> out(100);
    QVERIFY(pictures().pixels(0, out));
    QCOMPARE(std::string(out.begin(), out.end()), pixels.substr(10, 100));  // a row off each end
    const auto bigger = import({path("in")}, {.size = 20, .channels = "colour"});
    QVERIFY(bigger);
    QCOMPARE(bigger->pictures.width, int64_t{20});
    QCOMPARE(bigger->pictures.channels, int64_t{3});
    QCOMPARE(bigger->pictures.enlarged, uint64_t{2});
    QVERIFY(bigger->hash != info->hash);
    QVERIFY(import({path("in")}, {.classes = "none"}));
    QVERIFY(!pictures().labelled());
    // Classes of several arrays stand in the order of their numbers.
    write("in/y-images-idx3", idxPictures(2, 12, 10, pixels));
    write("in/y-labels-idx1", idxLabels({10, 2}));
    const auto both = import({path("in")});
    QVERIFY(both);
    std::string order;
    for (const PictureClass& one : both->pictures.classes) order += one.name + " ";
    QCOMPARE(QString::fromStdString(order), QString("1 2 3 10 "));
    QCOMPARE(labels(), (std::vector<int32_t>{2, 0, 3, 1}));
  }

  // What a corpus has no room for is counted, and said.
  void whatWasChangedIsCounted() {
    write("in/a.png", png(16, 24, 3, smooth(16, 24, 3), pngChunk("eXIf", exif(8))));
    write("in/b.gif", gif(16, 16, std::string(256, 1), 3));
    write("in/c.png", png(16, 16, 4, std::string(16 * 16 * 4, 'x')));
    write("in/d.png", png(16, 16, 4, std::string(16 * 16 * 4, '\xff')));  // not see-through
    QImage deep(16, 16, QImage::Format_Grayscale16);
    deep.fill(Qt::gray);
    write("in/e.png", written(deep, "png"));
    write("in/f.jpg", withSegment(written(imageOf(16, 16, smooth(16, 16, 3)), "jpg"), '\xe2',
                                  std::string("ICC_PROFILE\0\1\1", 14) + "Adobe RGB (1998)"));
    write("in/g.png", square(7));
    const auto info = import({path("in")}, {.size = 16});
    QVERIFY2(info, info ? "" : inEnglish(info.error()).c_str());
    QCOMPARE(info->pictures.count, uint64_t{7});
    const PictureChanges& c = info->pictures.changes;
    QCOMPARE((std::vector<uint64_t>{c.turned, c.firstFrames, c.flattened, c.reducedDepth, c.cmyk,
                                    c.otherColours}),
             (std::vector<uint64_t>{1, 1, 1, 1, 0, 1}));
    const std::vector<Message> sentences = said(c);
    QCOMPARE(sentences.size(), size_t{5});
    QCOMPARE(inEnglish(sentences[0]),
             std::string("1 picture was turned as its EXIF orientation says."));
    QVERIFY(inEnglish(said(PictureChanges{.turned = 2})[0]).starts_with("2 pictures were turned"));
    QCOMPARE(*pictures().originalSize(0), (std::pair<int32_t, int32_t>(24, 16)));
    const auto again = readCorpusFile(path("out-" + std::to_string(imports_)));
    QVERIFY(again && again->pictures.changes == c);
  }

  void everythingThatCannotBeUsedIsListed() {
    const std::string good = square(1);
    write("in/good.png", good);
    write("in/cut.png", good.substr(0, good.size() / 2));
    write("in/jpeg.png", written(imageOf(16, 16, smooth(16, 16, 3)), "jpg"));
    write("in/words.jpg", "these are words");
    write("in/huge.png", png(60000, 60000, 3, ""));
    write("in/drawing.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
    write("in/photo.tif", std::string("II*\0", 4) + std::string(100, 'x'));
    write("in/empty.gif", "");
    write("in/program",
          "\x7f"
          "ELF");
    write("in/notes.txt", "words");
    write("in/lone-labels-idx1", idxLabels({1}));
    write("in/bad.npy", npy("<f4", "1, 1, 1", "1234"));
    write("in/half.idx", idxPictures(4, 16, 16, smooth(16, 16, 2)));
    const auto info = import({path("in")});
    QVERIFY2(info, info ? "" : inEnglish(info.error()).c_str());
    QCOMPARE(names(), (std::vector<std::string>{"good.png", "half.idx, 0", "half.idx, 1"}));
    const std::string all = skips(*info);
    QCOMPARE(info->statistics.skippedCount, uint64_t{12});
    for (const char* line :
         {"cut.png: The file is cut off.",
          "jpeg.png: Mislabelled: by its name PNG, by its content JPEG",
          "words.jpg: Mislabelled: by its name JPEG, by its content no picture",
          "huge.png: 60000 x 60000 pixels are more", "drawing.svg: SVG drawing: PNG, JPEG",
          "photo.tif: TIFF picture: PNG, JPEG", "empty.gif: The file is empty.",
          "program: Program (Linux): texts and pictures",
          "notes.txt: Neither a picture nor captions.", "lone-labels-idx1: Labels, but",
          "bad.npy: Its numbers are float32",
          "half.idx picture 2 and all after it: The data is cut off"})
      QVERIFY2(all.find(line) != std::string::npos, (line + (" is not in\n" + all)).c_str());
    // Read back, too.
    const auto again = readCorpusFile(path("out-1"));
    QVERIFY(again);
    QCOMPARE(skips(*again), all);

    QVERIFY(import({path("in")}, {.mislabelled = "read"}));
    QCOMPARE(names()[1], std::string("half.idx, 0"));
    QCOMPARE(names()[3], std::string("jpeg.png"));
  }

  void nothingUsableIsAnErrorThatSaysWhy() {
    const std::string good = square(1);
    write("in/cut.png", good.substr(0, good.size() / 2));
    const auto cut = import({path("in")});
    QVERIFY(!cut);
    QVERIFY2(inEnglish(cut.error()).find("cut.png: The file is cut off.") != std::string::npos,
             inEnglish(cut.error()).c_str());
    fs::create_directories(path("nothing"));
    QVERIFY(!import({path("nothing")}));
    QVERIFY(!import({path("not-there.png")}));
    const auto wrong = import({path("in")}, {.size = 3});
    QVERIFY(inEnglish(wrong.error()).find("import.size") != std::string::npos);
    const auto colours = import({path("in")}, {.channels = "blue"});
    QVERIFY(inEnglish(colours.error()).find("import.channels") != std::string::npos);
    QVERIFY(nothingLeft());
  }

  void duplicatesAreFound() {
    std::string picture, noise;
    for (int i = 0; i < 64 * 64 * 3; ++i)  // brighter to the right and downwards
      picture += static_cast<char>(i / 3 % 64 * 2 + i / 3 / 64 + i % 3 * 10);
    std::string brighter = picture;
    for (uint32_t i = 0, x = 1; i < 64 * 64 * 3; ++i, x = x * 1664525 + 1013904223)
      noise += static_cast<char>(x >> 24);
    for (char& c : brighter) c = static_cast<char>(c + 2);
    write("in/a.png", png(64, 64, 3, picture));
    write("in/b.png", png(64, 64, 3, noise));
    write("in/c.png", png(64, 64, 3, picture, pngChunk("tEXt", std::string("k\0v", 3))));
    write("in/d.png", png(64, 64, 3, brighter));
    write("in/e.jpg", written(imageOf(64, 64, picture), "jpg", 90));
    const auto info = import({path("in")});
    QVERIFY(info);
    QCOMPARE(info->pictures.exactDuplicates, uint64_t{1});
    QCOMPARE(info->pictures.nearDuplicates, uint64_t{3});
    const auto audit = readAudit(path("out-1"));
    QVERIFY(audit);
    QCOMPARE(audit->exact.listed.size(), size_t{1});
    QCOMPARE(audit->exact.listed[0].documents, (std::vector<uint64_t>{0, 2}));
    QCOMPARE(audit->near.listed[0].documents, (std::vector<uint64_t>{0, 2, 3, 4}));
  }

  void statisticsAreThoseOfThePixels() {
    write("in/a.png", png(8, 8, 3, std::string(64 * 3, '\0')));
    std::string red;
    for (int i = 0; i < 64; ++i) red += std::string("\xff\0\0", 3);
    write("in/b.png", png(8, 8, 3, red));
    const auto info = import({path("in")}, {.size = 8});
    QVERIFY(info);
    QCOMPARE(info->pictures.channelMeans, (std::vector<double>{0.5, 0, 0}));
    QCOMPARE(info->pictures.channelDeviations, (std::vector<double>{0.5, 0, 0}));
    QCOMPARE(info->pictures.brightness[0], uint64_t{1});
    QCOMPARE(info->pictures.brightness[10], uint64_t{1});  // 85 of 255
    const auto again = readCorpusFile(path("out-1"));
    QCOMPARE(again->pictures.channelMeans, info->pictures.channelMeans);
    QCOMPARE(again->hash, info->hash);
  }

  // NumPy reads our arrays; here its header alone, byte by byte.
  void pixelsAreAnArrayOfPictures() {
    write("in/a.png", square(1));
    QVERIFY(import({path("in")}, {.size = 8}));
    const std::string bytes = *readFile(path("out-1/pixels.npy"));
    QCOMPARE(bytes.size(), size_t{128 + 8 * 8 * 3});
    QVERIFY(bytes.find("{'descr': '|u1', 'fortran_order': False, 'shape': (1, 8, 8, 3), }") == 10);
    // An array of another shape is not taken for it.
    fs::copy(path("out-1"), path("broken"), fs::copy_options::recursive);
    fs::copy_file(path("out-1/names.npy"), path("broken/pixels.npy"),
                  fs::copy_options::overwrite_existing);
    QVERIFY(!PictureData::open(path("broken"), Access::pread));
    fs::remove(path("broken/pixels.npy"));
    QVERIFY(!PictureData::open(path("broken"), Access::pread));
  }

  void aCorpusOfPicturesIsACorpusWithoutText() {
    write("in/a.png", square(1));
    QVERIFY(import({path("in")}));
    const auto corpus = Corpus::open(path("out-1"));
    QVERIFY2(corpus, corpus ? "" : inEnglish(corpus.error()).c_str());
    QCOMPARE(corpus->documents(), uint64_t{0});
    QCOMPARE(corpus->info().pictures.count, uint64_t{1});
  }

  void theSameOnAnyNumberOfCores() {
    for (size_t threads : {1, 2, 7}) {
      uint64_t next = 0;
      std::vector<int> taken;
      JobControl job;
      const Status status = inOrder<int, int>(
          [&]() -> Result<std::optional<int>> {
            return next == 500 ? std::optional<int>() : std::optional<int>(int(next++));
          },
          [](int&& n) {
            if (n % 3 == 0) std::this_thread::yield();
            return n * 2;
          },
          [&](int&& n) {
            taken.push_back(n);
            return Status();
          },
          threads, 2 * threads, job);
      QVERIFY(status);
      QCOMPARE(taken.size(), size_t{500});
      for (int i = 0; i < 500; ++i) QCOMPARE(taken[static_cast<size_t>(i)], 2 * i);

      next = 0;
      const Status failed = inOrder<int, int>(
          [&]() -> Result<std::optional<int>> { return std::optional<int>(int(next++)); },
          [](int&& n) { return n; },
          [&](int&& n) -> Status {
            if (n == 100) return failure(message("full"));
            return {};
          },
          threads, 2 * threads, job);
      QVERIFY(!failed);
      QVERIFY(next <= 101 + 2 * threads);
    }
  }

  void cancelLeavesNothing() {
    for (int i = 0; i < 400; ++i) write("in/" + std::to_string(i) + ".png", square(i));
    JobControl job;
    std::thread canceller([&] {
      while (job.progress().done < 20) std::this_thread::yield();
      job.cancel();
    });
    const auto info = importPictures({path("in")}, "test", {}, path("out-1"), job);
    canceller.join();
    QVERIFY(!info);
    QVERIFY(isCancelled(info.error()));
    QVERIFY(nothingLeft());
    QCOMPARE(job.progress().total, uint64_t{400});
  }

  void aFullDiskLeavesNothing() {
    write("in/a.idx", idxPictures(3000, 28, 28, std::string(3000 * 28 * 28, 'x')));
    const auto info = [&] {
      const FullDisk disk(1 << 20);
      return import({path("in")});
    }();
    QVERIFY(!info);
    QVERIFY2(inEnglish(info.error()).find("pixels.npy") != std::string::npos,
             inEnglish(info.error()).c_str());
    QVERIFY(nothingLeft());
  }

  // The lists of files lie on a disk, too, and may not fit on it.
  void aDiskFullOfNamesLeavesNothing() {
    const std::string bytes = square(1), longName(200, 'n');
    for (int i = 0; i < 3000; ++i) write("in/" + std::to_string(i) + longName, bytes);
    const auto info = [&] {
      const FullDisk disk(1 << 18);
      return import({path("in")});
    }();
    QVERIFY(!info);
    QVERIFY2(inEnglish(info.error()).find("files.part") != std::string::npos,
             inEnglish(info.error()).c_str());
    QVERIFY(nothingLeft());
  }

  void aCorpusHoldsNothingElse() {
    write("in/a/1.png", square(1));
    write("in/b/2.png", square(2));
    const auto files = [&] {
      std::set<std::string> names;
      for (const auto& entry : fs::directory_iterator(path("out-" + std::to_string(imports_))))
        if (entry.path().extension() != ".crc") names.insert(entry.path().filename().string());
      return names;
    };
    std::set<std::string> expected{"audit.json",         "corpus.json",      "document_offsets.npy",
                                   "labels.npy",         "name_offsets.npy", "names.npy",
                                   "original_sizes.npy", "pixels.npy",       "text.npy"};
    QVERIFY(import({path("in")}));
    QCOMPARE(files(), expected);
    write("in/a/1.txt", "one");
    QVERIFY(import({path("in")}, {.classes = "none"}));
    expected.erase("labels.npy");
    expected.insert("captions.npy");
    QCOMPARE(files(), expected);
  }

  void nothingIsOverwritten() {
    write("in/a.png", square(1));
    QVERIFY(import({path("in")}));
    JobControl job;
    QVERIFY(!importPictures({path("in")}, "test", {}, path("out-1"), job));
    QCOMPARE(names(), (std::vector<std::string>{"a.png"}));
  }

  void picturesAreRecognisedAsSuch() {
    write("docs/a.md", "words");
    write("docs/b.txt", "words");
    write("docs/screenshot.png", square(1));
    QVERIFY(!holdPictures({path("docs")}));
    write("photos/a.jpg", "no picture");
    QVERIFY(!holdPictures({path("photos")}));
    write("photos/b.dat", square(1));  // by content, whatever the name
    write("photos/b.txt", "its caption");
    write("photos/captions.csv", "image,caption\nb.dat,words\n");
    QVERIFY(holdPictures({path("photos")}));
    QVERIFY(holdPictures({path("docs/screenshot.png")}));
    QVERIFY(!holdPictures({path("docs/a.md")}));
    QVERIFY(!holdPictures({path("nowhere")}));
    // An array that holds none is no reason to read the texts beside it as captions.
    write("docs/embedding.npy", npy("<f4", "2, 2", std::string(16, '\0')));
    QVERIFY(!holdPictures({path("docs")}));
    QVERIFY(holdPictures({path("docs/embedding.npy")}));  // which says what it holds
    write("docs/pixels.npy", npy("|u1", "1, 2, 2", "abcd"));
    QVERIFY(holdPictures({path("docs")}));
    // A named pipe would be waited on until somebody writes to it.
    QCOMPARE(::mkfifo(path("pipe").c_str(), 0600), 0);
    QVERIFY(!holdPictures({path("pipe")}));
    QVERIFY(!import({path("pipe")}));
    write("mnist/t10k-images-idx3-ubyte.gz", gzipped(idxPictures(1, 2, 2, "abcd")));
    QVERIFY(holdPictures({path("mnist")}));
  }
};

QTEST_GUILESS_MAIN(ImportPicturesTest)
#include "import_pictures_test.moc"
