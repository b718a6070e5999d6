// Reading and writing settings through their descriptions.
#include "core/spec/field.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

namespace unmask {

using nlohmann::json;

namespace {

std::string bound(double value) {
  return std::abs(value) >= 1e6 && std::abs(value) < 1e18 && value == std::floor(value)
             ? std::to_string(static_cast<int64_t>(value))
             : formatted(value);
}

Error refused(const FieldRef& field, const std::string& value) {
  return {message(UNMASK_TEXT("core", "%1 cannot be %2."), field.info.key, value),
          message(UNMASK_TEXT("core", "Allowed: %1."), rangeText(field))};
}

std::string shown(const json& value) {
  // Hand-edited files may hold anything, invalid UTF-8 and whole documents included.
  std::string text = value.dump(-1, ' ', false, json::error_handler_t::replace);
  if (text.size() > 60) text = text.substr(0, 57) + "...";
  return text;
}

bool inRange(const FieldRef& field, double value) {
  return std::isfinite(value) && value >= field.info.minimum && value <= field.info.maximum;
}

size_t editDistance(const std::string& a, const std::string& b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])});
      diagonal = above;
    }
  }
  return row[b.size()];
}

Result<const FieldRef*> findField(const std::vector<FieldRef>& fields, const std::string& key) {
  const FieldRef* nearest = nullptr;
  size_t distance = key.size() / 2 + 1;
  for (const FieldRef& field : fields) {
    if (key == field.info.key) return &field;
    if (const size_t d = editDistance(key, field.info.key); d < distance) {
      distance = d;
      nearest = &field;
    }
  }
  return failure(
      message(UNMASK_TEXT("core", "There is no setting %1."), key.substr(0, 60)),
      nearest ? message(UNMASK_TEXT("core", "Did you mean %1?"), nearest->info.key) : Message{});
}

FieldRef makeField(FieldInfo info, FieldKind kind, FieldPointer place) {
  return {std::move(info), kind, place};
}

}  // namespace

FieldRef integerField(FieldInfo info, int64_t& place) {
  return makeField(std::move(info), FieldKind::integer, &place);
}
FieldRef realField(FieldInfo info, double& place) {
  return makeField(std::move(info), FieldKind::real, &place);
}
FieldRef fractionField(FieldInfo info, double& place) {
  info.minimum = std::max(info.minimum, 0.0);
  info.maximum = std::min(info.maximum, 1.0);
  return makeField(std::move(info), FieldKind::fraction, &place);
}
FieldRef booleanField(FieldInfo info, bool& place) {
  return makeField(std::move(info), FieldKind::boolean, &place);
}
FieldRef choiceField(FieldInfo info, std::string& place) {
  return makeField(std::move(info), FieldKind::choice, &place);
}
FieldRef textField(FieldInfo info, std::string& place) {
  return makeField(std::move(info), FieldKind::text, &place);
}
FieldRef textsField(FieldInfo info, std::vector<std::string>& place) {
  return makeField(std::move(info), FieldKind::texts, &place);
}

json FieldRef::get() const {
  return std::visit([](const auto* value) { return json(*value); }, place);
}

Status FieldRef::set(const json& value) const {
  switch (kind) {
    case FieldKind::integer: {
      if (!value.is_number_integer() || !inRange(*this, value.get<double>()))
        return failure(refused(*this, shown(value)));
      *std::get<int64_t*>(place) = value.get<int64_t>();
      return {};
    }
    case FieldKind::real:
    case FieldKind::fraction: {
      if (!value.is_number() || !inRange(*this, value.get<double>()))
        return failure(refused(*this, shown(value)));
      *std::get<double*>(place) = value.get<double>();
      return {};
    }
    case FieldKind::boolean: {
      if (!value.is_boolean()) return failure(refused(*this, shown(value)));
      *std::get<bool*>(place) = value.get<bool>();
      return {};
    }
    case FieldKind::choice: {
      const bool known =
          value.is_string() && std::ranges::any_of(info.choices, [&](const Choice& c) {
            return value.get<std::string>() == c.value;
          });
      if (!known) return failure(refused(*this, shown(value)));
      *std::get<std::string*>(place) = value.get<std::string>();
      return {};
    }
    case FieldKind::text: {
      if (!value.is_string()) return failure(refused(*this, shown(value)));
      *std::get<std::string*>(place) = value.get<std::string>();
      return {};
    }
    case FieldKind::texts: {
      const bool texts = value.is_array() && std::ranges::all_of(value, [](const json& item) {
                           return item.is_string();
                         });
      if (!texts) return failure(refused(*this, shown(value)));
      *std::get<std::vector<std::string>*>(place) = value.get<std::vector<std::string>>();
      return {};
    }
  }
  return {};
}

