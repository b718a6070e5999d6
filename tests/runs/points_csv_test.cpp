// Every point as CSV; what is damaged is counted and named, and the rest is there.
#include "core/runs/points_csv.h"

#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <limits>

#include "core/base/database.h"
#include "core/base/files.h"
#include "core/runs/run_store.h"
#include "tests/base/full_disk.h"

using namespace unmask;

class PointsCsvTest : public QObject {
  Q_OBJECT
  QTemporaryDir temporary_;
  fs::path at(const char* name) const { return fs::path(temporary_.path().toStdString()) / name; }

  // Twenty parts of two points.
  fs::path newRun(const char* name) const {
    fs::create_directories(at(name));
    auto writer = RunStoreWriter::open(at(name), [](bool) {});
    if (!writer) qFatal("%s", inEnglish(writer.error()).c_str());
    for (int64_t step = 0; step < 20; ++step) {
      RecordBatch records;
      records.points = {{0, 0, "a", 2 * step, 0.1}, {0, 0, "a", 2 * step + 1, 0.2}};
      (*writer)->append(records);
      if (!(*writer)->flush(10'000)) qFatal("not written");
    }
    return at(name);
  }
  static qsizetype lines(const fs::path& file) {
    return QByteArray::fromStdString(*readFile(file)).count('\n');
  }

 private Q_SLOTS:
  void aWholeRunIsWrittenWhole() {
    JobControl job;
    const auto written = savePointsAsCsv(newRun("whole"), at("whole.csv"), job);
    QVERIFY(written.has_value());
    QCOMPARE(written->points, 40);
    QVERIFY(nothingLeftOut(*written).has_value());
    QCOMPARE(lines(at("whole.csv")), 41);
    QVERIFY(readFile(at("whole.csv"))->starts_with(
        "seq,segment,series,step,value\n1,1,a,0,0.1\n2,1,a,1,0.2\n"));
  }

  void damagedPartsAreCountedAndTheRestIsWritten() {
    const fs::path run = newRun("damaged"), other = newRun("other");
    {
      auto database = Database::open(run / "run.db", Database::Mode::create);
      QCOMPARE(database->run("UPDATE chunks SET data = zeroblob(48) WHERE id IN (5, 9, 11)"),
               SQLITE_OK);
    }
    JobControl job;
    const auto written = savePointsAsCsv(run, at("damaged.csv"), job);
    QVERIFY(written.has_value());
    QCOMPARE(written->points, 34);
    QCOMPARE(written->leftOut.size(), size_t{3});
    QCOMPARE(lines(at("damaged.csv")), 35);
    const Status told = nothingLeftOut(*written);
    QVERIFY(!told);
    const std::string text = inEnglish(told.error());
    for (const char* part : {"damaged: ", "records 9 to 10", "2 more"})
      QVERIFY2(text.find(part) != std::string::npos, text.c_str());

    const auto both = savePointsAsCsv({other, run}, at("both.csv"), job);
    QVERIFY(both.has_value());
    QCOMPARE(both->points, 74);
    QCOMPARE(both->leftOut.size(), size_t{3});
    QVERIFY(inEnglish(nothingLeftOut(*both).error()).starts_with("damaged: "));
    QCOMPARE(lines(at("both.csv")), 75);  // the columns are named once
    const std::string csv = *readFile(at("both.csv"));
    QVERIFY(csv.starts_with("run,seq,segment,series,step,value\nother,1,1,a,0,0.1\n"));
    QVERIFY(csv.find("\ndamaged,1,1,a,0,0.1\n") != std::string::npos);
  }

  // As everything that reads CSV takes them, and this program's JSON writes them.
  void whatIsNoNumberIsWritten() {
    fs::create_directories(at("broken"));
    auto writer = RunStoreWriter::open(at("broken"), [](bool) {});
    QVERIFY(writer.has_value());
    const double infinity = std::numeric_limits<double>::infinity();
    RecordBatch records;
    records.points = {{0, 0, "a", 0, std::nan("")}, {0, 0, "a", 1, -std::nan("")},
                      {0, 0, "a", 2, infinity}, {0, 0, "a", 3, -infinity}};
    (*writer)->append(records);
    QVERIFY((*writer)->flush(10'000).has_value());
    JobControl job;
    QVERIFY(savePointsAsCsv(at("broken"), at("broken.csv"), job).has_value());
    QCOMPARE(*readFile(at("broken.csv")),
             std::string("seq,segment,series,step,value\n1,1,a,0,NaN\n2,1,a,1,NaN\n3,1,a,2,inf\n"
                         "4,1,a,3,-inf\n"));
  }

  // The disk may be full at once, in the middle, or just before the end.
  void aFullDiskIsAnErrorAndLeavesNoFile() {
    const fs::path run = newRun("sound");
    fs::create_directories(at("full"));
    JobControl job;
    QVERIFY(savePointsAsCsv(run, at("sound.csv"), job).has_value());
    const auto size = static_cast<size_t>(fs::file_size(at("sound.csv")));
    for (const size_t room : {size_t{0}, size / 2, size - 1}) {
      const FullDisk disk(room);
      const auto saved = savePointsAsCsv(run, at("full") / "x.csv", job);
      QVERIFY2(!saved, qPrintable(QString::number(room)));
      QVERIFY(saved.error().kind == ErrorKind::noSpace);
      QVERIFY(fs::is_empty(at("full")));
    }
  }

  void anEmptiedRunIsNoEmptyTable() {
    const fs::path run = newRun("emptied");
    fs::create_directories(run / "checkpoints" / "step-3");
    fs::remove(run / "run.db");
    JobControl job;
    QVERIFY(!savePointsAsCsv(run, at("emptied.csv"), job));
    QVERIFY(!fs::exists(at("emptied.csv")));
  }
};

QTEST_GUILESS_MAIN(PointsCsvTest)
#include "points_csv_test.moc"
