// run.db: everything a run logged. One writer, the worker, on a thread of its own; any readers.
//
// Points are chunks: (series, segment, first_seq, blob of (step i64, value f64) little-endian,
// CRC-32). No point is dropped or averaged away.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "core/base/result.h"
#include "core/runs/records.h"

namespace unmask {

class RunStoreWriter {
 public:
  // Opens or creates; begins a new segment. `onStall(true)` when the disk does not take the data
  // (full, failing), `onStall(false)` when it does again; called from the writer's thread.
  static Result<std::unique_ptr<RunStoreWriter>> open(const std::filesystem::path& runFolder,
                                                      std::function<void(bool)> onStall);
  ~RunStoreWriter();  // flushes

  int64_t segment() const;
  // Gives every record its seq and segment, queues it (64 MiB at most), returns it completed.
  // Blocks only while the queue is full; `stalled()` says so beforehand.
  RecordBatch append(RecordBatch);
  bool stalled() const;
  Status flush(int timeoutMs);  // everything appended so far is on disk

 private:
  struct State;
  explicit RunStoreWriter(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

class RunStoreReader {
 public:
  static Result<RunStoreReader> open(const std::filesystem::path& runFolder);
  RunStoreReader(RunStoreReader&&) noexcept;
  RunStoreReader& operator=(RunStoreReader&&) noexcept;
  ~RunStoreReader();
  // Every record with seq > after, in order of seq, up to about `limit` records (0: all).
  Result<RecordBatch> after(int64_t seq, int64_t limit = 0) const;
  Result<int64_t> lastSeq() const;

 private:
  struct State;
  explicit RunStoreReader(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

// Keeps of each (series, step) the point of the highest segment: what views draw.
std::vector<Point> newestSegments(std::vector<Point>);

}  // namespace unmask
