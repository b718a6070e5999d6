// Names of hidden files and of litter, and counting them.
#include "core/corpus/left_out.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/corpus/file_names.h"

namespace unmask {

namespace {

constexpr size_t kListedNames = 100;

// What macOS, Windows, Linux and network disks put into any folder, in lower case. Hidden names
// (.DS_Store, .Trash-1000, ._copy.png, .git) need no list.
constexpr std::array<std::string_view, 14> kLitter = {
    "__macosx",    "icon\r",       "thumbs.db",    "ehthumbs.db",  "desktop.ini",
    "$recycle.bin", "recycler",    "lost+found",   "@eadir",       "#recycle",
    "@recycle",    "system volume information",    "#snapshot",    "__pycache__"};

}  // namespace

bool isLitter(std::string_view name) {
  if (name.starts_with('.')) return true;
  const std::string lower = lowerCase(name);
  return std::find(kLitter.begin(), kLitter.end(), lower) != kLitter.end();
}

void LeftOut::add(std::string_view name) {
  ++count;
  // Each file may have its own copy of what macOS keeps about it.
  const std::string_view kind = name.starts_with("._") ? "._*" : name;
  const auto known = std::find_if(names.begin(), names.end(),
                                  [&](const auto& counted) { return counted.first == kind; });
  if (known != names.end())
    ++known->second;
  else if (names.size() < kListedNames)
    names.emplace_back(kind, 1);
}

Message said(const LeftOut& leftOut) {
  const auto& names = leftOut.names;
  if (names.empty())  // a corpus.json that was changed
    return message(UNMASK_TEXT("core", "Hidden files and folders were left out: %1."),
                   leftOut.count);
  if (leftOut.count == 1)
    return message(UNMASK_TEXT("core", "1 hidden file or folder was left out: %1."),
                   names.front().first);
  if (names.size() < 2)
    return message(UNMASK_TEXT("core", "%1 hidden files and folders were left out: %2."),
                   leftOut.count, names.front().first);
  return message(UNMASK_TEXT("core",
                             "%1 hidden files and folders were left out, such as %2 and %3."),
                 leftOut.count, names[0].first, names[1].first);
}

nlohmann::json toJson(const LeftOut& leftOut) {
  nlohmann::json names = nlohmann::json::array();
  for (const auto& [name, count] : leftOut.names)
    names.push_back({{"name", name}, {"count", count}});
  return {{"count", leftOut.count}, {"names", names}};
}

LeftOut leftOutFromJson(const nlohmann::json& json) {
  LeftOut leftOut;
  json.at("count").get_to(leftOut.count);
  for (const nlohmann::json& one : json.at("names"))
    leftOut.names.emplace_back(one.at("name"), one.at("count"));
  return leftOut;
}

}  // namespace unmask
