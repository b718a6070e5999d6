// The worker's protocol: frames in pieces of any size, and the records that they may hold. What is
// read as records is written and read again to the same.
#include "core/runs/protocol.h"

#include "core/runs/chunk.h"
#include "tests/fuzz/fuzz.h"

using namespace unmask;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const qsizetype piece = 1 + data[0];
  FrameReader reader(data[1] % 2 ? kMaximumFrame : kMaximumFrameBefore);
  const QByteArray bytes(reinterpret_cast<const char*>(data + 2), static_cast<qsizetype>(size) - 2);
  for (qsizetype at = 0; at < bytes.size(); at += piece) {
    reader.add(bytes.mid(at, piece));
    for (;;) {
      const auto next = reader.next();
      if (!next || !*next) break;
      typeOf(**next);
      messageFrom((*next)->value(QStringLiteral("reason")));
      const auto records = recordsFrom(**next);
      if (!records) continue;
      // Each point has its own copy of the name: of a long one a frame would make terabytes.
      for (const Point& point : records->points) UNMASK_CLAIM(point.series.size() <= 256);
      const auto again = recordsFrom(toCbor(*records));
      UNMASK_CLAIM(again && again->points.size() == records->points.size() &&
                   again->events.size() == records->events.size());
    }
  }
  return 0;
}
