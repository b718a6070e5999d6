// Printing how files were read.
#include "app/cli/reading_lines.h"

#include <nlohmann/json.hpp>

#include "core/base/message_value.h"

namespace unmask {

nlohmann::json readingsJson(const std::vector<Reading>& readings) {
  nlohmann::json all = nlohmann::json::array();
  for (const Reading& reading : readings) all.push_back(toJson(reading));
  return all;
}

nlohmann::json itemsJson(const std::vector<SkippedItem>& items) {
  nlohmann::json all = nlohmann::json::array();
  for (const SkippedItem& item : items)
    all.push_back({{"file", item.file},
                   {"place", inEnglish(item.place)},
                   {"reason", inEnglish(item.reason)}});
  return all;
}

void printReading(Terminal& terminal, const Reading& reading, const std::string& indent) {
  for (const Message& line : howRead(reading)) terminal.text(indent + oneLine(words(line), 1000));
}

void printReadings(Terminal& terminal, const CorpusInfo& info) {
  constexpr size_t kShown = 10;
  for (size_t i = 0; i < info.readings.size() && i < kShown; ++i) {
    const Reading& reading = info.readings[i];
    if (howRead(reading).empty()) continue;
    terminal.text("  " + reading.file + ":");
    printReading(terminal, reading, "    ");
  }
}

void printItems(Terminal& terminal, const char* heading, uint64_t count,
                const std::vector<SkippedItem>& items) {
  if (count == 0) return;
  terminal.line(message(heading, withSeparators(count)));
  constexpr size_t kShown = 10;
  for (size_t i = 0; i < items.size() && i < kShown; ++i)
    terminal.text("    " + items[i].file +
                  (items[i].place.empty() ? "" : ", " + words(items[i].place)) + ": " +
                  words(items[i].reason));
}

}  // namespace unmask
