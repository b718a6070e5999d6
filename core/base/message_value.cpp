// Writing and reading messages inside values.
#include "core/base/message_value.h"

#include <algorithm>

namespace unmask {

namespace {

constexpr char kBegin = '\x02', kEnd = '\x03', kNext = '\x1f';
constexpr int kDeepest = 8;

using Translate = std::function<std::string(const std::string&)>;

bool isMessage(const std::string& value) {
  return value.size() > 1 && value.front() == kBegin && value.back() == kEnd;
}

// The message that begins at `at`, in words; `at` moves behind it.
std::string read(const std::string& text, size_t& at, const Translate& translate, int depth) {
  std::string pattern;
  std::vector<std::string> values;
  for (++at; at < text.size() && text[at] != kEnd;) {
    std::string& part = values.empty() ? pattern : values.back();
    if (text[at] == kBegin && depth < kDeepest) {
      part += read(text, at, translate, depth + 1);
    } else if (text[at] == kNext) {
      values.emplace_back();
      ++at;
    } else {
      part += text[at++];
    }
  }
  ++at;
  return filledIn(translate(pattern), values);
}

}  // namespace

std::string asValue(const Message& message) {
  if (message.empty()) return {};
  std::string text = kBegin + message.pattern;
  for (std::string value : message.values) {
    if (!isMessage(value))
      std::erase_if(value, [](char c) { return c == kBegin || c == kEnd || c == kNext; });
    text += kNext + value;
  }
  return text + kEnd;
}

std::string asValue(const Error& error) {
  std::string text = asValue(error.what);
  if (!error.place.empty()) text = asValue(Message{"%1: %2", {error.place, text}});
  if (!error.advice.empty()) text = asValue(Message{"%1 %2", {text, asValue(error.advice)}});
  return text;
}

std::string said(const std::string& value, const Translate& translate) {
  if (!isMessage(value)) return value;
  size_t at = 0;
  std::string text = read(value, at, translate, 0);
  return at < value.size() ? text + value.substr(at) : text;
}

std::string inEnglish(const std::string& value) {
  return said(value, [](const std::string& pattern) { return pattern; });
}

}  // namespace unmask
