// Lays out columns as wide as their widest cell.
#include "app/cli/aligned_rows.h"

#include <algorithm>

#include "app/cli/terminal.h"

namespace unmask {

std::vector<std::string> alignedLines(const std::vector<AlignedRow>& rows, size_t columns) {
  size_t titleWidth = 0;
  for (const AlignedRow& row : rows) titleWidth = std::max(titleWidth, displayWidth(row.title));
  const size_t positions = rows.empty() ? 0 : rows.front().cells.size();
  std::vector<size_t> widths(positions);
  for (size_t i = 0; i < positions; ++i)
    for (const AlignedRow& row : rows) widths[i] = std::max(widths[i], displayWidth(row.cells[i]));

  std::vector<std::string> lines;
  for (size_t begin = 0; begin < positions;) {
    size_t end = begin, used = titleWidth;
    while (end < positions && (end == begin || used + 1 + widths[end] <= columns))
      used += 1 + widths[end++];
    for (const AlignedRow& row : rows) {
      std::string line = row.title + std::string(titleWidth - displayWidth(row.title), ' ');
      for (size_t i = begin; i < end; ++i)
        line += ' ' + row.cells[i] + std::string(widths[i] - displayWidth(row.cells[i]), ' ');
      line.erase(line.find_last_not_of(' ') + 1);
      lines.push_back(line);
    }
    lines.emplace_back();
    begin = end;
  }
  return lines;
}

}  // namespace unmask