Status FieldRef::setText(const std::string& text) const {
  switch (kind) {
    case FieldKind::integer: {
      int64_t number = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
      if (error != std::errc{} || end != text.data() + text.size())
        return failure(refused(*this, text));
      return set(number);
    }
    case FieldKind::real:
    case FieldKind::fraction: {
      double number = 0;
      const bool percent = kind == FieldKind::fraction && text.ends_with('%');
      const char* last = text.data() + text.size() - (percent ? 1 : 0);
      const auto [end, error] = std::from_chars(text.data(), last, number);
      if (error != std::errc{} || end != last) return failure(refused(*this, text));
      return set(percent ? number / 100 : number);
    }
    case FieldKind::boolean:
      if (text == "true" || text == "on" || text == "yes" || text == "1") return set(true);
      if (text == "false" || text == "off" || text == "no" || text == "0") return set(false);
      return failure(refused(*this, text));
    case FieldKind::choice:
    case FieldKind::text:
      return set(text);
    case FieldKind::texts: {
      std::vector<std::string> parts;
      for (size_t begin = 0; begin <= text.size() && !text.empty();) {
        const size_t end = std::min(text.find('|', begin), text.size());
        parts.push_back(text.substr(begin, end - begin));
        begin = end + 1;
      }
      return set(parts);
    }
  }
  return {};
}

Message allowedValues(const FieldRef& field) {
  switch (field.kind) {
    case FieldKind::boolean:
      return {"true, false", {}};  // as --set takes them
    case FieldKind::text:
      return message(UNMASK_TEXT("core", "text"));
    case FieldKind::texts:
      return message(UNMASK_TEXT("core", "texts, separated by |"));
    case FieldKind::choice: {
      std::string text;
      for (const Choice& choice : field.info.choices)
        text += (text.empty() ? "" : ", ") + std::string(choice.value);
      return {"%1", {text}};
    }
    case FieldKind::integer:
    case FieldKind::real:
    case FieldKind::fraction:
      break;
  }
  const bool whole = field.kind == FieldKind::integer;
  const bool hasMinimum = std::isfinite(field.info.minimum);
  const bool hasMaximum = std::isfinite(field.info.maximum);
  const std::string least = bound(field.info.minimum), most = bound(field.info.maximum);
  if (hasMinimum && hasMaximum)
    return message(whole ? UNMASK_TEXT("core", "a whole number from %1 to %2")
                         : UNMASK_TEXT("core", "a number from %1 to %2"),
                   least, most);
  if (hasMinimum)
    return message(whole ? UNMASK_TEXT("core", "a whole number, at least %1")
                         : UNMASK_TEXT("core", "a number, at least %1"),
                   least);
  if (hasMaximum)
    return message(whole ? UNMASK_TEXT("core", "a whole number, at most %1")
                         : UNMASK_TEXT("core", "a number, at most %1"),
                   most);
  return message(whole ? UNMASK_TEXT("core", "a whole number") : UNMASK_TEXT("core", "a number"));
}

std::string rangeText(const FieldRef& field) {
  return inEnglish(allowedValues(field));
}

json toJson(const std::vector<FieldRef>& fields) {
  json object = json::object();
  for (const FieldRef& field : fields) object[field.info.key] = field.get();
  return object;
}

Status fromJson(const std::vector<FieldRef>& fields, const json& object) {
  if (!object.is_object())
    return failure(message(UNMASK_TEXT("core", "The settings are not a JSON object.")));
  for (const auto& [key, value] : object.items()) {
    UNMASK_ASSIGN(const FieldRef* field, findField(fields, key));
    UNMASK_TRY(field->set(value));
  }
  return {};
}

Status setAssignment(const std::vector<FieldRef>& fields, const std::string& assignment) {
  const size_t equals = assignment.find('=');
  if (equals == std::string::npos)
    return failure(message(UNMASK_TEXT("core", "%1 is not of the form key=value."), assignment));
  UNMASK_ASSIGN(const FieldRef* field, findField(fields, assignment.substr(0, equals)));
  return field->setText(assignment.substr(equals + 1));
}

}  // namespace unmask
