// How a table is written: what separates its columns, whether its cells are quoted, whether its
// first row names the columns. Told from the text itself, unless the settings say it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/corpus/reading.h"
#include "core/corpus/records/row_scan.h"

namespace unmask {

struct TableLayout {
  char delimiter = ',';  // RowScan::kOneColumn: there is one
  bool quoted = true;
  bool header = true;
  bool blankAfter = false;  // `id, text`: one blank after each delimiter is no part of the cells
};

// `beginning` of a table, `whole` if it is all of it; `tabs`: its name promises tabs (.tsv).
TableLayout tableLayout(std::string_view beginning, bool whole, bool tabs, const ReadingSettings&);

const char* delimiterName(char delimiter);  // "comma", as import.delimiter

}  // namespace unmask
