// A setting's value as it is typed after --set key=.
#pragma once

#include <string>

#include "core/spec/field.h"

namespace unmask {

// What FieldRef::setText() reads back as this value: "0.003", "true", "cosine", "The cat|Once".
std::string typedText(const FieldRef&);

}  // namespace unmask
