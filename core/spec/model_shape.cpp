// Choosing among the settings' descriptions.
#include "core/spec/model_shape.h"

namespace unmask {

std::vector<FieldRef> modelShape(RunSpec& spec) {
  std::vector<FieldRef> shape;
  for (FieldRef& field : fieldsOf(spec)) {
    const std::string_view key = field.info.key;
    if (key.starts_with("model.") && field.info.essential && !idle(spec, key))
      shape.push_back(std::move(field));
  }
  return shape;
}

}  // namespace unmask
