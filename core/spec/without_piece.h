// Characters of a text that a tokenizer has no piece for: what is said of them, in words and JSON.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/base/message.h"

namespace unmask {

struct WithoutPiece {
  static constexpr size_t kNamed = 20;

  uint64_t count = 0, distinct = 0;
  std::vector<std::string> characters;  // UTF-8, the most frequent first; at most kNamed
  // Lost: the piece that is read in place of each, as it is displayed. Empty: written in bytes.
  std::string readAs;

  bool none() const { return count == 0; }
  bool operator==(const WithoutPiece&) const = default;
};

// counts: by code point.
WithoutPiece withoutPieceOf(const std::map<uint32_t, uint64_t>& counts, std::string readAs);

// Empty for none. Names each character, those that cannot be seen as "U+200B".
Message described(const WithoutPiece&);

// {"count", "distinct", "characters": [...], "read_as"}; read_as is null where bytes are written.
nlohmann::json toJson(const WithoutPiece&);
WithoutPiece withoutPieceFrom(const nlohmann::json&);  // none() for anything else

}  // namespace unmask
