// Why a position of an example looks as it does: the decision and its draws, in words.
#pragma once

#include <QStringList>
#include <initializer_list>

#include "core/pretext/example.h"
#include "core/spec/run_spec.h"

namespace unmask {

// "chosen: draw 0.083 < 0.15", "replaced by [MASK]: draw 0.41 < 0.8"; one line a decision.
QStringList reasonOf(const Example&, size_t position, const ObjectiveSettings&);

// The draw with as many digits as it takes to see on which side of each border it lies.
QString drawText(double draw, std::initializer_list<double> borders);

}  // namespace unmask
