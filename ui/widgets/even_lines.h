// Equal parts in lines that are about as long.
#pragma once

#include <algorithm>

namespace unmask {

// How many of `count` parts stand in one line of `width`: in as few lines as leave each part its
// least width, and as even as can be. At least 1.
inline int evenInLine(int count, int width, int least, int gap) {
  const int most = std::max((width + gap) / (least + gap), 1);
  const int lines = std::max((count + most - 1) / most, 1);
  return std::max((count + lines - 1) / lines, 1);
}

}  // namespace unmask
