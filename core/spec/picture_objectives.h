// The catalogue's objectives on pictures and captioned pictures.
#pragma once

#include "core/spec/catalogue.h"

namespace unmask {

std::vector<ObjectiveInfo> pictureObjectives();

}  // namespace unmask
