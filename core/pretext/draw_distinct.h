// Drawing without replacement.
#pragma once

#include <cstddef>
#include <vector>

#include "core/base/random.h"

namespace unmask {

// `count` distinct numbers below `size` in random order: the first steps of a shuffle from the
// front, one draw each. count <= size.
std::vector<size_t> drawDistinct(size_t size, size_t count, RandomStream&);

}  // namespace unmask
