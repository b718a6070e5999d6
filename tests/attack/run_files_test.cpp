// Flipped bits and cut-off ends of every file of a run: nothing crashes or hangs, what carries a
// checksum is never believed when it is wrong, and a table counts what came of each kind of file.
//
// A part of it runs with all tests. UNMASK_ATTACK=N (`./test --attack`) tries N times as much.
#include <QTemporaryDir>
#include <QTest>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "core/base/database.h"
#include "core/base/files.h"
#include "core/runs/points_csv.h"
#include "core/runs/run_folder.h"
#include "core/runs/run_store.h"
#include "core/runs/workspace.h"

using namespace unmask;

namespace {

// All that can be read of a run, in words, and whether anything was told to be wrong.
struct Read {
  std::string spec, notes, points, records;
  bool told = false;
};

Read readAll(const fs::path& run) {
  Read read;
  const auto tell = [&](const auto& result) { read.told = read.told || !result; };
  const auto summary = summarise(run);
  tell(summary);
  if (summary) {
    read.told = read.told || !summary->problems.empty() || !summary->detail.empty();
    read.notes = summary->name + "|" + summary->note;
    for (const std::string& tag : summary->tags) read.notes += "|" + tag;
  }
  const auto spec = readSpec(run);
  tell(spec);
  if (spec) read.spec = toJson(*spec).dump();
  JobControl job;
  const auto written = pointsAsCsv(
      run,
      [&](std::string_view text) -> Status {
        read.points += text;
        return {};
      },
      job);
  tell(written);
  if (written) tell(nothingLeftOut(*written));
  const auto reader = RunStoreReader::open(run);
  if (!reader) return read;
  const auto events = reader->events();
  tell(events);
  if (events)
    for (const EventRecord& event : *events)
      read.records += event.kind + event.text + std::to_string(event.seq) + "\n";
  tell(reader->checkpoints());
  tell(reader->batchHashes(3));
  return read;
}

struct Count {
  int64_t same = 0, told = 0, silent = 0;
};

}  // namespace

class RunFilesTest : public QObject {
  Q_OBJECT
  QTemporaryDir temporary_;
  fs::path run_;
  Read before_;
  int tries_ = 1;

  // Half of the points that are there may be gone; none may be another.
  bool believesNothingWrong(const Read& after) const {
    if (!after.spec.empty() && after.spec != before_.spec) return false;
    if (!after.told && after.notes != before_.notes) return false;
    for (size_t begin = 0; begin < after.points.size();) {
      const size_t end = after.points.find('\n', begin) + 1;
      if (before_.points.find(after.points.substr(begin, end - begin)) == std::string::npos)
        return false;
      begin = end;
    }
    return after.told || after.points == before_.points;
  }

 private Q_SLOTS:
  void initTestCase() {
    tries_ = std::max(1, qEnvironmentVariableIntValue("UNMASK_ATTACK"));
    const auto workspace = Workspace::open(temporary_.path().toStdString());
    QVERIFY(workspace.has_value());
    RunSpec spec = *defaultSpec("next-token");
    spec.corpus = {"small", "0"};
    spec.tokenizer = {"letters", "0"};
    spec.pieces = 30;
    run_ = *prepareRun(*workspace, spec, "A name");
    QVERIFY(saveNotes(run_, "A name", "A note of some words.", {"one", "two"}).has_value());
    const auto store = std::move(*RunStoreWriter::open(run_, [](bool) {}));
    for (int64_t step = 0; step < 300; ++step) {
      RecordBatch records;
      records.points = {{0, 0, "loss/train", step, 1.0 / (1.0 + static_cast<double>(step))},
                        {0, 0, "gradient_norm", step, 0.5}};
      records.hashes = {{0, 0, step, 0, "00112233445566778899aabbccddeeff"}};
      if (step % 100 == 0)
        records.events = {{0, 0, step, 1000 + step, "started", "Started.", {}, "", {}}};
      store->append(std::move(records));
    }
    RecordBatch last;
    last.events = {{0, 0, 300, 5000, "finished", "Finished.", {}, "", {}}};
    last.checkpoints = {{0, 0, 300, 10, 1.0, true, false}};
    store->append(std::move(last));
    QVERIFY(store->flush(10'000).has_value());
  }

  void theWholeIsRead() {
    before_ = readAll(run_);
    QVERIFY(!before_.told);
    QCOMPARE(std::count(before_.points.begin(), before_.points.end(), '\n'), 601);
  }

  void damageIsTold_data() {
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<bool>("checked");  // all of it lies under a checksum
    QTest::newRow("spec.json") << QByteArray("spec.json") << true;
    QTest::newRow("notes.json") << QByteArray("notes.json") << true;
    QTest::newRow("run.db") << QByteArray("run.db") << false;
  }
  void damageIsTold() {
    QFETCH(QByteArray, file);
    QFETCH(bool, checked);
    const fs::path path = run_ / file.toStdString();
    const std::string whole = *readFile(path);
    std::mt19937_64 random(file.size());
    Count flips, cuts;
    const auto attack = [&](const std::string& bytes, Count& count, const std::string& what) {
      std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
      const Read after = readAll(run_);
      QVERIFY2(believesNothingWrong(after), what.c_str());
      const bool same = after.spec == before_.spec && after.notes == before_.notes &&
                        after.points == before_.points && after.records == before_.records;
      if (after.told)
        ++count.told;
      else if (same)
        ++count.same;
      else
        ++count.silent;
    };
    for (int i = 0; i < 120 * tries_; ++i) {
      std::string bytes = whole;
      const size_t at = random() % bytes.size();
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << random() % 8));
      attack(bytes, flips, "flip of byte " + std::to_string(at));
    }
    for (int i = 0; i < 30 * tries_; ++i) {
      const size_t size = random() % whole.size();
      attack(whole.substr(0, size), cuts, "cut at " + std::to_string(size));
    }
    std::ofstream(path, std::ios::binary | std::ios::trunc) << whole;
    for (const auto& [name, count] : {std::pair("flips", flips), std::pair("cuts", cuts)})
      std::printf("%-12s %-6s %5lld as before, %5lld told, %5lld other words in silence\n",
                  file.constData(), name, static_cast<long long>(count.same),
                  static_cast<long long>(count.told), static_cast<long long>(count.silent));
    if (checked) QCOMPARE(flips.silent + cuts.silent, 0);
    const Read again = readAll(run_);
    QVERIFY(!again.told);
    QCOMPARE(again.points, before_.points);
  }
};

QTEST_GUILESS_MAIN(RunFilesTest)
#include "run_files_test.moc"
