// Icons of the one family in resources/icons, tinted with the palette at every painting.
#pragma once

#include <QIcon>

namespace unmask {

// `name` of resources/icons/NAME.svg, drawn with strokes in currentColor. Selected (checked) state
// takes the accent, disabled the secondary colour.
enum class IconTint { secondary, text, onAccent };
QIcon icon(const QString& name, IconTint tint = IconTint::text);

// Once before the first icon or style sheet; Theme does it.
void makeIconsKnown();

}  // namespace unmask
