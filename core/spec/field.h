// One description per settings field. JSON, validation, --set, the form in the window and the table
// in docs/settings.md are all made from it.
//
// A settings struct S lists its fields once, in fieldsOf(S&), as FieldRefs: the description and a
// pointer to the member. Everything else in the program handles settings through FieldRef alone.
#pragma once

#include <cstdint>
#include <limits>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <variant>
#include <vector>

#include "core/base/result.h"

namespace unmask {

enum class FieldKind { integer, real, fraction, boolean, choice, text, texts };

struct Choice {
  const char* value;  // in JSON and on the command line
  const char* label;  // for people, translatable in context "core"; "": shown as its value
};

struct FieldInfo {
  const char* key;          // dotted: "model.width"
  const char* label;        // "Width"
  const char* unit;         // "tokens", "" where there is none
  const char* explanation;  // one sentence
  double minimum = -std::numeric_limits<double>::infinity();
  double maximum = std::numeric_limits<double>::infinity();
  std::vector<Choice> choices = {};  // of a text: what is usual, other texts are allowed too
  bool essential = false;  // shown without opening "More"
  const char* help = "";   // term of the offline help (resources/help) that explains it further
};

using FieldPointer =
    std::variant<int64_t*, double*, bool*, std::string*, std::vector<std::string>*>;

// A field of one settings object: description, place, default.
struct FieldRef {
  FieldInfo info;
  FieldKind kind;
  FieldPointer place;

  nlohmann::json get() const;
  // Refuses wrong types and values out of range, with the key, the value and the range.
  Status set(const nlohmann::json&) const;
  // From the command line: "true", "3", "1e-3", "pre", "a|b" for texts.
  Status setText(const std::string&) const;
};

FieldRef integerField(FieldInfo, int64_t& place);
FieldRef realField(FieldInfo, double& place);
FieldRef fractionField(FieldInfo, double& place);  // in [0, 1], shown as a percentage
FieldRef booleanField(FieldInfo, bool& place);
FieldRef choiceField(FieldInfo, std::string& place);
FieldRef textField(FieldInfo, std::string& place);
FieldRef textsField(FieldInfo, std::vector<std::string>& place);

// "a number from 0 to 1", "a whole number, at least 1", "pre, post".
Message allowedValues(const FieldRef&);
std::string rangeText(const FieldRef&);  // in English: for the command line and documentation

// Settings as one JSON object with the dotted keys as keys.
nlohmann::json toJson(const std::vector<FieldRef>&);
// Sets every key of `object`; unknown keys are refused by name, nearest known key offered.
Status fromJson(const std::vector<FieldRef>&, const nlohmann::json& object);
// "model.width=128"
Status setAssignment(const std::vector<FieldRef>&, const std::string& assignment);

}  // namespace unmask
