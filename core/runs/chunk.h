// Chunks: how points and batch hashes are packed, in run.db and in frames alike.
//
// One chunk holds records of one series and one segment, little-endian, back to back:
//   a point       seq i64, step i64, value f64               24 bytes
//   a batch hash  seq i64, step i64, micro i64, 16 bytes     40 bytes
// The seq is stored with each point, because the series of a run interleave: within one series the
// seqs are rising but not consecutive.
#pragma once

#include <string>
#include <vector>

#include "core/runs/records.h"

namespace unmask {

inline constexpr const char* kBatchHashSeries = "#batch";

struct Chunk {
  std::string series;
  int64_t segment = 0;
  int64_t firstSeq = 0;
  int64_t lastSeq = 0;
  std::string data;
};

// What is kept beside a chunk to tell damage by: a CRC-32 over its series, numbers and data, plus
// 2^32, by which it is told from the sums of run.db's version 1, over the data alone.
int64_t chunkSum(const Chunk&);
bool isWhole(const Chunk&, int64_t kept);

// The points and hashes of `records`, one chunk for each series and segment.
std::vector<Chunk> chunksOf(const RecordBatch& records);

// Adds the chunk's records with after < seq <= upTo to `into`. False when the data cannot be a
// chunk of this series (then nothing is added).
bool unpack(const Chunk&, int64_t after, int64_t upTo, RecordBatch& into);

}  // namespace unmask
