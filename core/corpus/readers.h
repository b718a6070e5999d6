// Turning one decoded file into documents: text, JSON lines, a JSON array, CSV and TSV.
#pragma once

#include <functional>
#include <optional>

#include "core/corpus/decoded_text.h"

namespace unmask {

enum class Format { text, jsonLines, json, csv, tsv };

// By the name, without a last .gz. Unknown endings give nothing.
std::optional<Format> formatOf(const std::filesystem::path&);

// Where documents go. Nothing is called after it returned an error.
struct DocumentSink {
  std::function<Status(std::string_view)> append;
  std::function<Status()> endDocument;
  std::function<void(Message place, Message reason)> skip;
};

// A record (a JSON value, a CSV row) may take at most this much memory; a document of a text file
// is never held in memory.
constexpr uint64_t kLargestRecord = uint64_t{256} << 20;

// The fields taken when none is chosen, in this order; else the longest text of the first record.
extern const std::vector<std::string> kTextFields;

// separator: file | blank-line | line. Every byte of the text goes into some document: one ends
// after its newline and the empty lines that follow.
Status readText(DecodedText&, const std::string& separator, const DocumentSink&);
// field "": detected. A record that is no text is skipped with its line or number.
Status readJsonLines(DecodedText&, const std::string& field, const DocumentSink&);
Status readJson(DecodedText&, const std::string& field, const DocumentSink&);
// The first row names the columns. field: a name, or a number counted from 1.
Status readCsv(DecodedText&, char delimiter, const std::string& field, const DocumentSink&);

}  // namespace unmask
