// Tables and records that give pictures their captions; the first byte chooses the file's ending.
#include "core/corpus/pictures/caption_table.h"
#include "tests/fuzz/fuzz.h"

using namespace unmask;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 1) return 0;
  constexpr const char* kNames[] = {"a.csv", "a.tsv", "a.jsonl", "a.json", "a.txt", "a.token"};
  const auto file = asFile(textOf(data + 1, size - 1), kNames[data[0] % std::size(kNames)]);
  const CaptionColumns columns;
  Reading looked, reading;
  if (!isCaptionTable(file, columns, looked)) return 0;
  uint64_t taken = 0;
  JobControl job;
  const CaptionSink sink{[&](CaptionRow&& row) -> Result<Walk> {
                           UNMASK_CLAIM(!row.picture.empty() && !row.caption.empty());
                           ++taken;
                           return Walk::on;
                         },
                         [](Message, Message) {}, [](Message, Message) {}};
  if (readCaptionTable(file, columns, sink, job, reading)) UNMASK_CLAIM(reading.records == taken);
  return 0;
}
