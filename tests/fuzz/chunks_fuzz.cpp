// Points and batch hashes as run.db and frames hold them.
#include "core/runs/chunk.h"

#include <cstring>

#include "tests/fuzz/fuzz.h"

using namespace unmask;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr size_t kHead = 1 + 4 * sizeof(int64_t);
  if (size < kHead) return 0;
  int64_t numbers[4];
  std::memcpy(numbers, data + 1, sizeof numbers);
  Chunk chunk{(data[0] % 2 != 0) ? kBatchHashSeries : "loss/train", 1, numbers[0], numbers[1],
              std::string(textOf(data + kHead, size - kHead))};
  RecordBatch records;
  const bool read = unpack(chunk, numbers[2], numbers[3], records);
  UNMASK_CLAIM(read || (records.points.empty() && records.hashes.empty()));
  for (const Point& point : records.points)
    UNMASK_CLAIM(point.seq > numbers[2] && point.seq <= numbers[3]);
  return 0;
}
