// run.db: nothing lost, nothing given twice, damage and a refusing disk survived.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <QTemporaryDir>
#include <QTest>
#include <atomic>
#include <cmath>
#include <csignal>
#include <fstream>
#include <limits>
#include <mutex>
#include <set>

#include "core/base/database.h"
#include "core/base/digest.h"
#include "core/base/files.h"
#include "core/runs/chunk.h"
#include "core/runs/run_store.h"
#include "tests/base/sanitizers.h"

using namespace unmask;

namespace {

RecordBatch pointsOf(int64_t step) {
  RecordBatch records;
  records.points.push_back({0, 0, "loss/train", step, 4.0 / static_cast<double>(step + 1)});
  records.points.push_back({0, 0, "gradient_norm", step, 1.5});
  return records;
}

RecordBatch everything(const RunStoreReader& reader, int64_t limit = 0) {
  RecordBatch all;
  while (true) {
    const auto page = reader.after(all.lastSeq, limit);
    if (!page || page->lastSeq <= all.lastSeq) return all;
    all.lastSeq = page->lastSeq;
    all.points.insert(all.points.end(), page->points.begin(), page->points.end());
    all.events.insert(all.events.end(), page->events.begin(), page->events.end());
    all.samples.insert(all.samples.end(), page->samples.begin(), page->samples.end());
    all.checkpoints.insert(all.checkpoints.end(), page->checkpoints.begin(),
                           page->checkpoints.end());
    all.hashes.insert(all.hashes.end(), page->hashes.begin(), page->hashes.end());
  }
}

}  // namespace

class RunStoreTest : public QObject {
  Q_OBJECT
  QTemporaryDir temporary_;
  fs::path newRun(const char* name) {
    const fs::path folder = fs::path(temporary_.path().toStdString()) / name;
    fs::create_directories(folder);
    return folder;
  }
  std::unique_ptr<RunStoreWriter> open(const fs::path& folder) {
    auto writer = RunStoreWriter::open(folder, [](bool) {});
    if (!writer) qFatal("%s", inEnglish(writer.error()).c_str());
    return std::move(*writer);
  }
  RunStoreReader reader(const fs::path& folder) {
    auto opened = RunStoreReader::open(folder);
    if (!opened) qFatal("%s", inEnglish(opened.error()).c_str());
    return std::move(*opened);
  }

 private Q_SLOTS:
  void everyKindOfRecordComesBack() {
    const fs::path run = newRun("kinds");
    {
      const auto writer = open(run);
      RecordBatch records;
      const double nan = std::numeric_limits<double>::quiet_NaN();
      const double infinity = std::numeric_limits<double>::infinity();
      records.points = {{0, 0, "loss/train", 0, nan}, {0, 0, "loss/train", 1, -infinity}};
      records.events = {{0, 0, 3, 99, "failed", "It broke at %1.", {"3"}, "Mend %1.", {"it"}}};
      records.samples = {{0, 0, 3, 1, "The \"cat\"\n", "{\"text\":\"sat\"}"}};
      records.checkpoints = {{0, 0, 3, 12345, nan, true, false}};
      records.hashes = {{0, 0, 7, 1, "00112233445566778899aabbccddeeff"}};
      const RecordBatch numbered = writer->append(records);
      QCOMPARE(numbered.lastSeq, 6);
      QCOMPARE(numbered.points[1].seq, 2);
    }
    const RecordBatch all = everything(reader(run));
    QCOMPARE(all.points.size(), size_t{2});
    QVERIFY(std::isnan(all.points[0].value));
    QCOMPARE(all.points[1].value, -std::numeric_limits<double>::infinity());
    QCOMPARE(all.events.size(), size_t{1});
    QCOMPARE(all.events[0].values, std::vector<std::string>{"3"});
    QCOMPARE(all.events[0].adviceValues, std::vector<std::string>{"it"});
    QCOMPARE(all.samples[0].prompt, std::string("The \"cat\"\n"));
    QCOMPARE(all.checkpoints[0].bytes, uint64_t{12345});
    QVERIFY(std::isnan(all.checkpoints[0].validationLoss));
    QCOMPARE(all.hashes[0].hash, std::string("00112233445566778899aabbccddeeff"));
    QCOMPARE(all.hashes[0].micro, 1);
    QCOMPARE(all.lastSeq, 6);
  }

