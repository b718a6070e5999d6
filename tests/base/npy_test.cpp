// Prepared arrays: NumPy's format, damage found at first touch, both ways of access.
#include "core/base/npy.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <numeric>

#include "core/base/files.h"

using namespace unmask;

class NpyTest : public QObject {
  Q_OBJECT
  QTemporaryDir dir_;
  fs::path at(const char* name) const { return fs::path(dir_.path().toStdString()) / name; }

  fs::path written(const char* name, const std::vector<int32_t>& values) {
    auto writer = NpyWriter::create(at(name), DType::int32);
    for (size_t i = 0; i < values.size(); i += 777)
      if (!writer->append(std::span<const int32_t>(values).subspan(
              i, std::min<size_t>(777, values.size() - i))))
        qFatal("append failed");
    if (!writer->finish()) qFatal("finish failed");
    return at(name);
  }
  static std::vector<int32_t> counting(size_t n) {
    std::vector<int32_t> values(n);
    std::iota(values.begin(), values.end(), -5);
    return values;
  }

 private Q_SLOTS:
  void readsBack_data() {
    QTest::addColumn<int>("count");
    for (int count : {0, 1, 1000, 262144, 262145, 700001})
      QTest::newRow(qPrintable(QString::number(count))) << count;
  }
  void readsBack() {
    QFETCH(int, count);
    const auto values = counting(static_cast<size_t>(count));
    const fs::path path = written("a.npy", values);
    for (const Access access : {Access::mapped, Access::pread}) {
      const auto file = ArrayFile::open(path, DType::int32, access);
      QVERIFY(file.has_value());
      QCOMPARE(file->size(), static_cast<uint64_t>(count));
      std::vector<int32_t> back(values.size());
      QVERIFY(file->read<int32_t>(0, back).has_value());
      QCOMPARE(back, values);
      if (count > 300000) {  // across a block's edge
        std::vector<int32_t> part(10);
        QVERIFY(file->read<int32_t>(262140, part).has_value());
        QCOMPARE(part[9], 262149 - 5);
      }
    }
  }

  void numpyReadsIt() {
    const fs::path path = written("n.npy", counting(5));
    QProcess python;
    python.start("python3", {"-c",
                             "import sys, numpy as n; a = n.load(sys.argv[1]); "
                             "print(a.dtype, a.tolist())",
                             QString::fromStdString(path.string())});
    if (!python.waitForFinished() || python.exitCode() != 0)
      QSKIP("NumPy is not installed for python3: compared with the format's bytes only");
    QCOMPARE(python.readAllStandardOutput().trimmed(), QByteArray("int32 [-5, -4, -3, -2, -1]"));
  }

  void headerIsNumPysFormat() {
    const std::string bytes = *readFile(written("h.npy", counting(3)));
    QCOMPARE(bytes.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
    QCOMPARE(bytes.substr(10, 60),
             std::string("{'descr': '<i4', 'fortran_order': False, 'shape': (3,), }     "
                         "                    ")
                 .substr(0, 60));
    QCOMPARE(bytes[127], '\n');
    QCOMPARE(bytes.size(), size_t{128 + 12});
  }

  void damageIsFoundAtTouchAndNamed() {
    const fs::path path = written("d.npy", counting(700000));
    {
      std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
      file.seekp(128 + (1 << 20) + 17);
      file.put('\x55');
    }
    for (const Access access : {Access::mapped, Access::pread}) {
      const auto file = ArrayFile::open(path, DType::int32, access);
      QVERIFY(file.has_value());
      std::vector<int32_t> few(3);
      QVERIFY(file->read<int32_t>(0, few).has_value());
      const auto bad = file->read<int32_t>(262144 + 100000, few);
      QVERIFY(!bad);
      QVERIFY(inEnglish(bad.error()).find("d.npy is damaged (MiB 1)") != std::string::npos);
    }
  }

  void hostileFilesAreRefused() {
    const fs::path path = written("t.npy", counting(1000));
    fs::resize_file(path, 128 + 1000);
    QVERIFY(!ArrayFile::open(path, DType::int32, Access::pread));
    QVERIFY(!ArrayFile::open(written("w.npy", counting(10)), DType::int64, Access::mapped));
    std::ofstream(at("short.npy")) << "x";
    QVERIFY(!ArrayFile::open(at("short.npy"), DType::int32, Access::mapped));
    QVERIFY(!ArrayFile::open(at("none.npy"), DType::int32, Access::mapped));
    const auto file = ArrayFile::open(written("r.npy", counting(10)), DType::int32, Access::mapped);
    std::vector<int32_t> eleven(11);
    QVERIFY(!file->read<int32_t>(0, eleven));
    QVERIFY(!file->read<int32_t>(~uint64_t{0}, std::span(eleven).first(1)));
  }

  void aVanishedFileIsAnErrorForPread() {
    const fs::path path = written("v.npy", counting(700000));
    const auto file = ArrayFile::open(path, DType::int32, Access::pread);
    fs::resize_file(path, 4096);
    std::vector<int32_t> few(3);
    QVERIFY(!file->read<int32_t>(600000, few));
  }
};

QTEST_GUILESS_MAIN(NpyTest)
#include "npy_test.moc"
