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
  const Format format = kFormats[data[0] % std::size(kFormats)];
  const char* const ending = data[0] >= 128 ? ".gz" : "";
  ImportSettings settings;
  settings.reading.encoding = kEncodings[data[1] % std::size(kEncodings)];
  const char* const separator = kSeparators[data[1] / 8 % std::size(kSeparators)];
  const auto file = asFile(textOf(data + 2, size - 2),
                           std::string(kNames[data[0] % std::size(kNames)]) + ending);
  const auto heard = hearTwice(
      file, settings.reading, 4 + data[1] % 61,
      [&](DecodedText& text, const DocumentSink& sink, Reading& reading) {
        return readDocuments(text, format, separator, settings, sink, reading);
      });
  if (heard && heard->whole && format == Format::text)
    UNMASK_CLAIM(heard->documents == wholeText(file, settings.reading));
  return 0;
}
