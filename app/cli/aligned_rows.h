// Rows of cells aligned position by position, broken into blocks that fit the terminal.
#pragma once

#include <string>
#include <vector>

namespace unmask {

struct AlignedRow {
  std::string title;
  std::vector<std::string> cells;  // all rows have equally many
};

// Lines ready to print; blocks are separated by an empty line.
std::vector<std::string> alignedLines(const std::vector<AlignedRow>& rows, size_t columns);

}  // namespace unmask
