// Pictures in arrays: IDX, CIFAR, .npy and .npz, with their labels; and what hostile ones do.
#include "core/corpus/pictures/picture_array.h"

#include <QtTest>
#include <fstream>

#include "core/base/files.h"
#include "core/corpus/pictures/labels.h"
#include "tests/corpus/picture_files.h"

using namespace unmask;
using namespace picture_files;

class PictureArrayTest : public QObject {
  Q_OBJECT

  std::unique_ptr<QTemporaryDir> dir_;
  std::vector<std::string> notices_;

  fs::path write(const std::string& name, const std::string& bytes) const {
    const fs::path path = fs::path(dir_->path().toStdString()) / name;
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  Result<std::vector<PictureArray>> open(const fs::path& path, ArrayFormat format) {
    notices_.clear();
    return PictureArray::open(path, format, [this](const Message& place, const Message& reason) {
      notices_.push_back(inEnglish(place) + ": " + inEnglish(reason));
    });
  }
  struct Read {
    std::string pixels;
    std::vector<int64_t> labels;
    std::string error;
  };
  static Read readAll(PictureArray& array) {
    Read read;
    ArrayPicture picture;
    while (true) {
      const auto more = array.next(picture);
      if (!more) read.error = inEnglish(more.error());
      if (!more || !*more) return read;
      read.pixels.append(picture.bitmap.pixels.begin(), picture.bitmap.pixels.end());
      read.labels.push_back(picture.label);
    }
  }

 private Q_SLOTS:
  void init() { dir_ = std::make_unique<QTemporaryDir>(); }

  void idxWithItsLabels() {
    const std::string pixels = smooth(5, 4, 3);  // three grey pictures of 4 x 5
    for (const bool packed : {false, true}) {
      const std::string end = packed ? ".gz" : "";
      const auto file = [&](const std::string& bytes) { return packed ? gzipped(bytes) : bytes; };
      const fs::path images =
          write("a-images-idx3-ubyte" + end, file(idxPictures(3, 4, 5, pixels)));
      write("a-labels-idx1-ubyte" + end, file(idxLabels({7, 0, 2})));
      auto arrays = open(images, ArrayFormat::idx);
      QVERIFY2(arrays, arrays ? "" : inEnglish(arrays.error()).c_str());
      QCOMPARE(arrays->size(), size_t{1});
      const PictureArrayInfo& info = arrays->front().info();
      QCOMPARE(info.count, uint64_t{3});
      QCOMPARE(info.width, int64_t{5});
      QCOMPARE(info.height, int64_t{4});
      QCOMPARE(info.channels, int64_t{1});
      QCOMPARE(info.classes, (std::vector<std::string>{"0", "2", "7"}));  // those that there are
      const Read read = readAll(arrays->front());
      QCOMPARE(read.pixels, pixels);
      QCOMPARE(read.labels, (std::vector<int64_t>{2, 0, 1}));
      QVERIFY2(read.error.empty() && notices_.empty(), read.error.c_str());
    }
  }

  void labelsThatDoNotFitAreSaid() {
    const fs::path images = write("images.idx", idxPictures(3, 1, 1, "abc"));
    write("labels.idx", idxLabels({1, 2}));
    auto arrays = open(images, ArrayFormat::idx);
    QVERIFY(arrays);
    QCOMPARE(notices_.size(), size_t{1});
    QVERIFY2(notices_[0].find("2 labels for 3 pictures") != std::string::npos, notices_[0].c_str());
    QVERIFY(arrays->front().info().classes.empty());
    QCOMPARE(readAll(arrays->front()).labels, (std::vector<int64_t>{-1, -1, -1}));
  }

  // The planes of a picture lie one after the other in the file.
  void cifar_data() {
    QTest::addColumn<bool>("hundred");
    QTest::newRow("CIFAR-10") << false;
    QTest::newRow("CIFAR-100") << true;
  }
  void cifar() {
    QFETCH(bool, hundred);
    std::string bytes, expected;
    for (int i = 0; i < 4; ++i) {
      const std::string picture = smooth(32, 32, 3, i);
      if (hundred) bytes += static_cast<char>(i);
      bytes += static_cast<char>(hundred ? 99 - i : 9 - i);
      for (size_t c = 0; c < 3; ++c)
        for (size_t p = 0; p < 1024; ++p) bytes += picture[p * 3 + c];
      expected += picture;
    }
    const fs::path path = write("data_batch_1.bin", bytes);
    const ArrayFormat format = hundred ? ArrayFormat::cifar100 : ArrayFormat::cifar10;
    QVERIFY(isCifar(path, format));
    QVERIFY(!isCifar(path, hundred ? ArrayFormat::cifar10 : ArrayFormat::cifar100));
    auto arrays = open(path, format);
    QVERIFY(arrays);
    QCOMPARE(arrays->front().info().classes.size(), size_t(hundred ? 100 : 10));
    QCOMPARE(arrays->front().info().classes[3], std::string("3"));
    const Read read = readAll(arrays->front());
    QVERIFY(read.pixels == expected);
    QCOMPARE(read.labels.front(), int64_t(hundred ? 99 : 9));
    QVERIFY(read.error.empty());

    write("batches.meta.txt", "plane\ncar\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n");
    arrays = open(path, ArrayFormat::cifar10);
    QCOMPARE(arrays->front().info().classes[3], std::string("cat"));
    bytes[0] = 77;  // no label of either
    QVERIFY(!isCifar(write("data_batch_1.bin", bytes), format));
    QVERIFY(!isCifar(write("data_batch_1.bin", bytes + "x"), format));
  }

  void npyInEveryLayout() {
    const std::string pixels = smooth(5, 4, 3);
    std::string planes;
    for (size_t c = 0; c < 3; ++c)
      for (size_t p = 0; p < 20; ++p) planes += pixels[p * 3 + c];
    struct Case {
      const char* shape;
      std::string numbers;
      int64_t height, width, channels;
    };
    for (const Case& c : {Case{"1, 4, 5, 3", pixels, 4, 5, 3}, Case{"1, 3, 4, 5", planes, 4, 5, 3},
                          Case{"4, 5, 3", pixels, 4, 5, 3},  // a single picture
                          Case{"3, 4, 5", pixels, 4, 5, 1}, Case{"3, 4, 5, 1", pixels, 4, 5, 1}}) {
      auto arrays = open(write("x.npy", npy("|u1", c.shape, c.numbers)), ArrayFormat::npy);
      QVERIFY2(arrays, arrays ? "" : inEnglish(arrays.error()).c_str());
      QCOMPARE(arrays->front().info().height, c.height);
      QCOMPARE(arrays->front().info().width, c.width);
      QCOMPARE(arrays->front().info().channels, c.channels);
      QCOMPARE(readAll(arrays->front()).pixels, pixels);
    }
  }

  void npyLabelsOfEveryType() {
    const fs::path pictures = write("x_test.npy", npy("|u1", "3, 1, 2", "abcdef"));
    const std::vector<std::pair<std::string, std::string>> labels = {
        {"<i8", little(4, 8) + little(0, 8) + little(1, 8)},
        {"<u2", little(4, 2) + little(0, 2) + little(1, 2)},
        {">i2", {0, 4, 0, 0, 0, 1}},
        {"<f4", std::string("\0\0\x80\x40\0\0\0\0\0\0\x80\x3f", 12)},  // 4.0, 0.0, 1.0
        {">f8", std::string("\x40\x10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x3f\xf0\0\0\0\0\0\0", 24)},
        {"|i1", {4, 0, 1}}};
    for (const auto& [type, numbers] : labels)
      for (const char* shape : {"3,", "3, 1"}) {
        write("y_test.npy", npy(type, shape, numbers));
        auto arrays = open(pictures, ArrayFormat::npy);
        QVERIFY(arrays);
        QVERIFY2(notices_.empty(), notices_.empty() ? "" : notices_[0].c_str());
        QCOMPARE(readAll(arrays->front()).labels, (std::vector<int64_t>{2, 0, 1}));
        QCOMPARE(arrays->front().info().classes, (std::vector<std::string>{"0", "1", "4"}));
      }
    for (const auto& [type, numbers] :
         {std::pair<std::string, std::string>("<i8", little(~uint64_t{0}, 8) + little(0, 16)),
          {"<i2", little(0xffff, 2) + little(0, 4)},
          {"<f4", std::string("\0\0\0\x3f\0\0\0\0\0\0\x80\x3f", 12)},  // 0.5, 0.0, 1.0
          {"<f4", std::string("\0\0\xc0\x7f\0\0\0\0\0\0\x80\x3f", 12)},  // not a number
          {"<U1", std::string(12, 'a')},
          {"<i8", little(1, 8)}}) {
      write("y_test.npy", npy(type, "3,", numbers));
      auto arrays = open(pictures, ArrayFormat::npy);
      QVERIFY(arrays);
      QCOMPARE(notices_.size(), size_t{1});
      if (type == "<i2") QVERIFY2(notices_[0].find("label -1") != std::string::npos, notices_[0].c_str());
      QCOMPARE(readAll(arrays->front()).labels, (std::vector<int64_t>{-1, -1, -1}));
    }
  }

  void labelsOfOtherIdxTypes() {
    struct Case {
      const char* name;
      std::string bytes;
    };
    const std::string four = big32(4), none = big32(0), one = big32(1);
    for (const Case& c :
         {Case{"l-labels-idx1-ubyte", std::string("\0\0\x9\1", 4) + big32(3) + "\4" + '\0' + '\1'},
          Case{"l-labels-idx1-ubyte", std::string("\0\0\xb\1", 4) + big32(3) +
                                          std::string("\0\4\0\0\0\1", 6)},
          Case{"l-labels-idx1-int",
               std::string("\0\0\xc\1", 4) + big32(3) + four + none + one},
          // QMNIST's rows: the digit, then who wrote it.
          Case{"l-labels-idx2-int", std::string("\0\0\xc\2", 4) + big32(3) + big32(2) + four +
                                        big32(900) + none + big32(901) + one + big32(902)}}) {
      const fs::path images = write("l-images-idx3-ubyte", idxPictures(3, 1, 2, "abcdef"));
      const fs::path labels = write(c.name, c.bytes);
      auto arrays = open(images, ArrayFormat::idx);
      QVERIFY(arrays);
      QVERIFY2(notices_.empty(), notices_.empty() ? "" : notices_[0].c_str());
      QCOMPARE(arrays->front().info().classes, (std::vector<std::string>{"0", "1", "4"}));
      QCOMPARE(readAll(arrays->front()).labels, (std::vector<int64_t>{2, 0, 1}));
      fs::remove(labels);
    }
  }

  void labelsFromOneHaveNoClassNought() {
    write("l-labels-idx1-ubyte", idxLabels({1, 2, 3, 1}));
    auto arrays = open(write("l-images-idx3-ubyte", idxPictures(4, 1, 1, "abcd")),
                       ArrayFormat::idx);
    QVERIFY(arrays);
    QCOMPARE(arrays->front().info().classes, (std::vector<std::string>{"1", "2", "3"}));
    QCOMPARE(readAll(arrays->front()).labels, (std::vector<int64_t>{0, 1, 2, 0}));
  }

  void namesOfLabelsInAnyCase() {
    QCOMPARE(labelNamesFor("Train-Images.IDX3-UBYTE").front(),
             std::string("Train-Labels.IDX1-UBYTE"));
    QCOMPARE(labelNamesFor("X_TEST.NPY").front(), std::string("Y_TEST.NPY"));
    write("B-LABELS.IDX1", idxLabels({5}));
    auto arrays = open(write("B-IMAGES.IDX3", idxPictures(1, 1, 1, "a")), ArrayFormat::idx);
    QVERIFY(arrays);
    QCOMPARE(arrays->front().info().classes, (std::vector<std::string>{"5"}));
  }

  // What is not read is refused with the type found and the types read.
  void otherTypesAreNamed() {
    const auto why = [&](const std::string& type, const std::string& shape) {
      const auto arrays =
          open(write("x.npy", npy(type, shape, std::string(4096, '\0'))), ArrayFormat::npy);
      return arrays ? std::string() : inEnglish(arrays.error());
    };
    const auto says = [](const std::string& text, const char* part) {
      return text.find(part) != std::string::npos;
    };
    QVERIFY(says(why("<f4", "2, 8, 8"), "Its numbers are float32; pictures are read of uint8"));
    QVERIFY(says(why(">f8", "2, 8, 8"), "float64"));
    QVERIFY(says(why("<i8", "2, 8, 8"), "int64"));
    QVERIFY(says(why("|b1", "2, 8, 8"), "bool"));
    QVERIFY(says(why("<c8", "2, 8, 8"), "complex64"));
    QVERIFY(says(why("|O", "3,"), "It holds Python objects (|O)"));
    QVERIFY(says(why("<U12", "3,"), "It holds words (<U12)"));
    QVERIFY(says(why("<M8[ns]", "3,"), "dates"));
    QVERIFY(says(why("|u1", "64, 64"), "Its shape is [64, 64]"));
    QVERIFY(says(why("|u1", "2, 8, 8, 2"), "2 channels"));
    QVERIFY(says(why("|u1", "1, 100000, 1"), "no side may be longer than 65535"));
    write("y.npy", npy("<U3", "1,", std::string(12, 'a')));
    QVERIFY(open(write("x.npy", npy("|u1", "1, 2, 2", "abcd")), ArrayFormat::npy));
    QCOMPARE(notices_.size(), size_t{1});
    QVERIFY2(says(notices_[0], "It holds words (<U3)"), notices_[0].c_str());
    write("y.npy", npy("<f4", "1, 10", std::string(40, 'a')));
    QVERIFY(open(write("x.npy", npy("|u1", "1, 2, 2", "abcd")), ArrayFormat::npy));
    QVERIFY2(says(notices_[0], "float32 of shape [1, 10]"), notices_[0].c_str());

    const std::string sizes = big32(3) + big32(8) + big32(8);
    const auto idx = otherIdx(std::string("\0\0\xd\3", 4) + sizes);
    QVERIFY(idx);
    QVERIFY(says(inEnglish(*idx), "IDX of float32, 3 dimensions: pictures are read of uint8"));
    QVERIFY(says(inEnglish(*otherIdx(std::string("\0\0\xe\1", 4) + sizes)), "float64"));
    QVERIFY(says(inEnglish(*otherIdx(std::string("\0\0\x8\2", 4) + sizes)), "2 dimensions"));
    QVERIFY(!otherIdx(std::string("\0\0\x1\0", 4) + sizes));
    QVERIFY(!otherIdx("words"));
  }

  void npzWithSeveralArrays() {
    for (const bool packed : {true, false}) {
      const fs::path path =
          write("mnist.npz", zip({{"x_train.npy", npy("|u1", "2, 1, 3, 1", "abcdef"), packed},
                                  {"y_train.npy", npy("|u1", "2,", {1, 0}), packed},
                                  {"x_test.npy", npy("|u1", "1, 1, 3, 1", "xyz"), packed},
                                  {"y_test.npy", npy("<i8", "1,", little(2, 8)), packed},
                                  {"weights.npy", npy("<f4", "1, 1, 1", "1234"), packed},
                                  {"readme.txt", "not an array", packed}}));
      auto arrays = open(path, ArrayFormat::npz);
      QVERIFY2(arrays, arrays ? "" : inEnglish(arrays.error()).c_str());
      QCOMPARE(arrays->size(), size_t{2});
      QCOMPARE((*arrays)[0].info().name, std::string("x_train"));
      QCOMPARE(readAll((*arrays)[0]).pixels, std::string("abcdef"));
      QCOMPARE((*arrays)[1].info().classes, (std::vector<std::string>{"2"}));
      const Read read = readAll((*arrays)[1]);
      QCOMPARE(read.pixels, std::string("xyz"));
      QCOMPARE(read.labels, (std::vector<int64_t>{0}));
      QCOMPARE(notices_.size(), size_t{1});
      QVERIFY(notices_[0].starts_with("array weights.npy"));
    }
  }

  // What came whole is read; then, or before, there is a reason.
  void cutOffAnywhere() {
    std::string noise;
    for (uint32_t i = 0, x = 1; i < 6 * 25; ++i, x = x * 1664525 + 1013904223)
      noise += static_cast<char>(x >> 24);
    const std::string idx = idxPictures(6, 5, 5, noise), plain = npy("|u1", "6, 5, 5", noise);
    struct Case {
      const char* name;
      ArrayFormat format;
      std::string bytes;
    };
    for (const Case& c :
         {Case{"a.idx", ArrayFormat::idx, idx}, Case{"a.idx.gz", ArrayFormat::idx, gzipped(idx)},
          Case{"a.npy", ArrayFormat::npy, plain},
          Case{"a.npz", ArrayFormat::npz, zip({{"x.npy", plain}})},
          Case{"b.npz", ArrayFormat::npz, zip({{"x.npy", plain, false}})}})
      for (size_t k = 0; k < 16; ++k) {
        auto arrays = open(write(c.name, c.bytes.substr(0, c.bytes.size() * k / 16)), c.format);
        if (!arrays) continue;
        const Read read = readAll(arrays->front());
        QVERIFY2(!read.error.empty(), c.name);
        QVERIFY(noise.starts_with(read.pixels) && read.pixels.size() < noise.size());
      }
  }

  void anyByteMayBeWrong() {
    const std::string plain = npy("|u1", "2, 2, 2", "abcdefgh");
    struct Case {
      const char* name;
      ArrayFormat format;
      std::string bytes;
    };
    for (const Case& c :
         {Case{"a.idx", ArrayFormat::idx, idxPictures(2, 2, 2, "abcdefgh")},
          Case{"a.idx.gz", ArrayFormat::idx, gzipped(idxPictures(2, 2, 2, "abcdefgh"))},
          Case{"a.npy", ArrayFormat::npy, plain},
          Case{"a.npz", ArrayFormat::npz, zip({{"x.npy", plain}})}})
      for (size_t i = 0; i < c.bytes.size(); ++i)
        for (const char flip : {'\x01', '\x80', '\xff'}) {
          std::string bytes = c.bytes;
          bytes[i] = static_cast<char>(bytes[i] ^ flip);
          auto arrays = open(write(c.name, bytes), c.format);
          if (!arrays) continue;
          for (PictureArray& array : *arrays) readAll(array);
        }
  }

  void hugeHeadersAskForNothing_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("format");
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char* what, const char* name, ArrayFormat format,
                        const std::string& bytes) {
      QTest::newRow(what) << name << static_cast<int>(format) << QByteArray::fromStdString(bytes);
    };
    row("IDX, sides", "a.idx", ArrayFormat::idx, idxPictures(1, 0xffffffff, 0xffffffff, "x"));
    row("IDX, count", "a.idx", ArrayFormat::idx, idxPictures(0xffffffff, 1, 2, "x"));
    row("IDX, nothing", "a.idx", ArrayFormat::idx, idxPictures(0, 0, 0, ""));
    row("npy, overflow", "a.npy", ArrayFormat::npy,
        npy("|u1", "4294967296, 4294967296, 4294967296", "x"));
    row("npy, count", "a.npy", ArrayFormat::npy, npy("|u1", "1152921504606846976, 2, 2", "x"));
    row("npy, no number", "a.npy", ArrayFormat::npy, npy("|u1", "-1, 2, 2", "x"));
    row("npy, objects", "a.npy", ArrayFormat::npy, npy("|O", "1, 1, 1", "x"));
    row("npy, floats", "a.npy", ArrayFormat::npy, npy("<f4", "1, 1, 1", "1234"));
    row("npy, Fortran", "a.npy", ArrayFormat::npy, npy("|u1", "1, 2, 2", "abcd", true));
    row("npy, 2 dimensions", "a.npy", ArrayFormat::npy, npy("|u1", "2, 2", "abcd"));
    row("npy, 2 channels", "a.npy", ArrayFormat::npy, npy("|u1", "1, 2, 2, 2", "abcdefgh"));
    row("npz, empty", "a.npz", ArrayFormat::npz, zip({}));
    row("npz, size is a lie", "a.npz", ArrayFormat::npz,
        zip({{"x.npy", npy("|u1", "9, 3, 3", std::string(81, 'x')), true, 20}}));
    row("zip of text", "a.npz", ArrayFormat::npz, zip({{"a.txt", "hello"}}));
  }
  void hugeHeadersAskForNothing() {
    QFETCH(QString, name);
    QFETCH(int, format);
    QFETCH(QByteArray, bytes);
    auto arrays =
        open(write(name.toStdString(), bytes.toStdString()), static_cast<ArrayFormat>(format));
    if (!arrays) return;
    const Read read = readAll(arrays->front());
    QVERIFY(!read.error.empty());
  }

  // 300 MiB out of 300 kB: refused when 256 MiB have come, as text is.
  void bombsAreRefused() {
    constexpr uint64_t kSide = 1 << 10, kCount = 300;
    const std::string header = npy("|u1", "300, 1024, 1024", "");
    struct Case {
      const char* name;
      ArrayFormat format;
      std::string bytes;
    };
    for (const Case& c :
         {Case{"a.idx.gz", ArrayFormat::idx,
               deflatedZeros(idxPictures(kCount, kSide, kSide, ""), kCount, 16 + MAX_WBITS)},
          Case{"a.npz", ArrayFormat::npz,
               zip({{"x.npy", deflatedZeros(header, kCount, -MAX_WBITS), true,
                     header.size() + kSide * kSide * kCount, true}})}}) {
      QVERIFY(c.bytes.size() < 1 << 20);
      auto arrays = open(write(c.name, c.bytes), c.format);
      QVERIFY(arrays);
      ArrayPicture picture;
      uint64_t read = 0;
      auto more = arrays->front().next(picture);
      for (; more && *more; more = arrays->front().next(picture)) ++read;
      QVERIFY2(!more, c.name);
      QVERIFY2(inEnglish(more.error()).find("unfolds to over") != std::string::npos,
               inEnglish(more.error()).c_str());
      QVERIFY(read > 200 && read < kCount);
    }
  }

  // ../shared is not part of the repository.
  void mnistDigits() {
    const fs::path folder = UNMASK_SOURCE_DIR "/../shared/data";
    const fs::path images = folder / "t10k-images-idx3-ubyte.gz";
    if (!fs::exists(images)) QSKIP("t10k-images-idx3-ubyte.gz is not beside the project");
    auto arrays = open(images, ArrayFormat::idx);
    QVERIFY(arrays);
    QCOMPARE(arrays->front().info().count, uint64_t{10000});
    QCOMPARE(arrays->front().info().classes.size(), size_t{10});
    const Read read = readAll(arrays->front());
    QVERIFY(read.error.empty());
    QCOMPARE(read.pixels.size(), size_t{10000} * 28 * 28);
    const std::vector<int64_t> first(read.labels.begin(), read.labels.begin() + 10);
    QCOMPARE(first, (std::vector<int64_t>{7, 2, 1, 0, 4, 1, 4, 9, 5, 9}));
    // As published with the data: so many of each digit.
    const std::vector<int64_t> expected = {980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009};
    std::vector<int64_t> counts(10);
    for (const int64_t label : read.labels) ++counts[static_cast<size_t>(label)];
    QCOMPARE(counts, expected);
  }
};

QTEST_GUILESS_MAIN(PictureArrayTest)
#include "picture_array_test.moc"
