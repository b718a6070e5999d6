// Reading run.db, while it is written or afterwards.
#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "core/base/database.h"
#include "core/base/files.h"
#include "core/runs/checkpoint_folders.h"
#include "core/runs/chunk.h"
#include "core/runs/run_store.h"
#include "core/runs/run_store_schema.h"

namespace unmask {
namespace {

constexpr const char* kLastSeq =
    "SELECT max(s) FROM (SELECT coalesce(max(last_seq), 0) AS s FROM chunks "
    "UNION ALL SELECT coalesce(max(seq), 0) FROM events "
    "UNION ALL SELECT coalesce(max(seq), 0) FROM samples "
    "UNION ALL SELECT coalesce(max(seq), 0) FROM checkpoints)";

std::vector<std::string> valuesFrom(const std::string& json) {
  std::vector<std::string> values;
  const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(json));
  for (const QJsonValue value : document.array()) values.push_back(value.toString().toStdString());
  return values;
}

EventRecord eventFrom(const Statement& row) {
  return {row.integer(0),          row.integer(1), row.integer(2),
          row.integer(3),          row.text(4),    row.text(5),
          valuesFrom(row.text(6)), row.text(7),    valuesFrom(row.text(8))};
}

CheckpointRecord checkpointFrom(const Statement& row) {
  return {row.integer(0),     row.integer(1),
          row.integer(2),     static_cast<uint64_t>(row.integer(3)),
          row.real(4),        row.integer(5) != 0,
          row.integer(6) != 0};
}

SampleRecord sampleFrom(const Statement& row) {
  return {row.integer(0), row.integer(1), row.integer(2), row.integer(3), row.text(4), row.text(5)};
}

EventRecord damagedPart(const Chunk& chunk) {
  EventRecord event;
  event.seq = chunk.lastSeq;
  event.segment = chunk.segment;
  event.kind = "damaged";
  event.text =
      UNMASK_TEXT("core", "A stored part of %1 (records %2 to %3) is damaged and left out.");
  event.values = {chunk.series, std::to_string(chunk.firstSeq), std::to_string(chunk.lastSeq)};
  return event;
}

constexpr int64_t kNoEnd = std::numeric_limits<int64_t>::max();

}  // namespace

struct RunStoreReader::State {
  Database database;
  std::map<std::pair<std::string, int64_t>, EventRecord> damaged = {};  // by series and last seq

  // The row's records after `after`, up to `upTo`; its end is lastSeq. One that is damaged is
  // remembered, and false. Columns: series, segment, first_seq, last_seq, data, crc.
  bool addChunk(const Statement& row, int64_t after, int64_t upTo, RecordBatch& into) {
    const Chunk chunk{row.text(0), row.integer(1), row.integer(2), row.integer(3), row.blob(4)};
    into.lastSeq = chunk.lastSeq;
    if (isWhole(chunk, row.integer(5)) && unpack(chunk, after, upTo, into)) return true;
    damaged.try_emplace({chunk.series, chunk.lastSeq}, damagedPart(chunk));
    return false;
  }

  // All rows of `sql`, whose one or two parameters are seqs.
  template <class Row>
  Status rows(const char* sql, std::initializer_list<int64_t> seqs, const Row& row) const {
    Statement statement(database.handle(), sql);
    for (int64_t seq : seqs) statement.bind(seq);
    int code = statement.step();
    for (; code == SQLITE_ROW; code = statement.step()) row(statement);
    if (code != SQLITE_DONE) return failure(database.error());
    return {};
  }
  Result<int64_t> number(const char* sql) const {
    int64_t value = 0;
    UNMASK_TRY(rows(sql, {}, [&](const Statement& row) { value = row.integer(0); }));
    return value;
  }
  Status collect(int64_t seq, int64_t limit, RecordBatch& into);
  Result<RecordBatch> hashesFrom(int64_t seq, int64_t upTo);
};

