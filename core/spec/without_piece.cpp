// Naming the characters.
#include "core/spec/without_piece.h"

#include <utf8.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <iterator>
#include <nlohmann/json.hpp>

namespace unmask {

namespace {

// Nothing to be seen, or nothing by itself: controls, spaces, marks that combine, private use.
bool unseen(uint32_t c) {
  constexpr uint32_t ranges[][2] = {
      {0, 0x20},        {0x7F, 0xA0},     {0xAD, 0xAD},       {0x300, 0x36F},   {0x2000, 0x200F},
      {0x2028, 0x202F}, {0x205F, 0x206F}, {0x3000, 0x3000},   {0xE000, 0xF8FF}, {0xFE00, 0xFE0F},
      {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFD}, {0xE0000, 0x10FFFF}};
  return std::ranges::any_of(ranges, [c](const auto& r) { return c >= r[0] && c <= r[1]; });
}

std::string nameOf(const std::string& utf8) {
  const uint32_t c = utf8.empty() ? 0xFFFD : utf8::unchecked::peek_next(utf8.begin());
  if (!unseen(c)) return utf8;
  char name[12];
  std::snprintf(name, sizeof name, "U+%04X", static_cast<unsigned>(c));
  return name;
}

}  // namespace

WithoutPiece withoutPieceOf(const std::map<uint32_t, uint64_t>& counts, std::string readAs) {
  WithoutPiece found;
  std::vector<std::pair<uint32_t, uint64_t>> sorted(counts.begin(), counts.end());
  std::ranges::stable_sort(sorted, std::greater<>(), &std::pair<uint32_t, uint64_t>::second);
  for (const auto& [c, count] : sorted) {
    found.count += count;
    if (found.characters.size() == WithoutPiece::kNamed) continue;
    found.characters.emplace_back();
    utf8::unchecked::append(c, std::back_inserter(found.characters.back()));
  }
  found.distinct = sorted.size();
  if (!found.none()) found.readAs = std::move(readAs);
  return found;
}

Message described(const WithoutPiece& found) {
  if (found.none()) return {};
  std::string names;
  for (const std::string& c : found.characters) names += (names.empty() ? "" : ", ") + nameOf(c);
  if (found.distinct > found.characters.size()) names += ", …";
  if (!found.readAs.empty())
    return message(
        UNMASK_TEXT("core",
                    "Characters without a piece: %1 (%2 different, %3 in all). \"%4\" is "
                    "read in place of each."),
        names, found.distinct, found.count, found.readAs);
  return message(UNMASK_TEXT("core",
                             "Characters without a piece: %1 (%2 different, %3 in all). Each is "
                             "written in bytes."),
                 names, found.distinct, found.count);
}

nlohmann::json toJson(const WithoutPiece& found) {
  nlohmann::json json = {{"count", found.count},
                         {"distinct", found.distinct},
                         {"characters", found.characters},
                         {"read_as", nullptr}};
  if (!found.readAs.empty()) json["read_as"] = found.readAs;
  return json;
}

WithoutPiece withoutPieceFrom(const nlohmann::json& json) {
  WithoutPiece found;
  try {
    json.at("count").get_to(found.count);
    json.at("distinct").get_to(found.distinct);
    json.at("characters").get_to(found.characters);
    if (json.at("read_as").is_string()) json.at("read_as").get_to(found.readAs);
  } catch (const nlohmann::json::exception&) {
    return {};
  }
  return found;
}

}  // namespace unmask
