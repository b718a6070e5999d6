// The two sets of colours and the contrast between colours.
//
// The fills of 'masked' and 'kept' in light are a shade lighter than first sketched, so that their
// inks reach 4.5 to 1 on them.
#include "ui/theme/palette.h"

#include <algorithm>
#include <cmath>

namespace unmask {

const Palette& lightPalette() {
  static const Palette palette{
      .dark = false,
      .background = "#f6f7f9",
      .surface = "#ffffff",
      .line = "#e3e6ea",
      .sunken = "#f3f5f7",
      .text = "#1b1f24",
      .secondary = "#667080",
      .accent = "#0072B2",
      .onAccent = "#ffffff",
      .masked = {"#B44E00", "#fdeee3"},
      .random = {"#8a6508", "#fdf1cf"},
      .kept = {"#0072B2", "#ecf4fa"},
      .predicted = {"#007a59", "#dff3ec"},
      .written = "#8a5a9e",
      .runs = {"#0072B2", "#B44E00", "#00875f", "#b85c8f", "#b87a00", "#2f8fc6", "#1b1f24"},
  };
  return palette;
}

const Palette& darkPalette() {
  static const Palette palette{
      .dark = true,
      .background = "#15181c",
      .surface = "#1d2126",
      .line = "#2d333a",
      .sunken = "#262b31",
      .text = "#e8eaed",
      .secondary = "#9aa4b0",
      .accent = "#56B4E9",
      .onAccent = "#15181c",
      .masked = {"#ff9a57", "#43301f"},
      .random = {"#E6C34A", "#3d3518"},
      .kept = {"#56B4E9", "#1d3342"},
      .predicted = {"#3ecfa3", "#173a30"},
      .written = "#c79be0",
      .runs = {"#56B4E9", "#ff9a57", "#3ecfa3", "#CC79A7", "#E69F00", "#9bd0f0", "#e8eaed"},
  };
  return palette;
}

namespace {

double linear(double channel) {
  return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& color) {
  return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) +
         0.0722 * linear(color.blueF());
}

}  // namespace

double contrast(const QColor& a, const QColor& b) {
  const double la = luminance(a), lb = luminance(b);
  return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

}  // namespace unmask
