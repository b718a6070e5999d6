// run.db's tables.
#pragma once

namespace unmask {

// 2: a chunk's sum covers its series and numbers, too; chunks of both kinds may lie in one run.db.
inline constexpr int kRunStoreVersion = 2;
inline constexpr const char* kMarkVersion = "PRAGMA user_version = 2";

// Journalling: a write-ahead log while a local disk is written to, because then a window that reads
// (or hangs while reading) never holds up the run; a rollback journal on network file systems,
// where the log's shared memory does not work, and in every run that has ended, because a single
// file can be copied, and read from a folder without write permission.
inline constexpr const char* kRunStoreSchema = R"(
CREATE TABLE IF NOT EXISTS segments(
  segment INTEGER PRIMARY KEY, first_seq INTEGER NOT NULL, started_ms INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS chunks(
  id INTEGER PRIMARY KEY, series TEXT NOT NULL, segment INTEGER NOT NULL,
  first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL, data BLOB NOT NULL, crc INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS chunks_by_seq ON chunks(last_seq, first_seq);
CREATE TABLE IF NOT EXISTS events(
  seq INTEGER PRIMARY KEY, segment INTEGER NOT NULL, step INTEGER NOT NULL,
  time_ms INTEGER NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, args TEXT NOT NULL,
  advice TEXT NOT NULL, advice_args TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS samples(
  seq INTEGER PRIMARY KEY, segment INTEGER NOT NULL, step INTEGER NOT NULL,
  prompt_index INTEGER NOT NULL, prompt TEXT NOT NULL, answer TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS checkpoints(
  seq INTEGER PRIMARY KEY, segment INTEGER NOT NULL, step INTEGER NOT NULL,
  bytes INTEGER NOT NULL, validation_loss REAL, best INTEGER NOT NULL, removed INTEGER NOT NULL);
)";

}  // namespace unmask
