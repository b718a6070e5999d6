// Writing run.db: a bounded queue, and a thread that puts it on disk in transactions.
#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "core/base/database.h"
#include "core/runs/chunk.h"
#include "core/runs/network_disk.h"
#include "core/runs/run_store.h"
#include "core/runs/run_store_schema.h"

namespace unmask {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr size_t kQueueBytes = size_t{64} << 20;
constexpr auto kCommitEvery = milliseconds(50);
constexpr auto kRetryAfter = milliseconds(300);
constexpr auto kStallAfter = std::chrono::seconds(5);
constexpr auto kGiveUpAfter = std::chrono::seconds(5);
constexpr size_t kMergeBytes = 24 * 1024;  // small chunks become one of about 1,000 points

size_t sizeOf(const RecordBatch& records) {
  size_t bytes = records.points.size() * sizeof(Point) +
                 records.hashes.size() * (sizeof(BatchHashRecord) + 33) +
                 records.checkpoints.size() * sizeof(CheckpointRecord);
  for (const EventRecord& event : records.events) bytes += sizeof event + event.text.size();
  for (const SampleRecord& sample : records.samples) {
    bytes += sizeof sample + sample.prompt.size() + sample.json.size();
  }
  return bytes;
}

template <class T>
void moveTo(std::vector<T>& from, std::vector<T>& to) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  from.clear();
}

std::string jsonList(const std::vector<std::string>& values) {
  QJsonArray list;
  for (const std::string& value : values) list.append(QString::fromStdString(value));
  return QJsonDocument(list).toJson(QJsonDocument::Compact).toStdString();
}

int64_t nowMs() {
  return std::chrono::duration_cast<milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// The chunks of one series that wait to be merged into a larger one.
struct SmallChunks {
  std::vector<int64_t> ids;
  Chunk merged;
};

}  // namespace

struct RunStoreWriter::State {
  explicit State(Database opened) : database(std::move(opened)) {}

  Database database;
  std::function<void(bool)> onStall;
  std::function<void(const RecordBatch&)> onCommitted;
  int64_t segment = 1;

  mutable std::mutex mutex;
  std::condition_variable changed;
  RecordBatch queue;
  size_t queuedBytes = 0;
  int64_t lastSeq = 0;
  int64_t committedSeq = 0;
  int flushesWaiting = 0;
  bool failing = false;
  bool ending = false;
  Clock::time_point commitBegan = Clock::time_point::max();
  std::string failure;
  std::thread thread;

  using Small = std::map<std::string, SmallChunks>;
  Small small;  // by series; the writer's thread only

  Status begin(const std::filesystem::path& runFolder);
  void write();
  int commit(const RecordBatch& records, Small& small);
  int insertChunk(const Chunk& chunk, Small& small);
  int insertRecords(const RecordBatch& records);
};

Status RunStoreWriter::State::begin(const std::filesystem::path& runFolder) {
  Statement version(database.handle(), "PRAGMA user_version");
  if (version.step() != SQLITE_ROW) return unmask::failure(database.error());
  if (version.integer(0) > kRunStoreVersion) {
    return unmask::failure(
        message(UNMASK_TEXT("core", "The run's records were written by a newer Unmask.")),
        message(UNMASK_TEXT("core", "Open this run with that version.")));
  }
  if (version.integer(0) == 0) UNMASK_TRY(historyIsThere(runFolder));
  version.reset();
  // All tables and the segment, or nothing: a worker killed here leaves an empty file.
  if (database.run("BEGIN IMMEDIATE") != SQLITE_OK || database.run(kRunStoreSchema) != SQLITE_OK ||
      database.run(kMarkVersion) != SQLITE_OK) {
    return unmask::failure(database.error());
  }
  Statement last(database.handle(),
                 "SELECT max(s), (SELECT coalesce(max(segment), 0) FROM segments) FROM ("
                 "SELECT coalesce(max(last_seq), 0) AS s FROM chunks "
                 "UNION ALL SELECT coalesce(max(seq), 0) FROM events "
                 "UNION ALL SELECT coalesce(max(seq), 0) FROM samples "
                 "UNION ALL SELECT coalesce(max(seq), 0) FROM checkpoints)");
  if (last.step() != SQLITE_ROW) return unmask::failure(database.error());
  lastSeq = committedSeq = last.integer(0);
  segment = last.integer(1) + 1;
  last.reset();
  Statement insert(database.handle(), "INSERT INTO segments VALUES(?, ?, ?)");
  if (insert.bind(segment).bind(lastSeq + 1).bind(nowMs()).step() != SQLITE_DONE) {
    return unmask::failure(database.error());
  }
  insert.reset();
  if (database.run("COMMIT") != SQLITE_OK) return unmask::failure(database.error());
  return {};
}

