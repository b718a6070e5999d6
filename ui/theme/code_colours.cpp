// Hues a golden angle apart, in three lightnesses.
#include "ui/theme/code_colours.h"

#include <cmath>

namespace unmask {

QColor codeColour(int code, const Palette& palette) {
  constexpr double kGoldenAngle = 137.50776405;
  constexpr double kLight[] = {0.87, 0.79, 0.83}, kDark[] = {0.20, 0.26, 0.23};
  const double hue = std::fmod(code * kGoldenAngle, 360.0) / 360.0;
  const double lightness = (palette.dark ? kDark : kLight)[code % 3];
  return QColor::fromHslF(static_cast<float>(hue), palette.dark ? 0.5f : 0.6f,
                          static_cast<float>(lightness));
}

}  // namespace unmask
