// Turning one decoded file into documents: text, JSON records, tables.
#pragma once

#include <functional>
#include <optional>

#include "core/corpus/decoded_text.h"
#include "core/corpus/import.h"

namespace unmask {

enum class Format { text, jsonLines, json, csv, tsv };

// By the name, without a last .gz. Unknown endings give nothing.
std::optional<Format> formatOf(const std::filesystem::path&);

// Where documents go. Nothing is called after it returned an error.
struct DocumentSink {
  std::function<Status(std::string_view)> append;
  std::function<Status()> endDocument;
  std::function<void(Message place, Message reason)> skip;  // a record that is left out
  std::function<void(Message place, Message what)> note;    // taken, but changed or cut
};

// separator: file | blank-line | line. Every byte of the text goes into some document: one ends
// after its line end (LF, CR, CRLF) and the empty lines that follow.
Status readText(DecodedText&, const std::string& separator, const DocumentSink&);

// The rows of a table (records/table_rows.h); `tabs`: its name promises tabs. Says in `reading`
// what was recognised and what came of it.
Status readTable(DecodedText&, bool tabs, const ImportSettings&, const DocumentSink&,
                 Reading& reading);

// The records of a JSON file (records/json_records.h); `lines`: its name promises one a line.
Status readRecords(DecodedText&, bool lines, const ImportSettings&, const DocumentSink&,
                   Reading& reading);

// Reads a file of this format through the right one of these, and completes `reading`.
Status readDocuments(DecodedText&, Format, const std::string& separator, const ImportSettings&,
                     const DocumentSink&, Reading& reading);

}  // namespace unmask
