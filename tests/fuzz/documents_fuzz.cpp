// Texts, tables and records as an import reads them, also packed. The first two bytes choose the
// format and how it is read. Of a text nothing is lost.
#include "core/corpus/readers.h"
#include "tests/fuzz/heard.h"

using namespace unmask;

namespace {

std::string wholeText(const std::filesystem::path& file, const ReadingSettings& settings) {
  JobControl job;
  auto text = DecodedText::open(file, settings, job);
  std::string all;
  while (text) {
    const auto chunk = text->next();
    if (!chunk || chunk->empty()) break;
    all += *chunk;
  }
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  constexpr Format kFormats[] = {Format::text, Format::jsonLines, Format::json, Format::csv,
                                 Format::tsv};
  constexpr const char* kNames[] = {"a.txt", "a.jsonl", "a.json", "a.csv", "a.tsv"};
  constexpr const char* kEncodings[] = {"auto", "utf-8", "utf-16", "windows-1252", "gb18030"};
  constexpr const char* kSeparators[] = {"file", "blank-line", "line"};
  const size_t which = data[0] % std::size(kFormats);
  const bool packed = data[0] >= 128;
  ImportSettings settings;
  settings.reading.encoding = kEncodings[data[1] % std::size(kEncodings)];
  const char* separator = kSeparators[data[1] / 8 % std::size(kSeparators)];
  const auto file =
      asFile(textOf(data + 2, size - 2), std::string(kNames[which]) + (packed ? ".gz" : ""));
  JobControl job;
  auto text = DecodedText::open(file, settings.reading, job);
  if (!text) return 0;
  claimReadable(text->notText());
  HeardDocuments heard;
  Reading reading;
  const Status read =
      readDocuments(*text, kFormats[which], separator, settings, heard.sink(), reading);
  claimReadable(reading);
  if (!read) return 0;
  UNMASK_CLAIM(heard.open.empty());
  if (kFormats[which] == Format::text)
    UNMASK_CLAIM(heard.all == wholeText(file, settings.reading));
  return 0;
}
