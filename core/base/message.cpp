// Puts the values of a message into its pattern.
#include "core/base/message.h"

#include "core/base/message_value.h"

#include <cctype>
#include <charconv>
#include <cmath>

namespace unmask {

std::string formatted(double value) {
  if (std::isnan(value)) return "NaN";  // without the sign that a NaN may carry
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::general, 6).ptr;
  return std::string(text, end);
}

std::string filledIn(const std::string& pattern, const std::vector<std::string>& values) {
  std::string out;
  for (size_t i = 0; i < pattern.size(); ++i) {
    const bool placeholder = pattern[i] == '%' && i + 1 < pattern.size() &&
                             std::isdigit(static_cast<unsigned char>(pattern[i + 1]));
    const size_t index = placeholder ? static_cast<size_t>(pattern[i + 1] - '1') : values.size();
    if (index < values.size()) {
      out += inEnglish(values[index]);  // a message inside is put into words
      ++i;
    } else {
      out += pattern[i];
    }
  }
  return out;
}

}  // namespace unmask
