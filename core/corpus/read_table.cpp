// The rows of a table into documents: a column is chosen, its cells are the texts.
#include <algorithm>
#include <charconv>

#include "core/corpus/readers.h"
#include "core/corpus/records/column_names.h"
#include "core/corpus/records/table_rows.h"

namespace unmask {

namespace {

constexpr size_t kSampledRows = 200, kSampledBytes = size_t{1} << 20;

class RowTexts {
 public:
  RowTexts(const TableRows& rows, const DocumentSink& sink, Reading& reading)
      : columns_(rows.columns()), layout_(rows.layout()), sink_(sink), reading_(reading) {}

  // The column that the settings name, by name or by a number counted from 1.
  Status choose(const std::string& wanted) {
    auto at = columnCalled(columns_, wanted);
    size_t number = 0;
    const char* const end = wanted.data() + wanted.size();
    const auto [rest, error] = std::from_chars(wanted.data(), end, number);
    if (!at && error == std::errc() && rest == end && number >= 1 && number <= columns_.size())
      at = number - 1;
    reading_.chosenBy = "setting";
    if (at) return take(*at);
    return failure(message(UNMASK_TEXT("core", "There is no column \"%1\"; there are: %2."), wanted,
                           listedNames(columns_)));
  }

  // The column that the first rows and the names speak for; false: none holds text.
  bool choose(const std::vector<TableRow>& rows) {
    std::vector<ColumnSample> samples(columns_.size());
    for (const TableRow& row : rows)
      for (size_t i = 0; i < row.cells.size() && i < samples.size(); ++i)
        samples[i].add(row.cells[i]);
    const ColumnChoice choice = chooseTextColumn(columns_, samples);
    if (!choice.column) return false;
    reading_.chosenBy = choice.by;
    for (const size_t other : choice.others) reading_.others.push_back(shownName(columns_[other]));
    return take(*choice.column).has_value();
  }

  Status add(TableRow& row) {
    const Message place = message(UNMASK_TEXT("core", "row %1"), row.number);
    if (!row.problem.empty()) return skip(place, row.problem);
    std::string text = std::move(column_ < row.cells.size() ? row.cells[column_] : none_);
    if (row.cells.size() != columns_.size()) unequal(row, place, text);
    if (row.cells.size() <= column_)
      return skip(place, message(UNMASK_TEXT("core", "Its text is missing: it has %1 of %2 cells."),
                                 row.cells.size(), columns_.size()));
    if (text.empty())
      return skip(place, message(UNMASK_TEXT("core", "Its text is empty or missing.")));
    ++reading_.records;
    UNMASK_TRY(sink_.append(text));
    return sink_.endDocument();
  }

 private:
  Status take(size_t column) {
    column_ = column;
    reading_.column = shownName(columns_[column]);
    return {};
  }

  Status skip(const Message& place, const Message& reason) {
    ++reading_.skipped;
    sink_.skip(place, reason);
    return {};
  }

  // Rows with more or fewer cells than there are columns. What is too much belongs to the text
  // where that stands last: a comma that should have been quoted.
  void unequal(const TableRow& row, const Message& place, std::string& text) {
    const size_t cells = row.cells.size(), columns = columns_.size();
    if (cells < columns) {
      ++reading_.shortRows;
      if (column_ < cells)
        sink_.note(place, message(UNMASK_TEXT("core", "It has %1 cells; there are %2 columns."),
                                  cells, columns));
      return;
    }
    ++reading_.surplusRows;
    const auto extra = row.cells.begin() + static_cast<std::ptrdiff_t>(columns);
    if (std::all_of(extra, row.cells.end(), [](const auto& cell) { return cell.empty(); })) return;
    if (column_ + 1 < columns) {
      sink_.note(place, message(UNMASK_TEXT("core",
                                            "It has %1 cells; there are %2 columns: what is beyond "
                                            "was left out, and its text may be cut."),
                                cells, columns));
      return;
    }
    for (auto cell = extra; cell != row.cells.end(); ++cell) text += layout_.delimiter + *cell;
    sink_.note(place, message(UNMASK_TEXT("core",
                                          "It has %1 cells; there are %2 columns: the last ones "
                                          "were joined."),
                              cells, columns));
  }

  const std::vector<std::string>& columns_;
  const TableLayout layout_;
  const DocumentSink& sink_;
  Reading& reading_;
  size_t column_ = 0;
  std::string none_;
};

}  // namespace

Status readTable(DecodedText& text, bool tabs, const ImportSettings& settings,
                 const DocumentSink& sink, Reading& reading) {
  UNMASK_ASSIGN(TableRows rows, TableRows::open(text, tabs, settings.reading));
  rows.describe(reading);

  if (rows.layout().blankAfter)
    sink.note({}, message(UNMASK_TEXT("core", "The blank after each delimiter was left out.")));

  RowTexts texts(rows, sink, reading);
  std::vector<TableRow> sampled;
  size_t bytes = 0;
  bool more = true;
  while (more && sampled.size() < kSampledRows && bytes < kSampledBytes) {
    TableRow row;
    UNMASK_ASSIGN(more, rows.next(row));
    if (!more) break;
    for (const std::string& cell : row.cells) bytes += cell.size();
    sampled.push_back(std::move(row));
  }
  if (!settings.field.empty()) {
    if (const Status chosen = texts.choose(settings.field); !chosen) {
      ++reading.skipped;
      sink.skip(message(UNMASK_TEXT("core", "row 1")), chosen.error().what);
      return {};
    }
  } else if (!texts.choose(sampled) && sampled.empty()) {
    return {};
  }
  for (TableRow& row : sampled) UNMASK_TRY(texts.add(row));
  while (more) {
    TableRow row;
    UNMASK_ASSIGN(more, rows.next(row));
    if (more) UNMASK_TRY(texts.add(row));
  }
  return {};
}

}  // namespace unmask
