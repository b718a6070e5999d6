// Texts, tables and records in any encoding. The first two bytes choose the format and how it is
// read. What comes out is UTF-8, and every file is read to its end.
#include "core/corpus/readers.h"
#include "core/tokenizers/utf8.h"
#include "tests/fuzz/fuzz.h"

using namespace unmask;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  constexpr Format kFormats[] = {Format::text, Format::jsonLines, Format::json, Format::csv,
                                 Format::tsv};
  constexpr const char* kNames[] = {"a.txt", "a.jsonl", "a.json", "a.csv", "a.tsv"};
  constexpr const char* kEncodings[] = {"auto", "utf-8", "utf-16", "windows-1252", "gb18030"};
  constexpr const char* kSeparators[] = {"file", "blank-line", "line"};
  const size_t which = data[0] % std::size(kFormats);
  ImportSettings settings;
  settings.reading.encoding = kEncodings[data[1] % std::size(kEncodings)];
  const char* separator = kSeparators[data[1] / 8 % std::size(kSeparators)];
  JobControl job;
  auto text = DecodedText::open(asFile(textOf(data + 2, size - 2), kNames[which]),
                                settings.reading, job);
  if (!text) return 0;
  std::string document;
  uint64_t documents = 0;
  const DocumentSink sink{[&](std::string_view part) -> Status {
                            document += part;
                            return {};
                          },
                          [&]() -> Status {
                            UNMASK_CLAIM(validPrefix(document) == document.size());
                            document.clear();
                            ++documents;
                            return {};
                          },
                          [](Message, Message) {}, [](Message, Message) {}};
  Reading reading;
  const Status read =
      readDocuments(*text, kFormats[which], separator, settings, sink, reading);
  if (read) UNMASK_CLAIM(document.empty());
  for (const Message& said : howRead(reading)) UNMASK_CLAIM(!inEnglish(said).empty());
  return 0;
}
