// CSV and TSV into documents, through libcsv: quoting and quoted newlines as in RFC 4180.
#include <csv.h>

#include <algorithm>
#include <charconv>

#include "core/corpus/readers.h"

namespace unmask {

namespace {

class RowReader {
 public:
  RowReader(char delimiter, const std::string& field, const DocumentSink& sink)
      : wanted_(field), sink_(sink) {
    ready_ = csv_init(&parser_, 0) == 0;
    csv_set_delim(&parser_, static_cast<unsigned char>(delimiter));
    csv_set_space_func(&parser_, [](unsigned char) { return 0; });  // keep spaces around a field
    csv_set_blk_size(&parser_, size_t{1} << 16);
  }
  ~RowReader() { csv_free(&parser_); }
  RowReader(const RowReader&) = delete;
  RowReader& operator=(const RowReader&) = delete;

  // False: no more rows can be read (why() says it, or status() is an error).
  bool add(std::string_view chunk) {
    const size_t done = csv_parse(&parser_, chunk.data(), chunk.size(), onField, onRow, this);
    if (done != chunk.size() || !ready_)
      why_ = message(UNMASK_TEXT("core", "Not CSV: %1."), csv_strerror(csv_error(&parser_)));
    if (csv_get_buffer_size(&parser_) > kLargestRecord || rowBytes_ > kLargestRecord)
      why_ = message(UNMASK_TEXT("core",
                                 "The row is larger than %1 bytes; perhaps a quote is never "
                                 "closed."),
                     kLargestRecord);
    return status_.has_value() && why_.empty();
  }
  void finish() {
    csv_set_opts(&parser_, CSV_STRICT | CSV_STRICT_FINI);  // an open quote is an error here
    if (csv_fini(&parser_, onField, onRow, this) != 0 && why_.empty())
      why_ = message(UNMASK_TEXT("core", "A quote is opened and never closed."));
  }
  const Status& status() const { return status_; }
  const Message& why() const { return why_; }
  Message place() const { return message(UNMASK_TEXT("core", "row %1"), row_ + 1); }

 private:
  static void onField(void* text, size_t size, void* self) {
    static_cast<RowReader*>(self)->field({static_cast<const char*>(text), size});
  }
  static void onRow(int, void* self) { static_cast<RowReader*>(self)->endRow(); }

  void field(std::string_view text) {
    rowBytes_ += text.size();
    if (column_ < 0 || fields_ == static_cast<size_t>(column_)) cells_.emplace_back(text);
    ++fields_;
  }

  void endRow() {
    if (status_ && why_.empty()) {
      if (row_ == 0)
        header();
      else
        record();
    }
    ++row_;
    fields_ = 0;
    rowBytes_ = 0;
    cells_.clear();
  }

  void header() {
    names_ = cells_;
    if (wanted_.empty()) {
      for (auto known = kTextFields.rbegin(); known != kTextFields.rend(); ++known) find(*known);
    } else {
      find(wanted_);
      int64_t number = 0;
      const auto [end, error] =
          std::from_chars(wanted_.data(), wanted_.data() + wanted_.size(), number);
      if (column_ < 0 && error == std::errc() && end == wanted_.data() + wanted_.size() &&
          number >= 1 && number <= static_cast<int64_t>(names_.size()))
        column_ = number - 1;
    }
    if (column_ >= 0 || wanted_.empty()) return;
    std::string all;
    for (const std::string& name : names_) all += (all.empty() ? "" : ", ") + name;
    why_ = message(UNMASK_TEXT("core", "There is no column \"%1\"; there are: %2."), wanted_, all);
  }

  void find(const std::string& name) {
    const auto found = std::find(names_.begin(), names_.end(), name);
    if (found != names_.end()) column_ = found - names_.begin();
  }

  void record() {
    std::string text;
    if (column_ < 0) {  // the longest cell of the first row that has one decides
      const auto longest =
          std::max_element(cells_.begin(), cells_.end(),
                           [](const auto& a, const auto& b) { return a.size() < b.size(); });
      if (longest == cells_.end() || longest->empty()) return skip();
      column_ = longest - cells_.begin();
      text = std::move(*longest);
    } else if (!cells_.empty()) {
      text = std::move(cells_.front());
    }
    if (text.empty()) return skip();
    status_ = sink_.append(text);
    if (status_) status_ = sink_.endDocument();
  }

  void skip() {
    sink_.skip(place(), message(UNMASK_TEXT("core", "Its text is empty or missing.")));
  }

  csv_parser parser_{};
  bool ready_ = false;
  const std::string wanted_;
  const DocumentSink& sink_;
  Status status_;
  Message why_;
  std::vector<std::string> names_, cells_;  // cells: all while no column is chosen, else the one
  std::ptrdiff_t column_ = -1;
  size_t fields_ = 0;
  uint64_t row_ = 0, rowBytes_ = 0;
};

}  // namespace

Status readCsv(DecodedText& text, char delimiter, const std::string& field,
               const DocumentSink& sink) {
  RowReader rows(delimiter, field, sink);
  while (true) {
    UNMASK_ASSIGN(const std::string_view chunk, text.next());
    if (chunk.empty()) rows.finish();
    const bool more = !chunk.empty() && rows.add(chunk);
    UNMASK_TRY(rows.status());
    if (!rows.why().empty()) sink.skip(rows.place(), rows.why());
    if (!more) return {};
  }
}

}  // namespace unmask