namespace {

struct Opened {
  Database database;
  int64_t version = 0;  // 0: nothing was written yet
};

// Nothing: this folder wants another mode (one without write permission).
Result<std::optional<Opened>> openAs(const std::filesystem::path& path, Database::Mode mode) {
  auto database = Database::open(path, mode);
  if (!database) {
    if (mode == Database::Mode::read) return std::optional<Opened>();
    return failure(database.error());
  }
  int64_t version = -1;
  {
    Statement statement(database->handle(),
                        "SELECT user_version, (SELECT count(*) FROM sqlite_schema) "
                        "FROM pragma_user_version");
    if (statement.step() == SQLITE_ROW) version = statement.integer(0);
  }
  if (version >= 0) return std::optional<Opened>(Opened{std::move(*database), version});
  const int code = sqlite3_errcode(database->handle()) & 0xff;
  const bool permission = code == SQLITE_CANTOPEN || code == SQLITE_READONLY ||
                          code == SQLITE_PERM || code == SQLITE_IOERR;
  if (permission && mode == Database::Mode::read) return std::optional<Opened>();
  return failure(database->error());
}

// A history without records, for a file in which the tables are still to be made.
Result<Database> blankHistory() {
  UNMASK_ASSIGN(Database database, Database::open(":memory:", Database::Mode::create));
  if (database.run(kRunStoreSchema) != SQLITE_OK) return failure(database.error());
  return database;
}

}  // namespace

Result<RunStoreReader> RunStoreReader::open(const std::filesystem::path& runFolder) {
  const std::filesystem::path path = runFolder / "run.db";
  // A folder without write permission refuses the log's shared memory (or the file's replay), and
  // there nobody writes: the file is read as it lies.
  UNMASK_ASSIGN(std::optional<Opened> opened, openAs(path, Database::Mode::read));
  if (!opened) {
    UNMASK_ASSIGN(opened, openAs(path, Database::Mode::snapshot));
  }
  if (opened->version > kRunStoreVersion) {
    return failure(message(UNMASK_TEXT("core", "%1 was written by a newer Unmask."), path.string()),
                   message(UNMASK_TEXT("core", "Open this run with that version.")));
  }
  if (opened->version == 0) {
    UNMASK_TRY(historyIsThere(runFolder));
    UNMASK_ASSIGN(opened->database, blankHistory());
  }
  return RunStoreReader(std::make_unique<State>(State{std::move(opened->database)}));
}

std::vector<EventRecord> RunStoreReader::damage() const {
  std::vector<EventRecord> left;
  for (const auto& [place, event] : state_->damaged) left.push_back(event);
  return left;
}

Status historyIsThere(const std::filesystem::path& runFolder) {
  // A worker tells how it is reached only after run.db has its first record.
  UNMASK_ASSIGN(const bool reached, pathExists(runFolder / "worker.json"));
  if (!reached && checkpointSteps(runFolder).empty()) return {};
  return failure(ErrorKind::damaged,
                 message(UNMASK_TEXT("core", "%1 is empty, though this run has been trained."),
                         (runFolder / "run.db").string()),
                 message(UNMASK_TEXT("core",
                                     "Restore it, or start a new run with the same settings. Its "
                                     "checkpoints can still be asked and exported.")));
}

RunStoreReader::RunStoreReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
RunStoreReader::RunStoreReader(RunStoreReader&&) noexcept = default;
RunStoreReader& RunStoreReader::operator=(RunStoreReader&&) noexcept = default;
RunStoreReader::~RunStoreReader() = default;