  void oneSeriesIsReadByItself() {
    const fs::path folder = newRun("series");
    {
      const auto writer = open(folder);
      for (int64_t step = 0; step < 500; ++step) writer->append(pointsOf(step));
      QVERIFY(writer->flush(10'000));
    }
    const auto reader = RunStoreReader::open(folder);
    QVERIFY(reader.has_value());
    const auto all = reader->points("loss/train");
    QVERIFY(all.has_value());
    QCOMPARE(all->size(), size_t{500});
    for (size_t i = 0; i < all->size(); ++i) {
      QCOMPARE((*all)[i].series, std::string("loss/train"));
      QCOMPARE((*all)[i].step, static_cast<int64_t>(i));
    }
    // From where one stopped reading, neither a gap nor a point twice.
    const auto more = reader->points("loss/train", (*all)[320].seq);
    QCOMPARE(more->size(), size_t{179});
    QCOMPARE(more->front().step, int64_t{321});
    const auto last = reader->lastPoints("gradient_norm", 10);
    QVERIFY(last->size() >= 10);
    QCOMPARE(std::max_element(last->begin(), last->end(),
                              [](auto& a, auto& b) { return a.step < b.step; })
                 ->step,
             int64_t{499});
    QVERIFY(reader->points("no such series")->empty());
    QVERIFY(reader->lastPoints("no such series", 3)->empty());
  }

  void seqsRiseWithoutGapOverSegments() {
    const fs::path run = newRun("segments");
    for (int64_t segment = 1; segment <= 3; ++segment) {
      const auto writer = open(run);
      QCOMPARE(writer->segment(), segment);
      for (int64_t step = 0; step < 3000; ++step) writer->append(pointsOf(step));
    }
    const RecordBatch all = everything(reader(run), 777);  // in pages
    QCOMPARE(all.points.size(), size_t{18000});
    for (size_t i = 0; i < all.points.size(); ++i) {
      QCOMPARE(all.points[i].seq, static_cast<int64_t>(i) + 1);
      QCOMPARE(all.points[i].segment, static_cast<int64_t>(i) / 6000 + 1);
    }
    const std::vector<Point> shown = newestSegments(all.points);
    QCOMPARE(shown.size(), size_t{6000});
    QCOMPARE(shown.front().segment, 3);
    QCOMPARE(*reader(run).stepsDone(), 3000);
    QCOMPARE(*reader(run).segments(), 3);
  }

  // Whatever kind of record a worker wrote last, the next one goes on after its seq.
  void seqsGoOnAfterEveryKindOfRecord_data() {
    QTest::addColumn<QString>("last");
    for (const char* kind : {"points", "event", "sample", "checkpoint"})
      QTest::newRow(kind) << kind;
  }
  void seqsGoOnAfterEveryKindOfRecord() {
    QFETCH(QString, last);
    const fs::path run = newRun(("after-" + last.toStdString()).c_str());
    {
      const auto writer = open(run);
      writer->append(pointsOf(0));
      QVERIFY(writer->flush(10'000));
      RecordBatch records;
      if (last == "points") records = pointsOf(1);
      if (last == "event") records.events = {{0, 0, 1, 2, "paused", ""}};
      if (last == "sample") records.samples = {{0, 0, 1, 0, "a", "{}"}};
      if (last == "checkpoint") records.checkpoints = {{0, 0, 1, 5, 1.5, true, false}};
      writer->append(records);
    }
    const int64_t before = everything(reader(run)).lastSeq;
    QVERIFY(before > everything(reader(run), 0).points.front().seq);
    open(run)->append(pointsOf(2));
    const RecordBatch all = everything(reader(run));
    std::set<int64_t> seqs;
    for (const Point& point : all.points) QVERIFY(seqs.insert(point.seq).second);
    for (const auto& event : all.events) QVERIFY(seqs.insert(event.seq).second);
    for (const auto& sample : all.samples) QVERIFY(seqs.insert(sample.seq).second);
    for (const auto& checkpoint : all.checkpoints) QVERIFY(seqs.insert(checkpoint.seq).second);
    QCOMPARE(*seqs.rbegin(), static_cast<int64_t>(seqs.size()));
    for (const Point& point : all.points)
      if (point.segment == 2) QVERIFY(point.seq > before);
  }

  // Found by halving, over segments that begin again at an earlier step and chunks of every size:
  // the same as by reading everything.
  void theHashesOfAStepAreFound() {
    const fs::path run = newRun("hashes");
    const auto hashOf = [](int64_t segment, int64_t step, int64_t micro) {
      return QString("%1")
          .arg(segment * 1'000'000 + step * 10 + micro, 32, 16, QChar('0'))
          .toStdString();
    };
    // The second worker takes up at step 1500, the third died at once.
    const std::pair<int64_t, int64_t> did[] = {{0, 3000}, {1500, 2200}, {2200, 2200}};
    for (const auto& [begin, end] : did) {
      const auto writer = open(run);
      for (int64_t step = begin; step < end; ++step) {
        RecordBatch records = pointsOf(step);
        for (int64_t micro = 0; micro < 2; ++micro)
          records.hashes.push_back({0, 0, step, micro, hashOf(writer->segment(), step, micro)});
        writer->append(records);
        if (step % 700 == 0) QVERIFY(writer->flush(10'000));
      }
    }
    const RunStoreReader store = reader(run);
    for (int64_t step = 0; step < 3000; step += step % 100 < 3 ? 1 : 13) {
      const auto found = store.batchHashes(step);
      QVERIFY(found);
      QCOMPARE(found->size(), size_t{2});
      const int64_t segment = step >= 1500 && step < 2200 ? 2 : 1;
      for (int64_t micro = 0; micro < 2; ++micro) {
        QCOMPARE((*found)[static_cast<size_t>(micro)].micro, micro);
        QCOMPARE((*found)[static_cast<size_t>(micro)].hash, hashOf(segment, step, micro));
      }
    }
    for (const int64_t absent : {int64_t{-1}, int64_t{3000}, int64_t{1} << 60})
      QVERIFY(store.batchHashes(absent)->empty());
    const fs::path fresh = newRun("no-hashes");
    open(fresh);
    QVERIFY(reader(fresh).batchHashes(0)->empty());
  }

  void smallChunksBecomeLargeOnes() {
    const fs::path run = newRun("merge");
    const auto writer = open(run);
    for (int64_t step = 0; step < 2500; ++step) {
      writer->append(pointsOf(step));
      if (step % 20 == 0) QVERIFY(writer->flush(10000).has_value());
    }
    QVERIFY(writer->flush(10000).has_value());
    QCOMPARE(everything(reader(run)).points.size(), size_t{5000});
    auto database = Database::open(run / "run.db", Database::Mode::read);
    Statement count(database->handle(), "SELECT count(*), max(length(data)) FROM chunks");
    QCOMPARE(count.step(), SQLITE_ROW);
    QVERIFY2(count.integer(0) < 150, qPrintable(QString::number(count.integer(0))));
    QVERIFY(count.integer(1) >= 24 * 1000);
  }

  void readersSeeAWriterAtWork() {
    const fs::path run = newRun("live");
    const auto writer = open(run);
    int64_t last = 0;
    for (int64_t step = 0; step < 50; ++step) {
      writer->append(pointsOf(step));
      QVERIFY(writer->flush(10000).has_value());
      const auto seen = reader(run).after(last);
      QVERIFY(seen.has_value());
      QCOMPARE(seen->points.size(), size_t{2});
      last = seen->lastSeq;
    }
  }

  void announcesOnlyWhatIsOnDiskInOrder() {
    const fs::path run = newRun("announce");
    std::mutex mutex;
    int64_t announced = 0;
    bool ordered = true, onDisk = true;
    {
      auto writer = RunStoreWriter::open(
          run, [](bool) {},
          [&](const RecordBatch& records) {
            const auto stored = RunStoreReader::open(run)->lastSeq();
            std::lock_guard lock(mutex);
            for (const Point& point : records.points) {
              ordered &= point.seq == announced + 1;
              announced = point.seq;
            }
            onDisk &= stored && *stored >= records.lastSeq;
          });
      QVERIFY(writer.has_value());
      for (int64_t step = 0; step < 2000; ++step) (*writer)->append(pointsOf(step));
      QVERIFY((*writer)->flush(10000).has_value());
      std::lock_guard lock(mutex);
      QCOMPARE(announced, 4000);  // before flush() returned
    }
    QVERIFY(ordered);
    QVERIFY(onDisk);
  }

  void aDamagedChunkIsReportedAndTheRestIsRead() {
    const fs::path run = newRun("damage");
    {
      const auto writer = open(run);
      for (int64_t step = 0; step < 10; ++step) {
        writer->append(pointsOf(step));
        QVERIFY(writer->flush(10000).has_value());
      }
    }
    {
      auto database = Database::open(run / "run.db", Database::Mode::create);
      QCOMPARE(database->run("UPDATE chunks SET data = zeroblob(24) WHERE id = 5"), SQLITE_OK);
      QCOMPARE(database->run("UPDATE chunks SET data = x'01' WHERE id = 8"), SQLITE_OK);
    }
    const RecordBatch all = everything(reader(run));
    QCOMPARE(all.points.size(), size_t{18});
    QCOMPARE(all.events.size(), size_t{2});
    QCOMPARE(all.events[0].kind, std::string("damaged"));
    // Whoever reads one series, or only its end, is told as well.
    const auto alone = reader(run);
    QCOMPARE(alone.damage().size(), size_t{0});
    QCOMPARE(alone.points("loss/train")->size() + alone.points("gradient_norm")->size(),
             size_t{18});
    QCOMPARE(alone.damage().size(), size_t{2});
    QVERIFY(alone.points("loss/train"));
    QCOMPARE(alone.damage().size(), size_t{2});
  }

  void aChunkUnderAnotherNameOrNumberIsDamaged() {
    for (const char* change : {"series = 'mearning_rate'", "segment = 0", "first_seq = 0",
                               "last_seq = last_seq + 1"}) {
      const fs::path run = newRun("renamed");
      open(run)->append(pointsOf(3));
      QCOMPARE(everything(reader(run)).points.size(), size_t{2});
      const std::string all = std::string("UPDATE chunks SET ") + change;
      auto database = Database::open(run / "run.db", Database::Mode::create);
      QCOMPARE(database->run(all.c_str()), SQLITE_OK);
      QCOMPARE(everything(reader(run)).points.size(), size_t{0});
      fs::remove_all(run);
    }
  }

  void aRunOfTheFirstVersionIsReadAndGoesOn() {
    const fs::path run = newRun("version 1");
    open(run)->append(pointsOf(3));
    {
      auto database = Database::open(run / "run.db", Database::Mode::create);
      Statement chunk(database->handle(), "SELECT id, data FROM chunks");
      while (chunk.step() == SQLITE_ROW) {
        const std::string data = chunk.blob(1);
        Statement change(database->handle(), "UPDATE chunks SET crc = ? WHERE id = ?");
        change.bind(int64_t{crc32(std::as_bytes(std::span(data)))}).bind(chunk.integer(0));
        QCOMPARE(change.step(), SQLITE_DONE);
      }
      QCOMPARE(database->run("PRAGMA user_version = 1"), SQLITE_OK);
    }
    QCOMPARE(everything(reader(run)).points.size(), size_t{2});
    open(run)->append(pointsOf(4));
    const RecordBatch all = everything(reader(run));
    QCOMPARE(all.points.size(), size_t{4});
    QCOMPARE(all.events.size(), size_t{0});
  }

  void whatIsReadOffDamagedPartsIsNotBelieved() {
    const fs::path run = newRun("believed");
    {
      const auto writer = open(run);
      RecordBatch records;
      records.points = {{0, 0, "loss/train", 6, 1.0}, {0, 0, "loss/validation", 6, 2.0}};
      writer->append(records);
    }
    auto database = Database::open(run / "run.db", Database::Mode::create);
    QCOMPARE(*reader(run).stepsDone(), 7);
    // A step of 2^56 and a loss of zero, were they believed.
    QCOMPARE(database->run("UPDATE chunks SET data = x'0100000000000000' || x'0000000000000001' || "
                           "x'0000000000000000'"),
             SQLITE_OK);
    const auto damaged = reader(run);
    QCOMPARE(*damaged.stepsDone(), 0);
    QVERIFY(std::isnan(*damaged.bestValidationLoss()));
    QCOMPARE(damaged.damage().size(), size_t{2});
  }

  void aFileWithoutTablesIsAnEmptyHistory() {
    const fs::path run = newRun("blank");
    std::ofstream(run / "run.db").flush();
    const auto blank = reader(run);
    QCOMPARE(*blank.segments(), 0);
    QCOMPARE(*blank.lastSeq(), 0);
    QVERIFY(blank.events()->empty());
    QVERIFY(blank.after(0)->empty());
    open(run)->append(pointsOf(0));
    QCOMPARE(*reader(run).segments(), 1);
  }

  void aHistoryThatWasEmptiedIsNotBegunAnew_data() {
    QTest::addColumn<bool>("checkpoint");
    QTest::addColumn<bool>("gone");
    QTest::newRow("had a worker, emptied") << false << false;
    QTest::newRow("has a checkpoint, emptied") << true << false;
    QTest::newRow("has a checkpoint, gone") << true << true;
  }
  void aHistoryThatWasEmptiedIsNotBegunAnew() {
    QFETCH(bool, checkpoint);
    QFETCH(bool, gone);
    const fs::path run = newRun(QTest::currentDataTag());
    open(run)->append(pointsOf(0));
    if (checkpoint)
      fs::create_directories(run / "checkpoints" / "step-1");
    else
      std::ofstream(run / "worker.json") << "{}";
    if (gone)
      fs::remove(run / "run.db");
    else
      fs::resize_file(run / "run.db", 0);
    const auto writer = RunStoreWriter::open(run, [](bool) {});
    QVERIFY(!writer);
    QVERIFY(writer.error().kind == ErrorKind::damaged);
    QVERIFY(inEnglish(writer.error()).find("run.db is empty") != std::string::npos);
    QVERIFY(!historyIsThere(run));
    if (!gone) QVERIFY(!RunStoreReader::open(run));
  }

  void aHistoryBeginsWholeOrNotAtAll() {
    // Killed at any statement of its beginning, a store is blank or has its first segment.
    const fs::path run = newRun("begun");
    for (int statements = 1; statements < 40; ++statements) {
      fs::remove(run / "run.db");
      fs::remove(run / "run.db-wal");
      const pid_t child = ::fork();
      if (child == 0) {
        const rlimit none{static_cast<rlim_t>(512 * statements), RLIM_INFINITY};
        ::signal(SIGXFSZ, SIG_DFL);  // ends the writer in the middle of a write
        ::setrlimit(RLIMIT_FSIZE, &none);
        auto writer = RunStoreWriter::open(run, [](bool) {});
        ::_exit(0);
      }
      QCOMPARE(::waitpid(child, nullptr, 0), child);
      if (!fs::exists(run / "run.db")) continue;
      const auto opened = RunStoreReader::open(run);
      QVERIFY2(opened.has_value(), opened ? "" : inEnglish(opened.error()).c_str());
      QVERIFY(opened->events().has_value());
      QVERIFY(*opened->segments() <= 1);
    }
  }

  void aFileOfAnotherKindOrOfANewerVersionIsRefused() {
    const fs::path run = newRun("garbage");
    std::ofstream(run / "run.db") << std::string(5000, 'x');
    QVERIFY(!RunStoreReader::open(run).has_value());
    QVERIFY(!RunStoreWriter::open(run, [](bool) {}).has_value());
    const fs::path newer = newRun("newer");
    open(newer).reset();
    Database::open(newer / "run.db", Database::Mode::create)->run("PRAGMA user_version = 99");
    QVERIFY(!RunStoreReader::open(newer).has_value());
    QVERIFY(!RunStoreWriter::open(newer, [](bool) {}).has_value());
    QVERIFY(!RunStoreReader::open(newRun("absent")).has_value());
  }

  void whatWasFlushedSurvivesAKill() {
    UNMASK_NEEDS_THREADS_AFTER_FORK();
    const fs::path run = newRun("kill");
    int ready[2];
    QCOMPARE(::pipe(ready), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      const auto writer = open(run);
      for (int64_t step = 0; step < 500; ++step) writer->append(pointsOf(step));
      const char byte = writer->flush(10000) ? 1 : 0;
      if (::write(ready[1], &byte, 1) != 1) ::_exit(2);
      while (true) writer->append(pointsOf(1000));
    }
    ::close(ready[1]);  // a child that ends early ends the wait for it
    char byte = 0;
    QCOMPARE(::read(ready[0], &byte, 1), ssize_t{1});
    QCOMPARE(int{byte}, 1);
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    QVERIFY(WIFSIGNALED(status));
    const RecordBatch all = everything(reader(run));
    QVERIFY(all.points.size() >= 1000);
    QCOMPARE(all.points[999].step, 499);
    QVERIFY(all.events.empty());
    // And the next writer goes on from there.
    const auto writer = open(run);
    QCOMPARE(writer->append(pointsOf(0)).points[0].seq, all.lastSeq + 1);
  }

  // RLIMIT_FSIZE stands for a full disk: writes beyond it fail. In a child, as it cannot be undone
  // for a file by root alone otherwise.
  void aFullDiskStallsAndGoesOnByItself() {
    UNMASK_NEEDS_THREADS_AFTER_FORK();
    const fs::path run = newRun("full");
    const pid_t child = ::fork();
    if (child == 0) {
      std::signal(SIGXFSZ, SIG_IGN);
      std::atomic<int> stalls = 0, ends = 0;
      auto writer = RunStoreWriter::open(run, [&](bool stalled) { ++(stalled ? stalls : ends); });
      if (!writer) ::_exit(10);
      const rlimit before{RLIM_INFINITY, RLIM_INFINITY};
      rlimit limit{};
      ::getrlimit(RLIMIT_FSIZE, &limit);
      limit.rlim_cur = 200 << 10;
      if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(11);
      for (int64_t step = 0; step < 20000; ++step) (*writer)->append(pointsOf(step));
      if ((*writer)->flush(1500)) ::_exit(12);  // there is no room
      if (!(*writer)->stalled() || stalls == 0) ::_exit(13);
      limit.rlim_cur = before.rlim_cur;
      if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(14);
      if (!(*writer)->flush(10000)) ::_exit(15);
      if ((*writer)->stalled() || ends == 0) ::_exit(16);
      writer->reset();
      ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    QVERIFY(WIFEXITED(status));
    QCOMPARE(WEXITSTATUS(status), 0);
    QCOMPARE(everything(reader(run)).points.size(), size_t{40000});
  }

  void anEndedRunIsOneFileAndReadableWithoutWriting() {
    const fs::path run = newRun("ended");
    {
      const auto writer = open(run);
      for (int64_t step = 0; step < 10; ++step) writer->append(pointsOf(step));
    }
    QVERIFY(!fs::exists(run / "run.db-wal"));
    auto snapshot = Database::open(run / "run.db", Database::Mode::snapshot);
    QVERIFY(snapshot.has_value());
    Statement count(snapshot->handle(), "SELECT count(*) FROM chunks");
    QCOMPARE(count.step(), SQLITE_ROW);
    QVERIFY(count.integer(0) > 0);
  }
};

QTEST_GUILESS_MAIN(RunStoreTest)
#include "run_store_test.moc"
