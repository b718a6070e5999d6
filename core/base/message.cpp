// Puts the values of a message into its pattern.
#include "core/base/message.h"

#include "core/base/message_value.h"

#include <cctype>
#include <cstdio>

namespace unmask {

std::string formatted(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
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