Status RunStoreReader::State::collect(int64_t seq, int64_t limit, RecordBatch& into) {
  UNMASK_ASSIGN(const int64_t last, number(kLastSeq));
  const int64_t upTo = limit > 0 && last - seq > limit ? seq + limit : last;
  UNMASK_TRY(rows(
      "SELECT series, segment, first_seq, last_seq, data, crc FROM chunks "
      "WHERE last_seq > ? AND first_seq <= ?",
      {seq, upTo}, [&](const Statement& row) {
        if (addChunk(row, seq, upTo, into) || row.integer(3) > upTo) return;
        into.events.push_back(damaged.at({row.text(0), row.integer(3)}));
      }));
  UNMASK_TRY(rows("SELECT * FROM events WHERE seq > ? AND seq <= ? ORDER BY seq", {seq, upTo},
                  [&](const Statement& row) { into.events.push_back(eventFrom(row)); }));
  UNMASK_TRY(rows("SELECT * FROM samples WHERE seq > ? AND seq <= ? ORDER BY seq", {seq, upTo},
                  [&](const Statement& row) { into.samples.push_back(sampleFrom(row)); }));
  UNMASK_TRY(rows("SELECT * FROM checkpoints WHERE seq > ? AND seq <= ? ORDER BY seq", {seq, upTo},
                  [&](const Statement& row) { into.checkpoints.push_back(checkpointFrom(row)); }));
  into.lastSeq = std::max(seq, upTo);
  return {};
}

Result<RecordBatch> RunStoreReader::after(int64_t seq, int64_t limit) const {
  // One snapshot for all tables.
  if (state_->database.run("BEGIN") != SQLITE_OK) return failure(state_->database.error());
  RecordBatch records;
  const Status collected = state_->collect(seq, limit, records);
  state_->database.run("COMMIT");
  UNMASK_TRY(collected);
  const auto bySeq = [](const auto& a, const auto& b) { return a.seq < b.seq; };
  std::sort(records.points.begin(), records.points.end(), bySeq);
  std::sort(records.hashes.begin(), records.hashes.end(), bySeq);
  std::stable_sort(records.events.begin(), records.events.end(), bySeq);
  return records;
}

Result<std::vector<Point>> RunStoreReader::points(const std::string& series, int64_t after) const {
  RecordBatch records;
  Statement rows(state_->database.handle(),
                 "SELECT series, segment, first_seq, last_seq, data, crc FROM chunks "
                 "WHERE last_seq > ? AND series = ? ORDER BY last_seq");
  rows.bind(after);
  rows.bind(series);
  int code = rows.step();
  for (; code == SQLITE_ROW; code = rows.step()) state_->addChunk(rows, after, kNoEnd, records);
  if (code != SQLITE_DONE) return failure(state_->database.error());
  return std::move(records.points);
}

Result<std::vector<Point>> RunStoreReader::lastPoints(const std::string& series,
                                                      size_t count) const {
  RecordBatch records;
  Statement rows(state_->database.handle(),
                 "SELECT series, segment, first_seq, last_seq, data, crc FROM chunks "
                 "WHERE series = ? ORDER BY last_seq DESC");
  rows.bind(series);
  int code = rows.step();
  for (; code == SQLITE_ROW && records.points.size() < count; code = rows.step())
    state_->addChunk(rows, 0, kNoEnd, records);
  if (code != SQLITE_DONE && code != SQLITE_ROW) return failure(state_->database.error());
  return std::move(records.points);
}

Result<int64_t> RunStoreReader::lastSeq() const {
  return state_->number(kLastSeq);
}

Result<int64_t> RunStoreReader::segments() const {
  return state_->number("SELECT count(*) FROM segments");
}

Result<int64_t> RunStoreReader::stepsDone() const {
  int64_t steps = 0;
  // The training points of step s say that s + 1 steps are done.
  UNMASK_TRY(state_->rows(
      "SELECT series, segment, first_seq, last_seq, data, crc FROM chunks "
      "WHERE series = 'loss/train' ORDER BY last_seq DESC LIMIT 1",
      {}, [&](const Statement& row) {
        RecordBatch records;
        state_->addChunk(row, 0, kNoEnd, records);
        if (!records.points.empty()) steps = records.points.back().step + 1;
      }));
  UNMASK_TRY(state_->rows("SELECT step FROM events ORDER BY seq DESC LIMIT 1", {},
                          [&](const Statement& row) { steps = std::max(steps, row.integer(0)); }));
  return steps;
}

Result<std::vector<EventRecord>> RunStoreReader::events() const {
  std::vector<EventRecord> events;
  UNMASK_TRY(state_->rows("SELECT * FROM events ORDER BY seq", {},
                          [&](const Statement& row) { events.push_back(eventFrom(row)); }));
  return events;
}

