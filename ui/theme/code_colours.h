// A colour for each code of a picture tokenizer, always the same one; to be read with the palette's
// text on it, since many codes look alike and the number tells them apart.
#pragma once

#include "ui/theme/palette.h"

namespace unmask {

QColor codeColour(int code, const Palette&);

}  // namespace unmask
