// Plain text into documents; which reader a file needs.
#include "core/corpus/file_names.h"
#include "core/corpus/readers.h"
#include "core/corpus/records/line_ends.h"

namespace unmask {

std::optional<Format> formatOf(const std::filesystem::path& path) {
  const std::string ending = endingOf(path);
  if (ending == ".txt" || ending == ".text" || ending == ".md" || ending == ".markdown")
    return Format::text;
  if (ending == ".jsonl" || ending == ".ndjson") return Format::jsonLines;
  if (ending == ".json") return Format::json;
  if (ending == ".csv" || ending == ".psv") return Format::csv;
  if (ending == ".tsv" || ending == ".tab") return Format::tsv;
  return {};
}

namespace {

// Finds where documents begin: at a line with something in it, after a line (separator "line") or
// after at least one empty line ("blank-line").
class DocumentSplitter {
 public:
  DocumentSplitter(bool everyLine, const DocumentSink& sink) : everyLine_(everyLine), sink_(sink) {}

  Status add(std::string_view text) {
    std::string joined;
    if (heldCr_) {
      joined = "\r";
      joined += text;
      text = joined;
      heldCr_ = false;
    }
    if (text.ends_with('\r')) {  // its LF may come with the next chunk
      heldCr_ = true;
      text.remove_suffix(1);
    }
    LineEnds ends(text);
    size_t begin = 0;  // text[begin, i) is not handed on yet
    for (size_t i = 0; i < text.size();) {
      const size_t end = ends.next(i);
      if (atLineStart_ && end == i) {
        blank_ = true;
      } else if (atLineStart_) {
        if (hasContent_ && (everyLine_ || blank_)) {
          UNMASK_TRY(hand(text.substr(begin, i - begin)));
          UNMASK_TRY(sink_.endDocument());
          begin = i;
        }
        hasContent_ = true;
        blank_ = false;
      }
      atLineStart_ = end != std::string_view::npos;
      i = !atLineStart_ ? text.size() : text.substr(end).starts_with("\r\n") ? end + 2 : end + 1;
    }
    return hand(text.substr(begin));
  }

  Status finish() {
    if (heldCr_) UNMASK_TRY(hand("\r"));
    return sink_.endDocument();
  }

 private:
  Status hand(std::string_view part) { return part.empty() ? Status() : sink_.append(part); }

  const bool everyLine_;
  const DocumentSink& sink_;
  bool atLineStart_ = true, blank_ = false, hasContent_ = false, heldCr_ = false;
};

}  // namespace

Status readText(DecodedText& text, const std::string& separator, const DocumentSink& sink) {
  DocumentSplitter splitter(separator == "line", sink);
  while (true) {
    UNMASK_ASSIGN(const std::string_view chunk, text.next());
    if (chunk.empty()) return separator == "file" ? sink.endDocument() : splitter.finish();
    UNMASK_TRY(separator == "file" ? sink.append(chunk) : splitter.add(chunk));
  }
}

Status readDocuments(DecodedText& text, Format format, const std::string& separator,
                     const ImportSettings& settings, const DocumentSink& sink, Reading& reading) {
  const auto read = [&]() -> Status {
    switch (format) {
      case Format::text:
        reading.reader = "text";
        return readText(text, separator, sink);
      case Format::jsonLines:
      case Format::json:
        return readRecords(text, format == Format::jsonLines, settings, sink, reading);
      case Format::csv:
      case Format::tsv:
        break;
    }
    return readTable(text, format == Format::tsv, settings, sink, reading);
  };
  UNMASK_TRY(read());
  reading.encoding = text.encoding();
  reading.replacedBytes = text.replaced().count;
  return {};
}

}  // namespace unmask
