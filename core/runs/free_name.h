// A name for a new thing that no other has.
#pragma once

#include <string>
#include <vector>

namespace unmask {

// `wanted` where no name of `taken` is the same but for ASCII case; else with the first number that
// makes it free: "monday 2", and of "monday 2" "monday 3". An empty name is always free.
std::string freeName(const std::string& wanted, const std::vector<std::string>& taken);

}  // namespace unmask
