// Reading run.db page by page for a session.
#include "core/runs/history_reader.h"

#include "core/base/files.h"
#include "core/base/guarded.h"
#include "core/base/message_value.h"
#include "core/base/platform.h"
#include "core/runs/run_store.h"

namespace unmask {

namespace {
constexpr int64_t kPage = 50'000;  // records of one signal: some milliseconds of the receiver
constexpr int kRoomWaitMs = 50;
}  // namespace

Status HistoryReader::readAll(quint64 reading, const std::filesystem::path& runFolder,
                              int64_t& seq) {
  UNMASK_ASSIGN(const bool recorded, pathExists(runFolder / "run.db"));
  if (!recorded) return {};
  UNMASK_ASSIGN(const RunStoreReader reader, RunStoreReader::open(runFolder));
  while (!cancelled_) {
    UNMASK_ASSIGN(RecordBatch records, reader.after(seq, kPage));
    if (records.lastSeq <= seq) return {};
    seq = records.lastSeq;
    while (!room_.tryAcquire(1, kRoomWaitMs))
      if (cancelled_) return {};
    Q_EMIT page(reading, std::make_shared<const RecordBatch>(std::move(records)));
  }
  return {};
}

void HistoryReader::read(quint64 reading, const std::filesystem::path& runFolder, int64_t seq) {
  RunProgress progress;
  QString problem;
  while (!cancelled_) {
    const auto wasLive = FileLock::held(runFolder / "lock");
    const Status all = withoutThrowing([&] { return readAll(reading, runFolder, seq); });
    auto now = withoutThrowing([&] { return progressOf(runFolder); });
    if (!all) problem = QString::fromStdString(asValue(all.error()));
    if (!now) problem = QString::fromStdString(asValue(now.error()));
    if (now) progress = std::move(*now);
    // The worker ended while its records were read: its last ones are in the file now.
    if (wasLive && *wasLive && now && !now->live) continue;
    break;
  }
  if (!cancelled_) Q_EMIT done(reading, progress, problem);
}

}  // namespace unmask
