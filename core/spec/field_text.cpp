// The inverse of FieldRef::setText().
#include "core/spec/field_text.h"

#include <nlohmann/json.hpp>

#include "core/base/numbers.h"

namespace unmask {

std::string typedText(const FieldRef& field) {
  const nlohmann::json value = field.get();
  switch (field.kind) {
    case FieldKind::integer:
      return std::to_string(value.get<int64_t>());
    case FieldKind::real:
    case FieldKind::fraction:
      return exactly(value.get<double>());
    case FieldKind::boolean:
      return value.get<bool>() ? "true" : "false";
    case FieldKind::choice:
    case FieldKind::text:
      return value.get<std::string>();
    case FieldKind::texts: {
      std::string text;
      for (const auto& part : value) text += (text.empty() ? "" : "|") + part.get<std::string>();
      return text;
    }
  }
  return {};
}

}  // namespace unmask