Result<std::vector<CheckpointRecord>> RunStoreReader::checkpoints() const {
  std::map<int64_t, CheckpointRecord> newest;
  UNMASK_TRY(state_->rows("SELECT * FROM checkpoints ORDER BY seq", {}, [&](const Statement& row) {
    const CheckpointRecord record = checkpointFrom(row);
    newest[record.step] = record;
  }));
  std::vector<CheckpointRecord> checkpoints;
  for (const auto& [step, record] : newest) checkpoints.push_back(record);
  return checkpoints;
}

Result<double> RunStoreReader::bestValidationLoss() const {
  double best = std::numeric_limits<double>::quiet_NaN();
  UNMASK_TRY(state_->rows(
      "SELECT series, segment, first_seq, last_seq, data, crc FROM chunks "
      "WHERE series = 'loss/validation'",
      {}, [&](const Statement& row) {
        RecordBatch records;
        state_->addChunk(row, 0, kNoEnd, records);
        for (const Point& point : records.points) best = std::fmin(best, point.value);
      }));
  return best;
}

// The hashes of the first whole chunk of them that ends in [seq, upTo]; its end as lastSeq. No
// hashes: there is none.
Result<RecordBatch> RunStoreReader::State::hashesFrom(int64_t seq, int64_t upTo) {
  RecordBatch found;
  while (found.hashes.empty() && seq <= upTo) {
    int64_t end = upTo;
    UNMASK_TRY(rows(
        "SELECT series, segment, first_seq, last_seq, data, crc FROM chunks "
        "WHERE last_seq >= ? AND last_seq <= ? AND series = '#batch' ORDER BY last_seq LIMIT 1",
        {seq, upTo}, [&](const Statement& row) {
          end = row.integer(3);
          addChunk(row, 0, kNoEnd, found);
        }));
    found.lastSeq = end;
    seq = end + 1;
  }
  return found;
}

Result<std::vector<BatchHashRecord>> RunStoreReader::batchHashes(int64_t step) const {
  std::vector<std::pair<int64_t, int64_t>> segments;  // seqs [first, last], the newest in front
  UNMASK_ASSIGN(int64_t last, state_->number(kLastSeq));
  UNMASK_TRY(state_->rows("SELECT first_seq FROM segments ORDER BY segment DESC", {},
                          [&](const Statement& row) {
                            segments.emplace_back(row.integer(0), last);
                            last = row.integer(0) - 1;
                          }));
  std::vector<BatchHashRecord> found;
  for (const auto& [first, upTo] : segments) {
    // Steps rise within a segment: halving finds the first chunk that reaches this one.
    int64_t low = first, high = upTo + 1;
    while (low < high) {
      const int64_t middle = low + (high - low) / 2;
      UNMASK_ASSIGN(const RecordBatch chunk, state_->hashesFrom(middle, upTo));
      if (chunk.hashes.empty() || chunk.hashes.back().step >= step)
        high = middle;
      else
        low = chunk.lastSeq + 1;
    }
    // The micro-batches of a step may lie in two chunks.
    for (bool more = true; more;) {
      UNMASK_ASSIGN(const RecordBatch chunk, state_->hashesFrom(low, upTo));
      for (const BatchHashRecord& hash : chunk.hashes)
        if (hash.step == step) found.push_back(hash);
      more = !chunk.hashes.empty() && chunk.hashes.back().step <= step;
      low = chunk.lastSeq + 1;
    }
    if (!found.empty()) break;
  }
  std::ranges::sort(found, {}, &BatchHashRecord::micro);
  return found;
}

std::vector<Point> newestSegments(std::vector<Point> points) {
  std::map<std::pair<std::string, int64_t>, int64_t> newest;
  for (const Point& point : points) {
    int64_t& segment = newest[{point.series, point.step}];
    segment = std::max(segment, point.segment);
  }
  std::erase_if(points, [&](const Point& point) {
    return point.segment < newest[{point.series, point.step}];
  });
  return points;
}

}  // namespace unmask
