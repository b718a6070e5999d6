// Plain numbers by to_chars and from_chars, which know no locale.
#include "core/base/numbers.h"

#include <charconv>
#include <clocale>
#include <cmath>

namespace unmask {

void keepNumbersPlain() {
  std::setlocale(LC_NUMERIC, "C");
}

std::string exactly(double value) {
  // Beyond these powers of ten the zeros would only have to be counted.
  const double size = std::abs(value);
  const bool plain = size == 0 || (size >= 1e-4 && size < 1e15);
  char text[64];
  const auto end =
      plain ? std::to_chars(text, text + sizeof text, value, std::chars_format::fixed).ptr
            : std::to_chars(text, text + sizeof text, value).ptr;
  return std::string(text, end);
}

std::string withDecimals(double value, int digits) {
  char text[352];  // the largest double has 309 digits before the point
  const auto end =
      std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, digits).ptr;
  return std::string(text, end);
}

double roundedTo(double value, int digits) {
  if (value == 0 || !std::isfinite(value)) return value;
  char text[32];
  const auto end =
      std::to_chars(text, text + sizeof text, value, std::chars_format::scientific, digits - 1).ptr;
  std::from_chars(text, end, value);
  return value;
}

std::optional<double> numberIn(std::string_view text) {
  double value = 0;
  const char* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, value);
  if (error != std::errc{} || end != last || text.empty()) return {};
  return value;
}

char lowered(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lowered(std::string text) {
  for (char& c : text) c = lowered(c);
  return text;
}

bool isAsciiLetterOrDigit(char c) {
  const char small = lowered(c);
  return (small >= 'a' && small <= 'z') || (c >= '0' && c <= '9');
}

}  // namespace unmask
