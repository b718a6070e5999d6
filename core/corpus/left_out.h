// What lies in a person's folders and is not theirs: hidden files, and what systems leave behind.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/message.h"

namespace unmask {

// Whether what is called so inside a folder is left out of imports, with all in it. A path that a
// person gives by its name is never asked about.
bool isLitter(std::string_view name);

struct LeftOut {
  uint64_t count = 0;                                   // files and folders
  std::vector<std::pair<std::string, uint64_t>> names;  // the first 100, in the order met

  void add(std::string_view name);
  bool operator==(const LeftOut&) const = default;
};

// "9 hidden files and folders were left out, such as .git and @eaDir."; count > 0.
Message said(const LeftOut&);

nlohmann::json toJson(const LeftOut&);
// Throws nlohmann::json::exception where something is missing or of a wrong type.
LeftOut leftOutFromJson(const nlohmann::json&);

}  // namespace unmask
