// run.db: everything a run logged. One writer, the worker, on a thread of its own; any readers.
//
// Points are chunks (chunk.h) with a CRC-32 each. No point is dropped or averaged away. A record is
// shown to anybody only when it is on disk (`onCommitted`), so that what a window has drawn is
// still there after a crash and a seq is never given twice.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "core/base/result.h"
#include "core/runs/records.h"

namespace unmask {

class RunStoreWriter {
 public:
  // Opens or creates, unless there was a history (historyIsThere); begins a new segment. `onStall(true)` when the disk does not take the data
  // (full, failing), `onStall(false)` when it does again; `onCommitted` with what is now on disk,
  // in order of seq, at most 20 times a second. Both are called from the writer's thread.
  static Result<std::unique_ptr<RunStoreWriter>> open(
      const std::filesystem::path& runFolder, std::function<void(bool)> onStall,
      std::function<void(const RecordBatch&)> onCommitted = {});
  ~RunStoreWriter();  // flushes; gives up after a few seconds on a disk that takes nothing

  int64_t segment() const;
  // Gives every record its seq and segment, queues it (64 MiB at most), returns it completed.
  // Blocks only while the queue is full; `stalled()` says so beforehand.
  RecordBatch append(RecordBatch);
  bool stalled() const;         // the disk refuses data, or has sat on it for seconds
  int64_t lastSeq() const;      // of the records appended so far
  Status flush(int timeoutMs);  // everything appended so far is on disk

 private:
  struct State;
  explicit RunStoreWriter(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

class RunStoreReader {
 public:
  // A file in which nothing was written yet is an empty history; one that was emptied after
  // training (historyIsThere) is an error.
  static Result<RunStoreReader> open(const std::filesystem::path& runFolder);
  RunStoreReader(RunStoreReader&&) noexcept;
  RunStoreReader& operator=(RunStoreReader&&) noexcept;
  ~RunStoreReader();
  // What the calls so far have left out because its checksum is wrong; the rest is whole.
  std::vector<EventRecord> damage() const;
  // Every record with seq > after, each kind in order of seq, up to about `limit` records (0: all).
  // lastSeq is the last seq looked at: the next call's `after`. A damaged chunk is left out and
  // reported by an event of kind "damaged".
  Result<RecordBatch> after(int64_t seq, int64_t limit = 0) const;
  // The points of one series alone with seq > after, in order of seq: for a chart of many runs.
  Result<std::vector<Point>> points(const std::string& series, int64_t after = 0) const;
  // About the last `count` of them.
  Result<std::vector<Point>> lastPoints(const std::string& series, size_t count) const;
  Result<int64_t> lastSeq() const;
  Result<int64_t> segments() const;   // how often a worker was started
  Result<int64_t> stepsDone() const;  // by the last step logged or checkpoint, in the last segment
  Result<std::vector<EventRecord>> events() const;
  Result<std::vector<CheckpointRecord>> checkpoints() const;  // the newest record of each step
  Result<double> bestValidationLoss() const;                  // NaN: none
  // What the newest segment that did `step` recorded of its batches, by micro-batch; empty: nobody
  // has done it. Reads a few chunks, however long the run is.
  Result<std::vector<BatchHashRecord>> batchHashes(int64_t step) const;

 private:
  struct State;
  explicit RunStoreReader(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

// Refuses (ErrorKind::damaged) a folder that has checkpoints or had a worker although its run.db is
// empty or gone: a history that begun anew would pass for the whole.
Status historyIsThere(const std::filesystem::path& runFolder);

// Keeps of each (series, step) the point of the highest segment: what views draw.
std::vector<Point> newestSegments(std::vector<Point>);

}  // namespace unmask