int RunStoreWriter::State::insertChunk(const Chunk& chunk, Small& waiting) {
  sqlite3* db = database.handle();
  SmallChunks& earlier = waiting[chunk.series];
  Chunk whole = chunk;
  if (!earlier.ids.empty()) {
    whole.firstSeq = earlier.merged.firstSeq;
    whole.data = earlier.merged.data + chunk.data;
  }
  const bool merge = whole.data.size() >= kMergeBytes;
  if (merge) {
    for (int64_t id : earlier.ids) {
      Statement remove(db, "DELETE FROM chunks WHERE id = ?");
      if (const int code = remove.bind(id).step(); code != SQLITE_DONE) return code;
    }
  }
  const Chunk& written = merge ? whole : chunk;
  Statement insert(db,
                   "INSERT INTO chunks(series, segment, first_seq, last_seq, data, crc) "
                   "VALUES(?, ?, ?, ?, ?, ?)");
  insert.bind(written.series).bind(written.segment).bind(written.firstSeq).bind(written.lastSeq);
  insert.bindBlob(written.data).bind(chunkSum(written));
  if (const int code = insert.step(); code != SQLITE_DONE) return code;
  if (merge) {
    waiting.erase(chunk.series);
  } else {
    earlier.ids.push_back(sqlite3_last_insert_rowid(db));
    earlier.merged = std::move(whole);
  }
  return SQLITE_OK;
}

int RunStoreWriter::State::insertRecords(const RecordBatch& records) {
  sqlite3* db = database.handle();
  for (const EventRecord& e : records.events) {
    Statement insert(db, "INSERT INTO events VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)");
    insert.bind(e.seq).bind(e.segment).bind(e.step).bind(e.timeMs).bind(e.kind).bind(e.text);
    insert.bind(jsonList(e.values)).bind(e.advice).bind(jsonList(e.adviceValues));
    if (const int code = insert.step(); code != SQLITE_DONE) return code;
  }
  for (const SampleRecord& s : records.samples) {
    Statement insert(db, "INSERT INTO samples VALUES(?, ?, ?, ?, ?, ?)");
    insert.bind(s.seq).bind(s.segment).bind(s.step).bind(s.index).bind(s.prompt).bind(s.json);
    if (const int code = insert.step(); code != SQLITE_DONE) return code;
  }
  for (const CheckpointRecord& c : records.checkpoints) {
    Statement insert(db, "INSERT INTO checkpoints VALUES(?, ?, ?, ?, ?, ?, ?)");
    insert.bind(c.seq).bind(c.segment).bind(c.step).bind(static_cast<int64_t>(c.bytes));
    insert.bind(c.validationLoss).bind(int64_t{c.best}).bind(int64_t{c.removed});
    if (const int code = insert.step(); code != SQLITE_DONE) return code;
  }
  return SQLITE_OK;
}

// One transaction; `waiting` describes the small chunks as they are after it.
int RunStoreWriter::State::commit(const RecordBatch& records, Small& waiting) {
  if (const int code = database.run("BEGIN IMMEDIATE"); code != SQLITE_OK) return code;
  for (const Chunk& chunk : chunksOf(records)) {
    if (const int code = insertChunk(chunk, waiting); code != SQLITE_OK) return code;
  }
  if (const int code = insertRecords(records); code != SQLITE_OK) return code;
  return database.run("COMMIT");
}

