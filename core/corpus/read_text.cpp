// Plain text into documents.
#include <algorithm>

#include "core/corpus/readers.h"

namespace unmask {

const std::vector<std::string> kTextFields = {"text",    "content", "document", "body",
                                              "story",   "article", "sentence", "review",
                                              "comment", "message", "abstract", "description"};

std::optional<Format> formatOf(const std::filesystem::path& path) {
  std::filesystem::path name = path.filename();
  if (name.extension() == ".gz") name = name.stem();
  std::string ending = name.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  if (ending == ".txt" || ending == ".text" || ending == ".md" || ending == ".markdown")
    return Format::text;
  if (ending == ".jsonl" || ending == ".ndjson") return Format::jsonLines;
  if (ending == ".json") return Format::json;
  if (ending == ".csv") return Format::csv;
  if (ending == ".tsv") return Format::tsv;
  return {};
}

namespace {

// Finds where documents begin: at a line with something in it, after a line (separator "line") or
// after at least one empty line ("blank-line"). A line that is a lone CR counts as empty.
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
    size_t begin = 0;  // text[begin, i) is not handed on yet
    for (size_t i = 0; i < text.size();) {
      if (atLineStart_) {
        if (text[i] == '\r' && i + 1 == text.size()) {  // its newline may come with the next chunk
          heldCr_ = true;
          return hand(text.substr(begin, i - begin));
        }
        if (text[i] == '\n' || (text[i] == '\r' && text[i + 1] == '\n')) {
          blank_ = true;
          i += text[i] == '\n' ? 1 : 2;
          continue;
        }
        if (hasContent_ && (everyLine_ || blank_)) {
          UNMASK_TRY(hand(text.substr(begin, i - begin)));
          UNMASK_TRY(sink_.endDocument());
          begin = i;
        }
        hasContent_ = true;
        blank_ = false;
      }
      const size_t newline = text.find('\n', i);
      atLineStart_ = newline != std::string_view::npos;
      i = atLineStart_ ? newline + 1 : text.size();
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

}  // namespace unmask
