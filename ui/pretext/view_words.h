// What was drawn for a view, in words and values.
#pragma once

#include <QStringList>

#include "core/pretext/view_augmentation.h"

namespace unmask {

// One line a step of the view's making, in the order it is made; steps that the settings turn off
// are left out. height, width: of the picture.
QStringList viewWords(const ViewDraws&, const ViewSettings&, int64_t height, int64_t width);

}  // namespace unmask
