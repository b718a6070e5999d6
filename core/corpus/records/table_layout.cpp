// Trying each way to read a table's first rows, and taking the one under which they agree.
#include "core/corpus/records/table_layout.h"

#include <algorithm>
#include <array>

#include "core/corpus/records/column_names.h"

namespace unmask {

namespace {

constexpr size_t kRows = 100;  // looked at

struct Delimiter {
  char character;
  const char* name;
};
// The likelier first, where the rows agree under several.
constexpr std::array<Delimiter, 4> kDelimiters = {
    {{'\t', "tab"}, {',', "comma"}, {';', "semicolon"}, {'|', "bar"}}};

struct Rows {
  char delimiter;
  bool quoted;
  std::vector<std::vector<std::string>> rows;
  size_t broken = 0;

  // The share of rows with as many cells as the first.
  double agreement() const {
    if (rows.empty()) return 0;
    const auto same = std::count_if(rows.begin(), rows.end(), [&](const auto& row) {
      return row.size() == rows.front().size();
    });
    return static_cast<double>(same) / static_cast<double>(rows.size() + broken);
  }
  bool columns() const { return !rows.empty() && rows.front().size() > 1; }
};

Rows rowsOf(std::string_view text, bool whole, char delimiter, bool quoted) {
  Rows found{delimiter, quoted, {}, 0};
  RowScan scan(delimiter, quoted);
  while (!text.empty() && found.rows.size() + found.broken < kRows) {
    scan.begin();
    const RowScan::Found what = scan.scan(text, whole);
    if (what == RowScan::Found::more) break;  // cut off by the end of what is looked at
    if (what != RowScan::Found::row) {
      ++found.broken;
      const size_t end = text.find_first_of("\r\n");
      if (end == std::string_view::npos) break;
      text.remove_prefix(end + 1);
      continue;
    }
    if (!scan.blank()) {
      std::vector<std::string> cells;
      for (size_t i = 0; i < scan.cells(); ++i) cells.push_back(scan.cell(text, i));
      found.rows.push_back(std::move(cells));
    }
    text.remove_prefix(scan.end());
  }
  return found;
}

// Whether the quotes in a table of tabs are RFC 4180's and not the texts': some cell says "" or
// holds a tab or a line end within its quotes, and every one that begins with a quote ends so.
bool tabsAreQuoted(const Rows& plain, const Rows& quoted) {
  if (quoted.broken > 0 || quoted.agreement() < 1) return false;
  if (plain.agreement() < 1) return true;
  bool doubled = false;
  for (const auto& row : plain.rows)
    for (const std::string& cell : row) {
      if (!cell.starts_with('"')) continue;
      if (cell.size() < 2 || !cell.ends_with('"')) return false;
      doubled |= cell.substr(1, cell.size() - 2).find("\"\"") != std::string::npos;
    }
  return doubled;
}

bool namesAColumn(const std::vector<std::string>& row) {
  return std::any_of(row.begin(), row.end(),
                     [](const std::string& cell) { return isUsualColumnName(cell); });
}

// Better is larger: a header that makes sense, then agreement.
std::pair<int, double> worth(const Rows& rows) {
  return {rows.columns() && namesAColumn(rows.rows.front()), rows.agreement()};
}

Rows readWith(std::string_view text, bool whole, char delimiter, const std::string& quoting) {
  if (quoting != "auto") return rowsOf(text, whole, delimiter, quoting == "quoted");
  Rows quoted = rowsOf(text, whole, delimiter, true);
  if (delimiter != '\t') return quoted;
  Rows plain = rowsOf(text, whole, delimiter, false);
  return tabsAreQuoted(plain, quoted) ? quoted : plain;
}

Rows bestRows(std::string_view text, bool whole, bool tabs, const ReadingSettings& settings) {
  constexpr double kAgree = 0.6;  // of rows whose first names no column that is known
  const char none = RowScan::kOneColumn;
  if (settings.delimiter == "none") return readWith(text, whole, none, settings.quoting);
  for (const Delimiter& delimiter : kDelimiters)
    if (settings.delimiter == delimiter.name)
      return readWith(text, whole, delimiter.character, settings.quoting);
  const Rows* best = nullptr;
  std::vector<Rows> tried;
  tried.reserve(kDelimiters.size());
  for (const Delimiter& delimiter : kDelimiters) {
    tried.push_back(readWith(text, whole, delimiter.character, settings.quoting));
    const Rows& rows = tried.back();
    if (!rows.columns() || (!namesAColumn(rows.rows.front()) && rows.agreement() < kAgree))
      continue;
    const bool promised = tabs ? delimiter.character == '\t' : delimiter.character == ',';
    if (!best || worth(rows) > worth(*best) || (worth(rows) == worth(*best) && promised))
      best = &rows;
  }
  if (best) return *best;
  if (tabs && settings.quoting == "auto") return rowsOf(text, whole, none, false);
  return readWith(text, whole, none, settings.quoting);
}

bool isNumber(const std::string& text) {
  const std::string bare = trimmed(text);
  return !bare.empty() && bare.find_first_not_of("0123456789.,+-eE%") == std::string::npos &&
         bare.find_first_of("0123456789") != std::string::npos;
}

// A cell that is a record's and no column's name.
bool isContent(const std::string& cell) {
  const std::string text = trimmed(cell);
  constexpr size_t kLongestName = 60, kMostWords = 5;
  if (text.size() > kLongestName || text.find("://") != std::string::npos) return true;
  if (text.find('\n') != std::string::npos || isNumber(text) || namesAnImage(text)) return true;
  const auto blanks = static_cast<size_t>(std::count(text.begin(), text.end(), ' '));
  return blanks >= kMostWords || (blanks > 0 && (text.ends_with('.') || text.ends_with('!')));
}

bool hasHeader(const std::vector<std::vector<std::string>>& rows) {
  if (rows.empty()) return true;
  const std::vector<std::string>& first = rows.front();
  for (size_t i = 0; i < first.size(); ++i) {
    size_t others = 0, numbers = 0, same = 0;
    for (size_t r = 1; r < rows.size(); ++r) {
      // Names that come again as a row: tables one after the other.
      if (i >= rows[r].size() || rows[r][i].empty() || rows[r] == first) continue;
      ++others;
      numbers += isNumber(rows[r][i]);
      same += rows[r][i] == first[i];
    }
    if (others >= 2 && numbers == others && !isNumber(first[i]) && !namesAnImage(first[i]))
      return true;                                    // a name over numbers
    if (same > 0 && !first[i].empty()) return false;  // a value that comes again
  }
  if (std::any_of(first.begin(), first.end(), isContent)) return false;
  if (namesAColumn(first)) return true;
  const auto words = [](const std::vector<std::string>& row) {
    return row[0].find(' ') != std::string::npos;
  };
  if (first.size() == 1)  // a word above sentences
    return !words(first) && std::any_of(rows.begin() + 1, rows.end(), words);
  return rows.size() > 1;
}

// Of commas and semicolons alone: the texts of Flickr's bars keep their blanks.
bool blanksFollow(const Rows& rows) {
  if (!rows.columns() || (rows.delimiter != ',' && rows.delimiter != ';')) return false;
  const std::vector<std::string>& names = rows.rows.front();
  return std::all_of(names.begin() + 1, names.end(),
                     [](const std::string& name) { return name.starts_with(' '); });
}

}  // namespace

const char* delimiterName(char delimiter) {
  for (const Delimiter& known : kDelimiters)
    if (known.character == delimiter) return known.name;
  return "none";
}

TableLayout tableLayout(std::string_view beginning, bool whole, bool tabs,
                        const ReadingSettings& settings) {
  const Rows rows = bestRows(beginning, whole, tabs, settings);
  const bool header = settings.header == "auto" ? hasHeader(rows.rows) : settings.header == "yes";
  return {rows.delimiter, rows.quoted, header, header && blanksFollow(rows)};
}

}  // namespace unmask
