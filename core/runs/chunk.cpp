// Packing points and batch hashes into chunks and back.
#include "core/runs/chunk.h"

#include <bit>
#include <cstring>
#include <map>
#include <span>

#include "core/base/digest.h"

namespace unmask {
namespace {

static_assert(std::endian::native == std::endian::little,
              "chunks are written as they lie in memory");

constexpr size_t kPointBytes = 24;
constexpr size_t kHashBytes = 40;
constexpr size_t kHashDigits = 32;
constexpr size_t kLongestSeries = 256;  // of measures' ids; each point gets a copy of it

template <class T>
void put(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <class T>
T take(const char*& at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  at += sizeof value;
  return value;
}

int nibble(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  return 0;
}

void putHash(std::string& out, const std::string& hex) {
  for (size_t i = 0; i < kHashDigits; i += 2) {
    const int high = i < hex.size() ? nibble(hex[i]) : 0;
    const int low = i + 1 < hex.size() ? nibble(hex[i + 1]) : 0;
    out.push_back(static_cast<char>(high << 4 | low));
  }
}

std::string takeHash(const char*& at) {
  static const char* digits = "0123456789abcdef";
  std::string hex;
  for (size_t i = 0; i < kHashDigits / 2; ++i) {
    const auto byte = static_cast<unsigned char>(*at++);
    hex.push_back(digits[byte >> 4]);
    hex.push_back(digits[byte & 15]);
  }
  return hex;
}

Chunk& chunkFor(std::map<std::pair<std::string, int64_t>, size_t>& places,
                std::vector<Chunk>& chunks, const std::string& series, int64_t segment,
                int64_t seq) {
  const auto [place, isNew] = places.try_emplace({series, segment}, chunks.size());
  if (isNew) chunks.push_back({series, segment, seq, seq, {}});
  Chunk& chunk = chunks[place->second];
  chunk.lastSeq = seq;
  return chunk;
}

}  // namespace

std::vector<Chunk> chunksOf(const RecordBatch& records) {
  std::vector<Chunk> chunks;
  std::map<std::pair<std::string, int64_t>, size_t> places;
  for (const Point& point : records.points) {
    Chunk& chunk = chunkFor(places, chunks, point.series, point.segment, point.seq);
    put(chunk.data, point.seq);
    put(chunk.data, point.step);
    put(chunk.data, point.value);
  }
  for (const BatchHashRecord& hash : records.hashes) {
    Chunk& chunk = chunkFor(places, chunks, kBatchHashSeries, hash.segment, hash.seq);
    put(chunk.data, hash.seq);
    put(chunk.data, hash.step);
    put(chunk.data, hash.micro);
    putHash(chunk.data, hash.hash);
  }
  return chunks;
}

bool unpack(const Chunk& chunk, int64_t after, int64_t upTo, RecordBatch& into) {
  const bool hashes = chunk.series == kBatchHashSeries;
  const size_t recordBytes = hashes ? kHashBytes : kPointBytes;
  if (chunk.series.empty() || chunk.series.size() > kLongestSeries || chunk.data.empty() ||
      chunk.data.size() % recordBytes != 0) {
    return false;
  }
  const char* at = chunk.data.data();
  const char* end = at + chunk.data.size();
  while (at != end) {
    const auto seq = take<int64_t>(at);
    const auto step = take<int64_t>(at);
    const bool wanted = seq > after && seq <= upTo;
    if (hashes) {
      const auto micro = take<int64_t>(at);
      std::string hash = takeHash(at);
      if (wanted) into.hashes.push_back({seq, chunk.segment, step, micro, std::move(hash)});
    } else {
      const auto value = take<double>(at);
      if (wanted) into.points.push_back({seq, chunk.segment, chunk.series, step, value});
    }
  }
  return true;
}

int64_t chunkSum(const Chunk& chunk) {
  const int64_t numbers[] = {chunk.segment, chunk.firstSeq, chunk.lastSeq};
  uint32_t sum = crc32(std::as_bytes(std::span(chunk.series)));
  sum = crc32(std::as_bytes(std::span(numbers)), sum);
  return (int64_t{1} << 32) | crc32(std::as_bytes(std::span(chunk.data)), sum);
}

bool isWhole(const Chunk& chunk, int64_t kept) {
  return kept >> 32 == 0 ? kept == crc32(std::as_bytes(std::span(chunk.data)))
                         : kept == chunkSum(chunk);
}

}  // namespace unmask
