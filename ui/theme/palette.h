// Every colour of the window, by its role, for light and dark. No other file names a colour.
#pragma once

#include <QColor>
#include <array>

namespace unmask {

// A decision's colours: ink for its text and frame, fill behind it.
struct InkAndFill {
  QColor ink, fill;
};

struct Palette {
  bool dark = false;
  QColor background, surface, line;
  QColor sunken;  // unmarked tokens and input fields, on the surface
  QColor text, secondary;
  QColor accent, onAccent;
  InkAndFill masked, random, kept, predicted;
  QColor written;  // what a model wrote
  std::array<QColor, 7> runs;
};

const Palette& lightPalette();
const Palette& darkPalette();

// WCAG 2 contrast ratio of two opaque colours, 1 to 21.
double contrast(const QColor&, const QColor&);

}  // namespace unmask