void RunStoreWriter::State::write() {
  Clock::time_point lastCommit = Clock::now() - kCommitEvery;
  Clock::time_point endingSince = Clock::time_point::max();
  RecordBatch taken;
  while (true) {
    {
      std::unique_lock lock(mutex);
      if (taken.empty()) {
        changed.wait(lock, [&] { return ending || !queue.empty(); });
        changed.wait_until(lock, lastCommit + kCommitEvery,
                           [&] { return ending || flushesWaiting > 0; });
        if (queue.empty()) return;
        taken = std::exchange(queue, {});
        taken.lastSeq = lastSeq;
      }
      if (ending && endingSince == Clock::time_point::max()) endingSince = Clock::now();
      commitBegan = Clock::now();
    }
    Small after = small;
    const int code = commit(taken, after);
    std::string reason = code == SQLITE_OK ? "" : sqlite3_errmsg(database.handle());
    if (code != SQLITE_OK) database.run("ROLLBACK");
    // Before flush() returns: whoever flushed finds the records and the disk's return announced.
    if (code == SQLITE_OK && onCommitted) onCommitted(taken);
    bool stallChanged = false;
    {
      std::unique_lock lock(mutex);
      commitBegan = Clock::time_point::max();
      stallChanged = failing != (code != SQLITE_OK);
      failing = code != SQLITE_OK;
      failure = std::move(reason);
    }
    if (stallChanged && onStall) onStall(code != SQLITE_OK);
    if (code == SQLITE_OK) {
      {
        std::unique_lock lock(mutex);
        committedSeq = taken.lastSeq;
        queuedBytes -= std::min(queuedBytes, sizeOf(taken));
        changed.notify_all();
      }
      small = std::move(after);
      taken = {};
      lastCommit = Clock::now();
      continue;
    }
    std::unique_lock lock(mutex);
    if (Clock::now() - endingSince > kGiveUpAfter && endingSince != Clock::time_point::max())
      return;
    changed.wait_for(lock, kRetryAfter, [] { return false; });
  }
}

Result<std::unique_ptr<RunStoreWriter>> RunStoreWriter::open(
    const std::filesystem::path& runFolder, std::function<void(bool)> onStall,
    std::function<void(const RecordBatch&)> onCommitted) {
  UNMASK_ASSIGN(Database database, Database::open(runFolder / "run.db", Database::Mode::create));
  // FULL: a commit is on disk, so a checkpoint never appears before the points that led to it.
  const char* journal = onNetworkDisk(runFolder)
                            ? "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL"
                            : "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL";
  if (database.run(journal) != SQLITE_OK) return failure(database.error());
  auto state = std::make_unique<State>(std::move(database));
  state->onStall = std::move(onStall);
  state->onCommitted = std::move(onCommitted);
  UNMASK_TRY(state->begin(runFolder));
  state->thread = std::thread([raw = state.get()] { raw->write(); });
  return std::unique_ptr<RunStoreWriter>(new RunStoreWriter(std::move(state)));
}

RunStoreWriter::RunStoreWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}

RunStoreWriter::~RunStoreWriter() {
  {
    std::lock_guard lock(state_->mutex);
    state_->ending = true;
    state_->changed.notify_all();
  }
  state_->thread.join();
  state_->database.run("PRAGMA journal_mode = DELETE");
}

int64_t RunStoreWriter::segment() const {
  return state_->segment;
}

int64_t RunStoreWriter::lastSeq() const {
  std::lock_guard lock(state_->mutex);
  return state_->lastSeq;
}

RecordBatch RunStoreWriter::append(RecordBatch records) {
  const size_t bytes = sizeOf(records);
  std::unique_lock lock(state_->mutex);
  state_->changed.wait(
      lock, [&] { return state_->queuedBytes == 0 || state_->queuedBytes + bytes <= kQueueBytes; });
  const auto number = [&](auto& list) {
    for (auto& record : list) {
      record.seq = ++state_->lastSeq;
      record.segment = state_->segment;
    }
  };
  number(records.points);
  number(records.hashes);
  number(records.events);
  number(records.samples);
  number(records.checkpoints);
  records.lastSeq = state_->lastSeq;
  RecordBatch queued = records;
  moveTo(queued.points, state_->queue.points);
  moveTo(queued.hashes, state_->queue.hashes);
  moveTo(queued.events, state_->queue.events);
  moveTo(queued.samples, state_->queue.samples);
  moveTo(queued.checkpoints, state_->queue.checkpoints);
  state_->queuedBytes += bytes;
  state_->changed.notify_all();
  return records;
}

bool RunStoreWriter::stalled() const {
  std::lock_guard lock(state_->mutex);
  return state_->failing || (state_->commitBegan != Clock::time_point::max() &&
                             Clock::now() - state_->commitBegan > kStallAfter);
}

Status RunStoreWriter::flush(int timeoutMs) {
  std::unique_lock lock(state_->mutex);
  const int64_t target = state_->lastSeq;
  ++state_->flushesWaiting;
  state_->changed.notify_all();
  const bool written = state_->changed.wait_for(lock, milliseconds(timeoutMs),
                                                [&] { return state_->committedSeq >= target; });
  --state_->flushesWaiting;
  if (written) return {};
  return failure(message(UNMASK_TEXT("core", "The disk does not take the run's records: %1."),
                         state_->failure.empty() ? "no answer" : state_->failure),
                 message(UNMASK_TEXT("core", "Make room on the disk.")));
}

}  // namespace unmask
