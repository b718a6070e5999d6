// What helps where settings and data do not fit, as a button's text.
#pragma once

#include <QString>

#include "core/corpus/fit.h"

namespace unmask {

// "Use a context of 32", "Go to Data"; "" where nothing is amiss.
QString remedy(const Fit&);

}  // namespace unmask
