// The rows of a table, one after the other, out of a file's text.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/corpus/decoded_text.h"
#include "core/corpus/records/row_scan.h"
#include "core/corpus/records/table_layout.h"

namespace unmask {

// A row (a JSON record, too) may take at most this much memory; a document of a text file is never
// held in memory.
constexpr uint64_t kLargestRecord = uint64_t{64} << 20;

struct TableRow {
  uint64_t number = 0;             // counted from 1, the names' row and blank ones too
  std::vector<std::string> cells;  // empty where there is a problem
  Message problem;                 // why the row is given up; the rows after it are read
};

class TableRows {
 public:
  // Recognises the layout (table_layout.h). `text` outlives this.
  static Result<TableRows> open(DecodedText& text, bool tabs, const ReadingSettings&);

  const TableLayout& layout() const { return layout_; }
  // As they are written; "1", "2", ... without a row of names.
  const std::vector<std::string>& columns() const { return columns_; }
  void describe(Reading&) const;  // the layout and at most 256 columns
  // False: there are no more. Memory: the row, and of one that is given up at most kLargestRecord.
  Result<bool> next(TableRow&);

 private:
  TableRows(DecodedText& text, TableLayout layout, std::string held, bool ended)
      : text_(&text),
        layout_(layout),
        scan_(layout.delimiter, layout.quoted),
        held_(std::move(held)),
        ended_(ended) {}
  std::string_view row() const { return std::string_view(held_).substr(at_); }
  Status hold();      // more of the text
  Status skipLine();  // gives up the row's first line; what follows is read anew

  DecodedText* text_;
  TableLayout layout_;
  RowScan scan_;
  std::string held_;  // the row begins at at_
  size_t at_ = 0;
  bool ended_;
  uint64_t number_ = 0;
  std::vector<std::string> columns_;
};

}  // namespace unmask
