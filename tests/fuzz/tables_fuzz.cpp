// Tables with every delimiter, quoted and not, with and without names of columns. The first two
// bytes choose how they are read. A row is the same whether its text comes whole or in pieces.
#include "core/corpus/records/table_rows.h"

#include "tests/fuzz/heard.h"

using namespace unmask;

namespace {

constexpr const char* kDelimiters[] = {"auto", "comma", "semicolon", "tab", "bar", "none"};
constexpr const char* kQuotings[] = {"auto", "quoted", "none"};
constexpr const char* kHeaders[] = {"auto", "yes", "no"};

void claimSameInPieces(std::string_view text, char delimiter, bool quoted, size_t piece) {
  RowScan whole(delimiter, quoted), pieces(delimiter, quoted);
  whole.begin();
  const RowScan::Found found = whole.scan(text, true);
  pieces.begin();
  RowScan::Found grown = RowScan::Found::more;
  for (size_t have = 0; grown == RowScan::Found::more && have <= text.size();) {
    const bool last = have == text.size();
    grown = pieces.scan(text.substr(0, have), last);
    if (last) break;
    have = std::min(have + piece, text.size());
  }
  UNMASK_CLAIM(grown == found);
  if (found != RowScan::Found::row) return;
  UNMASK_CLAIM(whole.end() == pieces.end() && whole.cells() == pieces.cells());
  for (size_t i = 0; i < whole.cells(); ++i)
    UNMASK_CLAIM(whole.cell(text, i) == pieces.cell(text, i));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  constexpr char kCharacters[] = {',', ';', '\t', '|', RowScan::kOneColumn};
  constexpr const char* kFields[] = {"", "text", "2", "no such column"};
  const std::string_view bytes = textOf(data + 2, size - 2);
  claimSameInPieces(bytes, kCharacters[data[0] % std::size(kCharacters)], data[1] & 1,
                    1 + bytes.size() / 16);

  ImportSettings settings;
  settings.reading.encoding = "utf-8";
  settings.reading.delimiter = kDelimiters[data[0] % std::size(kDelimiters)];
  settings.reading.quoting = kQuotings[data[0] / 8 % std::size(kQuotings)];
  settings.reading.header = kHeaders[data[0] / 32 % std::size(kHeaders)];
  settings.field = kFields[data[1] / 2 % std::size(kFields)];
  const bool tabs = data[1] & 16;
  const auto heard = hearTwice(asFile(bytes, "a.csv"), settings.reading, 4 + size % 61,
                               [&](DecodedText& text, const DocumentSink& sink, Reading& reading) {
                                 return readTable(text, tabs, settings, sink, reading);
                               });
  if (heard && heard->whole)
    UNMASK_CLAIM(heard->reading.records == heard->count &&
                 heard->reading.skipped == heard->skipped);
  return 0;
}
