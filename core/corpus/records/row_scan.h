// Cuts one row of a table into its cells: RFC 4180's quoting, any delimiter, any line end.
//
// No CSV library of Debian 12 can give up one row: libcsv's lenient mode takes all that follows a
// lone quote into one cell, its strict mode also refuses 5" in the middle of a cell. Here a quote
// opens a cell only where the cell begins, and a row that is not well-formed is told at the first
// character that shows it, so that the reader can go on with the next line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace unmask {

class RowScan {
 public:
  static constexpr char kOneColumn = '\0';
  static constexpr size_t kMostCells = 65536;

  enum class Found : uint8_t {
    row,
    more,          // it goes on after the text
    openQuote,     // a quote is opened and never closed
    afterQuote,    // text follows a closing quote
    tooManyCells,  // over kMostCells
  };

  RowScan(char delimiter, bool quoted) : delimiter_(delimiter), quoted_(quoted) {}

  void begin();
  // `text` begins with the row; of a row that is not whole yet it has grown since the last call.
  // `last`: nothing comes after it.
  Found scan(std::string_view text, bool last);

  size_t end() const { return at_; }  // of the row found, with its line end
  size_t cells() const { return cells_.size(); }
  std::string cell(std::string_view text, size_t i) const;
  bool quoted(size_t i) const { return cells_[i].quoted; }
  bool blank() const;  // nothing stands in the row

 private:
  enum class State : uint8_t { cellBegins, plain, inQuotes, closed };
  struct Cell {
    size_t begin, end;
    bool quoted, doubled;  // doubled: "" stands for "
  };
  Found endCell(std::string_view text, bool last, bool& rowEnded);
  Found beginCell(std::string_view text, bool last);
  Found readQuoted(std::string_view text, bool last);
  bool takeAsPlain();

  char delimiter_;
  bool quoted_;
  State state_ = State::cellBegins;
  size_t at_ = 0, cellBegin_ = 0;
  Cell cell_{};
  std::vector<Cell> cells_;
};

}  // namespace unmask
