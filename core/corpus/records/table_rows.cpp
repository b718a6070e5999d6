// Reading rows out of chunks, and going on after one that is not well-formed.
#include "core/corpus/records/table_rows.h"

#include "core/corpus/records/column_names.h"

namespace unmask {

namespace {

constexpr size_t kLookedAt = 65536;  // for the layout

Message problemOf(RowScan::Found found) {
  switch (found) {
    case RowScan::Found::openQuote:
      return message(UNMASK_TEXT("core", "A quote is opened and never closed."));
    case RowScan::Found::afterQuote:
      return message(UNMASK_TEXT("core", "Text follows a closing quote."));
    case RowScan::Found::tooManyCells:
      return message(UNMASK_TEXT("core", "It has more than %1 cells."), RowScan::kMostCells);
    case RowScan::Found::row:
    case RowScan::Found::more:
      break;
  }
  return message(
      UNMASK_TEXT("core", "The row is larger than %1 bytes; perhaps a quote is never closed."),
      kLargestRecord);
}

// Excel's own first line, "sep=;": its length with its end, and the delimiter into the settings.
size_t delimiterHint(std::string_view text, ReadingSettings& settings) {
  constexpr std::string_view kHint = "sep=";
  if (!text.starts_with(kHint) || text.size() < kHint.size() + 2) return 0;
  const char delimiter = text[kHint.size()];
  const std::string_view rest = text.substr(kHint.size() + 1);
  if (rest[0] != '\r' && rest[0] != '\n') return 0;
  if (settings.delimiter == "auto") settings.delimiter = delimiterName(delimiter);
  return kHint.size() + 1 + (rest.starts_with("\r\n") ? 2 : 1);
}

}  // namespace

Result<TableRows> TableRows::open(DecodedText& text, bool tabs, const ReadingSettings& settings) {
  std::string beginning;
  bool ended = false;
  while (!ended && beginning.size() < kLookedAt) {
    UNMASK_ASSIGN(const std::string_view chunk, text.next());
    ended = chunk.empty();
    beginning += chunk;
  }
  ReadingSettings asked = settings;
  const size_t hint = delimiterHint(beginning, asked);
  const bool whole = ended && !text.cut() && beginning.size() <= kLookedAt;
  const TableLayout layout =
      tableLayout(std::string_view(beginning).substr(hint, kLookedAt), whole, tabs, asked);
  TableRows rows(text, layout, beginning.substr(hint), ended);
  rows.number_ = hint > 0;
  if (layout.header) {
    TableRow names;
    UNMASK_ASSIGN(const bool there, rows.next(names));
    if (there) rows.columns_ = std::move(names.cells);
    return rows;
  }
  // As many as the first row has, which is read again as a record.
  TableRow first;
  UNMASK_TRY(rows.next(first));
  rows.at_ = 0;
  rows.number_ = hint > 0;
  for (size_t i = 1; i <= first.cells.size(); ++i) rows.columns_.push_back(std::to_string(i));
  return rows;
}

Status TableRows::hold() {
  held_.erase(0, at_);
  at_ = 0;
  UNMASK_ASSIGN(const std::string_view chunk, text_->next());
  ended_ = chunk.empty();
  held_ += chunk;
  return {};
}

Status TableRows::skipLine() {
  while (true) {
    const size_t end = row().find_first_of("\r\n");
    const bool pair = end != std::string_view::npos && row()[end] == '\r';
    if (end != std::string_view::npos && (!pair || end + 1 < row().size() || ended_)) {
      at_ += end + (pair && row().substr(end + 1).starts_with('\n') ? 2 : 1);
      return {};
    }
    at_ = end == std::string_view::npos ? held_.size() : at_ + end;
    if (ended_) return {};
    UNMASK_TRY(hold());
  }
}

void TableRows::describe(Reading& reading) const {
  reading.reader = "table";
  reading.delimiter = delimiterName(layout_.delimiter);
  reading.quoting = layout_.quoted ? "quoted" : "none";
  reading.header = layout_.header;
  constexpr size_t kNamed = 256;
  for (const std::string& name : columns_)
    if (reading.columns.size() < kNamed) reading.columns.push_back(shownName(name));
}

Result<bool> TableRows::next(TableRow& out) {
  out = {};
  while (true) {
    scan_.begin();
    RowScan::Found found = scan_.scan(row(), ended_);
    while (found == RowScan::Found::more && row().size() <= kLargestRecord) {
      UNMASK_TRY(hold());
      found = scan_.scan(row(), ended_);
    }
    if (row().empty()) return false;
    out.number = ++number_;
    if (found == RowScan::Found::row) {
      // What is looked at may end within a row.
      if (text_->cut() && ended_ && at_ + scan_.end() == held_.size()) return false;
      const bool blank = scan_.blank();
      for (size_t i = 0; !blank && i < scan_.cells(); ++i) {
        std::string cell = scan_.cell(row(), i);
        if (layout_.blankAfter && i > 0 && !scan_.quoted(i) && cell.starts_with(' '))
          cell.erase(0, 1);
        out.cells.push_back(std::move(cell));
      }
      at_ += scan_.end();
      if (blank) continue;
      return true;
    }
    if (text_->cut() && ended_ && found == RowScan::Found::openQuote) return false;
    out.problem = problemOf(found);
    UNMASK_TRY(skipLine());
    return true;
  }
}

}  // namespace unmask
