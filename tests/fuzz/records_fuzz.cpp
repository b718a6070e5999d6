// JSON records: lists, values a line each or not, lists within an object; also where a record is
// broken, too large, too deep. The first byte chooses how they are read.
#include "core/corpus/records/json_records.h"

#include "tests/fuzz/heard.h"

using namespace unmask;

namespace {

// The lines of a file of which every one is an object, as another parser counts them; else nothing.
std::optional<uint64_t> objectLines(std::string_view text) {
  uint64_t count = 0;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto open = std::count_if(line.begin(), line.end(),
                                    [](char c) { return c == '{' || c == '['; });
    // The parser takes a NUL for the end, and says nothing of what follows.
    const bool object = line.starts_with('{') && open < static_cast<int64_t>(kDeepestJson) &&
                        line.find('\0') == std::string_view::npos && nlohmann::json::accept(line);
    if (!object) return std::nullopt;
    ++count;
  }
  return count;
}

void walk(const std::filesystem::path& file, std::string_view bytes, bool lines, uint64_t largest) {
  JobControl job;
  ReadingSettings settings;
  settings.encoding = "utf-8";
  auto text = DecodedText::open(file, settings, job);
  if (!text) return;
  auto records = JsonRecords::open(*text, lines, largest);
  UNMASK_CLAIM(records.has_value());
  uint64_t good = 0, all = 0;
  while (true) {
    JsonRecord record;
    const auto more = records->next(record);
    if (!more || !*more) break;
    UNMASK_CLAIM(!readable(record.place).empty() && ++all <= bytes.size() + 1);
    UNMASK_CLAIM(isUtf8(record.member) && isUtf8(readable(record.problem)));
    good += record.problem.empty();
  }
  if (const auto expected = objectLines(bytes); lines && largest >= bytes.size() && expected)
    UNMASK_CLAIM(good == *expected && all == good);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 1) return 0;
  constexpr const char* kChats[] = {"roles", "contents", "chatml"};
  constexpr const char* kFields[] = {"", "text", "row.text", "messages"};
  const std::string_view bytes = textOf(data + 1, size - 1);
  const bool lines = data[0] & 1;
  const auto file = asFile(bytes, lines ? "a.jsonl" : "a.json");
  walk(file, bytes, lines, data[0] & 2 ? 64 : UINT64_MAX);

  ImportSettings settings;
  settings.reading.encoding = "utf-8";
  settings.reading.chat = kChats[data[0] / 4 % std::size(kChats)];
  settings.field = kFields[data[0] / 16 % std::size(kFields)];
  const auto heard = hearTwice(file, settings.reading, 4 + size % 61,
                               [&](DecodedText& text, const DocumentSink& sink, Reading& reading) {
                                 return readRecords(text, lines, settings, sink, reading);
                               });
  if (heard && heard->whole)
    UNMASK_CLAIM(heard->reading.records == heard->count &&
                 heard->reading.skipped == heard->skipped);
  return 0;
}
