// Counting on from the number that a name ends with.
#include "core/runs/free_name.h"

#include <algorithm>
#include <charconv>

namespace unmask {

namespace {

char lowered(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same(const std::string& a, const std::string& b) {
  return std::ranges::equal(a, b, {}, lowered, lowered);
}

// "monday 2" -> "monday", 2; without a number 1.
std::pair<std::string, int> numbered(const std::string& name) {
  const size_t blank = name.rfind(' ');
  int number = 0;
  if (blank == std::string::npos || blank == 0) return {name, 1};
  const char *begin = name.data() + blank + 1, *end = name.data() + name.size();
  const auto read = std::from_chars(begin, end, number);
  if (read.ec != std::errc() || read.ptr != end || number < 2 || number > 1'000'000)
    return {name, 1};
  return {name.substr(0, blank), number};
}

}  // namespace

std::string freeName(const std::string& wanted, const std::vector<std::string>& taken) {
  const auto isTaken = [&](const std::string& name) {
    return std::ranges::any_of(taken, [&](const std::string& other) { return same(name, other); });
  };
  if (wanted.empty() || !isTaken(wanted)) return wanted;
  auto [name, number] = numbered(wanted);
  std::string free;
  do {
    free = name + ' ' + std::to_string(++number);
  } while (isTaken(free));
  return free;
}

}  // namespace unmask
