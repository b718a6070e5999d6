// JSON files that carry the SHA-256 of their other entries, so that a changed one is not believed.
//
// The sum lies under "sha256" and is that of the compact form of all other entries, whose keys are
// sorted: blanks and order do not count. Bytes that are no UTF-8 are summed as U+FFFD, as they are
// written.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace unmask {

void addSum(nlohmann::json& object);

// False where the entries are not those that were summed. A file without a sum is of an older
// version, or a person took the line out to say that the change is meant: true.
bool asSummed(const nlohmann::json& object);

}  // namespace unmask
