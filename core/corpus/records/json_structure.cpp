// Telling layouts apart by the beginning of a file.
#include "core/corpus/records/json_structure.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/corpus/records/column_names.h"
#include "core/corpus/records/json_texts.h"
#include "core/corpus/records/number_words.h"

namespace unmask {

namespace {

using nlohmann::json;

// Where the value that begins `text` ends; nothing: beyond it, or nowhere.
std::optional<size_t> endOfValue(std::string_view text) {
  JsonStructure structure;
  for (size_t i = 0; i < text.size(); ++i) {
    const JsonStructure::End end = structure.add(text[i]);
    if (end == JsonStructure::End::balanced) return i + 1;
    if (end == JsonStructure::End::broken) return std::nullopt;
  }
  return std::nullopt;
}

bool isUsualWrapper(const std::string& name) {
  for (const char* usual : {"data", "rows", "records", "items", "examples", "documents", "texts",
                            "entries", "results", "images", "annotations", "captions"})
    if (name == usual) return true;
  return false;
}

bool isIndexed(const json& value) {  // {"0": ..., "1": ...}, as pandas writes columns
  return value.is_object() && value.contains("0");
}

// Whether an object is not one record but holds lists of them.
bool holdsLists(const json& object) {
  bool lists = !object.empty();
  for (const auto& [name, value] : object.items()) {
    if (namesAnImage(name)) return true;
    if (value.is_string() && namesAnImage(value.get_ref<const std::string&>())) return false;
    if (value.is_array() && !value.empty() && isMessage(value[0])) return false;
    if (value.is_array() && !value.empty() && value[0].is_object()) return true;
    if (value.is_array() && isUsualWrapper(name)) return true;
    lists &= value.is_array() || isIndexed(value);
  }
  return lists;
}

// Whether objects are records of one kind: something is in all of them.
bool areAlike(const json& object) {
  const json* first = nullptr;
  for (const json& entry : object) {
    if (!entry.is_object() || isMessage(entry)) return false;
    if (!first) first = &entry;
  }
  if (object.size() < 2) return false;
  for (const auto& [name, value] : first->items())
    if (std::all_of(object.begin(), object.end(),
                    [&name = name](const json& entry) { return entry.contains(name); }))
      return true;
  return false;
}

// The same of the beginning of a long one: by its first two.
bool beginsWithEntries(std::string_view text) {
  std::string two = "{";
  text = text.substr(1);
  for (int entry = 0; entry < 2; ++entry) {
    for (int part = 0; part < 2; ++part) {  // the key, the value
      text = trimmedFront(text);
      const auto end = text.starts_with(part == 0 ? '"' : '{') ? endOfValue(text) : std::nullopt;
      if (!end) return false;
      two.append(text.substr(0, *end));
      text = trimmedFront(text.substr(*end));
      if (!text.starts_with(part == 0 ? ':' : ',')) return false;
      if (part == 0 || entry == 0) two += text[0];
      text = text.substr(1);
    }
  }
  const json object = json::parse(two + "}", nullptr, false);
  return object.is_object() && areAlike(object);
}

// The same of the beginning of a long one: by its first key and list.
bool beginsWithLists(std::string_view text) {
  const size_t quote = text.find('"');
  if (quote != std::string_view::npos &&
      namesAnImage(text.substr(quote + 1, text.find('"', quote + 1) - quote - 1)))
    return true;
  size_t depth = 0;
  bool inString = false, escaped = false;
  char before = 0;
  for (const char c : text) {
    if (inString) {
      if (!escaped && c == '"') inString = false;
      escaped = !escaped && c == '\\';
      continue;
    }
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
    if (c == '"') inString = true;
    if (depth == 2 && before == '[' && (c == '{' || c == '[')) return true;
    depth += c == '{' || c == '[';
    if ((c == '}' || c == ']') && depth > 0) --depth;
    before = c;
  }
  return false;
}

}  // namespace

std::string_view trimmedFront(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin);
}

JsonLayout jsonLayout(std::string_view beginning, bool lines, bool whole) {
  const std::string plain = withoutNumberWords(beginning);
  const std::string_view head = trimmedFront(plain);
  if (head.empty() || (head[0] != '[' && head[0] != '{')) return JsonLayout::values;
  const auto end = endOfValue(head);
  const bool list = head[0] == '[';
  const std::string_view rest = end ? trimmedFront(head.substr(*end)) : std::string_view();
  if (!rest.empty() && (!list || rest[0] == '[' || rest[0] == '{')) return JsonLayout::values;
  if (end && rest.empty() && !whole) return JsonLayout::values;  // more may come
  if (!end && lines) return list ? JsonLayout::array : JsonLayout::values;
  if (!end)
    return list                      ? JsonLayout::array
           : beginsWithEntries(head) ? JsonLayout::entries
           : beginsWithLists(head)   ? JsonLayout::members
                                     : JsonLayout::values;
  const json value = json::parse(head.substr(0, *end), nullptr, false);
  if (list)
    return value.is_array() && !value.empty() && isMessage(value[0]) ? JsonLayout::values
                                                                     : JsonLayout::array;
  if (lines || !value.is_object()) return JsonLayout::values;
  return holdsLists(value)  ? JsonLayout::members
         : areAlike(value) ? JsonLayout::entries
                            : JsonLayout::values;
}

const char* layoutName(JsonLayout layout) {
  switch (layout) {
    case JsonLayout::array:
      return "array";
    case JsonLayout::values:
      return "values";
    case JsonLayout::members:
      return "members";
    case JsonLayout::entries:
      break;
  }
  return "entries";
}

}  // namespace unmask
