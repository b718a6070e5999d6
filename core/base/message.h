// Text that a person will read, kept as a translatable pattern with its values.
//
// Core rooms never build sentences: they return a Message, and ui and cli put it into words. The
// pattern is the English source text; translation tools find it because it is wrapped in
// UNMASK_TEXT (lupdate -tr-function-alias QT_TRANSLATE_NOOP+=UNMASK_TEXT).
#pragma once

#include <string>
#include <type_traits>
#include <vector>

// Marks `text` for translation in `context`; the value is the text itself.
#define UNMASK_TEXT(context, text) text

namespace unmask {

struct Message {
  std::string pattern;              // English, with %1, %2, ... where the values go
  std::vector<std::string> values;  // already formatted: numbers, names, paths

  bool empty() const { return pattern.empty(); }
};

// A number as people write it in a message: integers plain, reals with up to six digits.
std::string formatted(double value);

namespace detail {
inline std::string asText(std::string value) {
  return value;
}
inline std::string asText(const char* value) {
  return value;
}
template <class Number>
requires std::is_arithmetic_v<Number> std::string asText(Number value) {
  if constexpr (std::is_floating_point_v<Number>)
    return formatted(value);
  else
    return std::to_string(value);
}
}  // namespace detail

template <class... Values>
Message message(const char* pattern, Values&&... values) {
  return {pattern, {detail::asText(std::forward<Values>(values))...}};
}

// `pattern` with its values put in. Unknown placeholders stay as they are.
std::string filledIn(const std::string& pattern, const std::vector<std::string>& values);

inline std::string inEnglish(const Message& m) {
  return filledIn(m.pattern, m.values);
}

}  // namespace unmask
