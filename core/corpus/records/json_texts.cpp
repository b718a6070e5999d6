// Walking over parsed values; joining lists and messages.
#include "core/corpus/records/json_texts.h"

#include <algorithm>

namespace unmask {

namespace {

using nlohmann::json;

constexpr int kDeepest = 4;  // dotted names

// Of a message: a string, or the text parts of a list ({"type": "text", "text": ...}).
std::string contentOf(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  std::string text;
  if (!value.is_array()) return text;
  for (const json& part : value) {
    const json* const said = part.is_object() && part.contains("text") ? &part["text"] : &part;
    if (said->is_string()) text += (text.empty() ? "" : "\n") + said->get<std::string>();
  }
  return text;
}

bool hasRole(const json& value) {
  return value.contains("role") && value.contains("content");
}

std::string joinedMessages(const json& messages, const std::string& how) {
  std::string text;
  for (const json& one : messages) {
    if (!isMessage(one)) continue;
    const bool open = hasRole(one);
    const json& by = open ? one["role"] : one["from"];
    const std::string role = by.is_string() ? by.get<std::string>() : "";
    const std::string content = contentOf(open ? one["content"] : one["value"]);
    if (how == "chatml")
      text += "<|im_start|>" + role + "\n" + content + "<|im_end|>\n";
    else
      text += (how == "contents" || role.empty() ? "" : role + ": ") + content + "\n";
  }
  return text;
}

std::optional<NamedText> asText(const json& value, const std::string& chat) {
  if (value.is_string()) return NamedText{{}, value.get<std::string>(), TextKind::text};
  if (!value.is_array() || value.empty()) return std::nullopt;
  if (isMessage(value[0])) return NamedText{{}, joinedMessages(value, chat), TextKind::chat};
  std::string text;
  for (const json& one : value) {
    if (!one.is_string()) return std::nullopt;
    text += (text.empty() ? "" : "\n") + one.get_ref<const std::string&>();
  }
  return NamedText{{}, std::move(text), TextKind::list};
}

void collect(const json& value, const std::string& name, const std::string& chat, int depth,
             std::vector<NamedText>& found) {
  if (auto text = asText(value, chat)) {
    text->name = name;
    found.push_back(std::move(*text));
  } else if (value.is_object() && depth < kDeepest) {
    for (const auto& [key, member] : value.items())
      collect(member, name.empty() ? key : name + "." + key, chat, depth + 1, found);
  }
}

void collectNames(const json& value, const std::string& name, int depth,
                  std::vector<std::string>& names) {
  constexpr size_t kMost = 1000;
  if (!value.is_object() || depth >= kDeepest) {
    if (names.size() < kMost) names.push_back(name);
    return;
  }
  for (const auto& [key, member] : value.items())
    collectNames(member, name.empty() ? key : name + "." + key, depth + 1, names);
}

}  // namespace

bool isMessage(const json& value) {
  return value.is_object() &&
         (hasRole(value) || (value.contains("from") && value.contains("value")));
}

std::vector<NamedText> textsIn(const json& value, const std::string& chat) {
  std::vector<NamedText> found;
  if (value.is_array() && (value.empty() || !isMessage(value[0]))) return found;
  collect(value, {}, chat, 0, found);
  return found;
}

std::optional<NamedText> textCalled(const json& value, const std::string& name,
                                    const std::string& chat) {
  if (name.empty()) {
    if (value.is_array() && (value.empty() || !isMessage(value[0]))) return std::nullopt;
    return asText(value, chat);
  }
  if (!value.is_object()) return std::nullopt;
  if (const auto at = value.find(name); at != value.end()) {
    auto text = asText(*at, chat);
    if (text) text->name = name;
    return text;
  }
  for (size_t dot = name.find('.'); dot != std::string::npos; dot = name.find('.', dot + 1)) {
    const auto at = value.find(name.substr(0, dot));
    if (at == value.end() || !at->is_object()) continue;
    if (auto text = textCalled(*at, name.substr(dot + 1), chat)) return text;
  }
  return std::nullopt;
}

std::vector<std::string> fieldNames(const json& value) {
  std::vector<std::string> names;
  if (value.is_object()) collectNames(value, {}, 0, names);
  return names;
}

}  // namespace unmask
