// JSON lines and JSON arrays into documents, through nlohmann's SAX parser: a file is never held
// in memory, only one record.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/corpus/readers.h"

namespace unmask {

namespace {

using nlohmann::json;

// Takes the text out of each record: a string, or an object's field. `depth` is how deep records
// lie: 0 for a line, 1 for the elements of an array.
class RecordHandler {
 public:
  RecordHandler(std::string field, int depth, const DocumentSink& sink)
      : chosen_(std::move(field)), recordDepth_(depth), sink_(sink) {}

  std::function<Message()> place;     // of the current record
  std::function<void()> onRecordEnd;  // after each record
  const Status& status() const { return status_; }
  const std::string& parseError() const { return parseError_; }
  void startAgain() {
    depth_ = 0;
    forgetRecord();
    parseError_.clear();
  }

  bool null() { return value(); }
  bool boolean(bool) { return value(); }
  bool number_integer(int64_t) { return value(); }
  bool number_unsigned(uint64_t) { return value(); }
  bool number_float(double, const std::string&) { return value(); }
  bool binary(json::binary_t&) { return value(); }
  bool string(std::string& text) {
    if (depth_ == recordDepth_) {
      found_ = std::move(text);
      return endRecord();
    }
    if (depth_ == recordDepth_ + 1 && inObject_) {
      if (key_ == chosen_)
        found_ = std::move(text);
      else if (chosen_.empty())
        candidates_.emplace_back(key_, std::move(text));
    }
    return true;
  }
  bool key(std::string& name) {
    if (depth_ == recordDepth_ + 1) key_ = std::move(name);
    return true;
  }
  bool start_object(size_t) {
    if (depth_ == recordDepth_) inObject_ = true;
    return deeper();
  }
  bool end_object() { return shallower(); }
  bool start_array(size_t) {
    if (depth_ == recordDepth_) inObject_ = false;
    return deeper();
  }
  bool end_array() { return shallower(); }
  bool parse_error(size_t, const std::string&, const json::exception& error) {
    parseError_ = error.what();
    return false;
  }

 private:
  // Any value that is no text.
  bool value() { return depth_ != recordDepth_ || endRecord(); }
  bool deeper() {
    ++depth_;
    return true;
  }
  bool shallower() { return --depth_ != recordDepth_ || endRecord(); }

  void forgetRecord() {
    found_.reset();
    candidates_.clear();
    inObject_ = false;
  }

  void detect() {
    for (const std::string& known : kTextFields)
      for (const auto& [name, text] : candidates_)
        if (name == known) chosen_ = known;
    if (chosen_.empty())
      chosen_ = std::max_element(
                    candidates_.begin(), candidates_.end(),
                    [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); })
                    ->first;
    for (auto& [name, text] : candidates_)
      if (name == chosen_) found_ = std::move(text);
  }

  bool endRecord() {
    if (chosen_.empty() && !candidates_.empty()) detect();
    if (!found_ && chosen_.empty())
      sink_.skip(place(), message(UNMASK_TEXT("core", "There is no text in it.")));
    else if (!found_)
      sink_.skip(place(), message(UNMASK_TEXT("core", "It has no text in \"%1\"."), chosen_));
    else if (found_->empty())
      sink_.skip(place(), message(UNMASK_TEXT("core", "Its text is empty.")));
    else if (status_ = sink_.append(*found_); status_)
      status_ = sink_.endDocument();
    forgetRecord();
    if (onRecordEnd) onRecordEnd();
    return status_.has_value();
  }

  std::string chosen_, key_, parseError_;
  const int recordDepth_;
  const DocumentSink& sink_;
  Status status_;
  int depth_ = 0;
  bool inObject_ = false;
  std::optional<std::string> found_;
  std::vector<std::pair<std::string, std::string>> candidates_;  // of the first record with text
};

// The characters of a DecodedText one by one; ends early at an error or an oversized record.
struct Characters {
  explicit Characters(DecodedText& source) : text(source) { refill(); }
  DecodedText& text;
  const char* p = nullptr;
  const char* end = nullptr;
  uint64_t recordBytes = 0;
  bool tooLarge = false;
  Status status;

  bool done() const { return p == end; }
  void next() {
    if (++p == end) refill();
  }
  void refill() {
    p = end = nullptr;
    if (recordBytes > kLargestRecord) {
      tooLarge = true;
      return;
    }
    const auto chunk = text.next();
    if (!chunk) {
      status = failure(chunk.error());
      return;
    }
    recordBytes += chunk->size();
    p = chunk->data();
    end = p + chunk->size();
  }
};

struct CharacterIterator {
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;
  Characters* source = nullptr;  // null: the end

  const char& operator*() const { return *source->p; }
  CharacterIterator& operator++() {
    source->next();
    return *this;
  }
  CharacterIterator operator++(int) {
    const CharacterIterator before = *this;
    source->next();
    return before;
  }
  bool operator==(const CharacterIterator& other) const { return atEnd() == other.atEnd(); }
  bool operator!=(const CharacterIterator& other) const { return !(*this == other); }
  bool atEnd() const { return !source || source->done(); }
};

Message tooLargeReason() {
  return message(UNMASK_TEXT("core", "The record is larger than %1 bytes."), kLargestRecord);
}

// Puts lines together out of chunks and parses each.
class LineReader {
 public:
  LineReader(const std::string& field, const DocumentSink& sink)
      : handler_(field, 0, sink), sink_(sink) {
    handler_.place = [this] { return place(); };
  }

  Status add(std::string_view chunk) {
    while (!chunk.empty()) {
      const size_t newline = chunk.find('\n');
      const std::string_view part = chunk.substr(0, newline);
      if (line_.size() + part.size() > kLargestRecord) {
        tooLarge_ = true;
        line_.clear();
      } else if (!tooLarge_) {
        line_ += part;
      }
      if (newline == std::string_view::npos) break;
      UNMASK_TRY(endLine());
      chunk.remove_prefix(newline + 1);
    }
    return {};
  }

  Status endLine() {
    ++number_;
    if (std::exchange(tooLarge_, false)) {
      sink_.skip(place(), tooLargeReason());
    } else if (line_.find_first_not_of(" \t\r") != std::string::npos) {
      handler_.startAgain();
      const bool good = json::sax_parse(line_, &handler_);
      UNMASK_TRY(handler_.status());
      if (!good && !handler_.parseError().empty())
        sink_.skip(place(), message(UNMASK_TEXT("core", "Not JSON: %1."), handler_.parseError()));
    }
    line_.clear();
    return {};
  }

 private:
  Message place() const { return message(UNMASK_TEXT("core", "line %1"), number_); }

  RecordHandler handler_;
  const DocumentSink& sink_;
  std::string line_;
  uint64_t number_ = 0;
  bool tooLarge_ = false;
};

Status readLines(DecodedText& text, std::string_view first, const std::string& field,
                 const DocumentSink& sink) {
  LineReader lines(field, sink);
  UNMASK_TRY(lines.add(first));
  while (true) {
    UNMASK_ASSIGN(const std::string_view chunk, text.next());
    if (chunk.empty()) return lines.endLine();
    UNMASK_TRY(lines.add(chunk));
  }
}

}  // namespace

Status readJsonLines(DecodedText& text, const std::string& field, const DocumentSink& sink) {
  return readLines(text, {}, field, sink);
}

Status readJson(DecodedText& text, const std::string& field, const DocumentSink& sink) {
  Characters characters(text);
  while (!characters.done() && std::string_view(" \t\r\n").find(*characters.p) != std::string::npos)
    characters.next();
  UNMASK_TRY(characters.status);
  if (characters.done()) return {};
  if (*characters.p != '[')  // many files named .json hold one value a line
    return readLines(text, {characters.p, characters.end}, field, sink);

  RecordHandler handler(field, 1, sink);
  uint64_t record = 1;
  handler.place = [&] { return message(UNMASK_TEXT("core", "record %1"), record); };
  handler.onRecordEnd = [&] {
    ++record;
    characters.recordBytes = 0;
  };
  json::sax_parse(CharacterIterator{&characters}, CharacterIterator{}, &handler);
  UNMASK_TRY(characters.status);
  UNMASK_TRY(handler.status());
  if (characters.tooLarge)
    sink.skip(message(UNMASK_TEXT("core", "record %1 and all after it"), record), tooLargeReason());
  else if (!handler.parseError().empty())
    sink.skip(message(UNMASK_TEXT("core", "record %1 and all after it"), record),
              message(UNMASK_TEXT("core", "Not JSON: %1."), handler.parseError()));
  return {};
}

}  // namespace unmask
