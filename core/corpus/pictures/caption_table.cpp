// Reading caption tables through libcsv and nlohmann's SAX parser.
#include "core/corpus/pictures/caption_table.h"

#include <csv.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_map>
#include <vector>

#include "core/corpus/decoded_text.h"
#include "core/corpus/pictures/image_header.h"

namespace unmask {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr size_t kLargestCaptionRecord = size_t{16} << 20;

const std::vector<std::string> kPictureNames = {"file_name", "filename", "image",      "image_path",
                                                "path",      "file",     "image_name", "filepath",
                                                "img",       "picture"};
const std::vector<std::string> kCaptionNames = {"caption",  "captions",    "text",  "comment",
                                                "sentence", "description", "title", "raw"};

std::string plainEnding(const fs::path& path) {
  return (path.extension() == ".gz" ? path.stem() : path).extension().string();
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

std::string trimmed(std::string_view text) {
  const char* const spaces = " \t\r\n";
  const size_t begin = text.find_first_not_of(spaces);
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(spaces) - begin + 1));
}

// Position of the column that is called so, or by one of the usual names.
std::optional<size_t> columnOf(const std::vector<std::string>& header, const std::string& wanted,
                               const std::vector<std::string>& usual) {
  const auto find = [&](const std::string& name) -> std::optional<size_t> {
    const auto at = std::find_if(header.begin(), header.end(), [&](const std::string& cell) {
      return lower(trimmed(cell)) == lower(name);
    });
    if (at == header.end()) return std::nullopt;
    return static_cast<size_t>(at - header.begin());
  };
  if (!wanted.empty()) return find(wanted);
  for (const std::string& name : usual)
    if (const auto at = find(name)) return at;
  return std::nullopt;
}

bool isPictureName(const std::string& text) {
  return imageFormatNamed(text.substr(0, text.rfind('#'))).has_value();
}

Message rowPlace(uint64_t row) {
  return message(UNMASK_TEXT("core", "row %1"), row);
}

// Hands on one record, or says why not.
Status give(const CaptionSink& sink, const Message& place, std::string picture,
            std::string_view caption) {
  picture = trimmed(picture);
  const std::string text = trimmed(caption);
  if (picture.empty())
    sink.skip(place, message(UNMASK_TEXT("core", "It names no picture.")));
  else if (text.empty())
    sink.skip(place, message(UNMASK_TEXT("core", "Its caption is empty.")));
  else
    return sink.take({std::move(picture), text, place});
  return {};
}

// Rows of a CSV or TSV file. The first names the columns, unless its first cell is a picture's
// name: then they are picture and caption.
class Rows {
 public:
  Rows(char delimiter, const CaptionColumns& columns, const CaptionSink& sink)
      : columns_(columns), sink_(sink) {
    ready_ = csv_init(&parser_, 0) == 0;
    csv_set_delim(&parser_, static_cast<unsigned char>(delimiter));
    csv_set_space_func(&parser_, [](unsigned char) { return 0; });
  }
  ~Rows() { csv_free(&parser_); }
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;

  bool add(std::string_view chunk) {
    const size_t done = csv_parse(&parser_, chunk.data(), chunk.size(), onField, onRow, this);
    if (done != chunk.size() || !ready_ || csv_get_buffer_size(&parser_) > kLargestCaptionRecord)
      fail(message(UNMASK_TEXT("core", "Not CSV: %1."), csv_strerror(csv_error(&parser_))));
    return status_ && !failed_;
  }
  void finish() { csv_fini(&parser_, onField, onRow, this); }
  const Status& status() const { return status_; }
  bool known() const { return picture_.has_value(); }

 private:
  static void onField(void* text, size_t size, void* self) {
    static_cast<Rows*>(self)->cells_.emplace_back(static_cast<const char*>(text), size);
  }
  static void onRow(int, void* self) { static_cast<Rows*>(self)->endRow(); }

  void fail(Message reason) {
    if (!failed_) sink_.skip(rowPlace(row_ + 1), std::move(reason));
    failed_ = true;
  }

  void endRow() {
    const std::vector<std::string> cells = std::exchange(cells_, {});
    if (!status_ || failed_) return;
    if (++row_ == 1) {
      picture_ = columnOf(cells, columns_.picture, kPictureNames);
      caption_ = columnOf(cells, columns_.caption, kCaptionNames);
      if (picture_ && caption_ && *picture_ != *caption_) return;
      picture_.reset();
      if (cells.size() < 2 || !isPictureName(cells[0]))
        return fail(message(UNMASK_TEXT("core", "No columns of pictures and captions.")));
      picture_ = 0;
      caption_ = cells.size() - 1;
    }
    const auto cell = [&](size_t i) { return i < cells.size() ? cells[i] : std::string(); };
    status_ = give(sink_, rowPlace(row_), cell(*picture_), cell(*caption_));
  }

  csv_parser parser_{};
  bool ready_ = false, failed_ = false;
  const CaptionColumns& columns_;
  const CaptionSink& sink_;
  Status status_;
  std::vector<std::string> cells_;
  std::optional<size_t> picture_, caption_;
  uint64_t row_ = 0;
};

// Lines one after the other, out of chunks.
class Lines {
 public:
  explicit Lines(std::function<bool(const std::string&)> take) : take_(std::move(take)) {}
  bool add(std::string_view chunk) {
    while (!chunk.empty()) {
      const size_t end = chunk.find('\n');
      if (line_.size() + std::min(end, chunk.size()) > kLargestCaptionRecord) return false;
      line_ += chunk.substr(0, end);
      if (end == std::string_view::npos) return true;
      chunk.remove_prefix(end + 1);
      if (!take_(std::exchange(line_, {}))) return false;
    }
    return true;
  }
  void finish() {
    if (!line_.empty()) take_(line_);
  }

 private:
  std::function<bool(const std::string&)> take_;
  std::string line_;
};

// Flickr8k: name.jpg#0<tab>caption, unquoted.
Status giveFlickrLine(const std::string& line, uint64_t row, const CaptionSink& sink) {
  if (trimmed(line).empty()) return {};
  const size_t tab = line.find('\t');
  const std::string name = line.substr(0, std::min(tab, line.size()));
  return give(sink, message(UNMASK_TEXT("core", "line %1"), row), name.substr(0, name.rfind('#')),
              tab == std::string::npos ? std::string_view() : std::string_view(line).substr(tab));
}

// A JSON object with a picture's name and its caption or list of captions.
Status giveRecord(const json& record, const Message& place, const CaptionColumns& columns,
                  const CaptionSink& sink) {
  if (!record.is_object()) {
    sink.skip(place, message(UNMASK_TEXT("core", "It is no record.")));
    return {};
  }
  std::vector<std::string> names;
  std::vector<const json*> values;
  for (const auto& [name, value] : record.items()) {
    names.push_back(name);
    values.push_back(&value);
  }
  const auto picture = columnOf(names, columns.picture, kPictureNames);
  const auto caption = columnOf(names, columns.caption, kCaptionNames);
  const std::string name =
      picture && values[*picture]->is_string() ? values[*picture]->get<std::string>() : "";
  if (caption && values[*caption]->is_array()) {
    for (const json& one : *values[*caption])
      UNMASK_TRY(give(sink, place, name, one.is_string() ? one.get<std::string>() : ""));
    return {};
  }
  return give(sink, place, name,
              caption && values[*caption]->is_string() ? values[*caption]->get<std::string>() : "");
}

// JSON as a whole: {"images": [{id, file_name}], "annotations": [{image_id, caption}]}, or an array
// of records. Records are taken apart one at a time.
class Document {
 public:
  Document(const CaptionColumns& columns, const CaptionSink& sink)
      : columns_(columns), sink_(sink) {}
  const Status& status() const { return status_; }
  const std::string& parseError() const { return parseError_; }

  bool null() { return value(nullptr); }
  bool boolean(bool b) { return value(b); }
  bool number_integer(int64_t n) { return value(n); }
  bool number_unsigned(uint64_t n) { return value(n); }
  bool number_float(double n, const std::string&) { return value(n); }
  bool string(std::string& text) { return value(std::move(text)); }
  bool binary(json::binary_t&) { return true; }
  bool key(std::string& name) {
    if (depth_ == 1) section_ = name;
    key_ = std::move(name);
    return true;
  }
  bool start_object(size_t) {
    ++depth_;
    if (!inRecord() && (depth_ == 2 ? section_.empty() : depth_ == 3)) {
      recordDepth_ = depth_;
      record_ = json::object();
    }
    return depth_ < 64;
  }
  bool start_array(size_t) {
    ++depth_;
    if (inRecord() && depth_ == recordDepth_ + 1) record_[key_] = json::array();
    return depth_ < 64;
  }
  bool end_object() {
    const bool ended = depth_-- == recordDepth_;
    if (!ended) return true;
    recordDepth_ = 0;
    return endRecord();
  }
  bool end_array() {
    --depth_;
    return true;
  }
  bool parse_error(size_t, const std::string&, const json::exception& error) {
    parseError_ = error.what();
    return false;
  }
  // Captions that came before their pictures' names.
  Status finish() {
    for (auto& [id, caption, number] : waiting_) UNMASK_TRY(giveAnnotation(id, caption, number));
    return {};
  }

 private:
  bool inRecord() const { return recordDepth_ > 0; }
  template <class T>
  bool value(T&& v) {
    if (!inRecord()) return true;
    if (depth_ == recordDepth_)
      record_[key_] = std::forward<T>(v);
    else if (depth_ == recordDepth_ + 1 && record_.contains(key_) && record_[key_].is_array() &&
             record_[key_].size() < 10'000)
      record_[key_].push_back(std::forward<T>(v));
    return true;
  }
  Message place(uint64_t number) const { return message(UNMASK_TEXT("core", "record %1"), number); }
  Status giveAnnotation(const std::string& id, const std::string& caption, uint64_t number) {
    const auto picture = names_.find(id);
    return give(sink_, place(number), picture == names_.end() ? std::string() : picture->second,
                caption);
  }
  bool endRecord() {
    const json record = std::exchange(record_, {});
    ++number_;
    if (section_.empty()) {
      status_ = giveRecord(record, place(number_), columns_, sink_);
    } else if (section_ == "images") {
      number_ = 0;
      if (record.contains("id") && record.contains("file_name") && record["file_name"].is_string())
        names_[record["id"].dump()] = record["file_name"];
    } else if (section_ == "annotations" && record.contains("image_id")) {
      const std::string id = record["image_id"].dump();
      const std::string caption =
          record.contains("caption") && record["caption"].is_string() ? record["caption"] : "";
      if (names_.empty())
        waiting_.emplace_back(id, caption, number_);
      else
        status_ = giveAnnotation(id, caption, number_);
    }
    return status_.has_value();
  }

  const CaptionColumns& columns_;
  const CaptionSink& sink_;
  Status status_;
  std::string parseError_, section_, key_;
  int depth_ = 0, recordDepth_ = 0;
  json record_;
  uint64_t number_ = 0;
  std::unordered_map<std::string, std::string> names_;  // COCO: id -> file_name
  std::vector<std::tuple<std::string, std::string, uint64_t>> waiting_;
};

// Characters of a text, pulled by the JSON parser.
struct Characters {
  DecodedText* text;
  std::string_view rest;
  Status status;
  bool ended = false;

  int next() {
    if (rest.empty() && !ended) {
      auto chunk = text->next();
      if (!chunk)
        status = failure(chunk.error());
      else
        rest = *chunk;
      ended = rest.empty();
    }
    if (ended) return -1;
    const char c = rest.front();
    rest.remove_prefix(1);
    return static_cast<unsigned char>(c);
  }
};

struct CharacterIterator {
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;
  Characters* from = nullptr;  // null: the end
  char current = 0;

  explicit CharacterIterator(Characters* characters) : from(characters) { ++*this; }
  CharacterIterator() = default;
  const char& operator*() const { return current; }
  CharacterIterator& operator++() {
    if (!from) return *this;
    const int c = from->next();
    if (c < 0)
      from = nullptr;
    else
      current = static_cast<char>(c);
    return *this;
  }
  CharacterIterator operator++(int) {
    CharacterIterator old = *this;
    ++*this;
    return old;
  }
  bool operator==(const CharacterIterator& other) const { return from == other.from; }
  bool operator!=(const CharacterIterator& other) const { return from != other.from; }
};

Status readJsonDocument(DecodedText& text, const CaptionColumns& columns, const CaptionSink& sink) {
  Document document(columns, sink);
  Characters characters{&text, {}, {}};
  CharacterIterator begin(&characters);
  json::sax_parse(begin, CharacterIterator(), &document);
  UNMASK_TRY(characters.status);
  UNMASK_TRY(document.status());
  if (!document.parseError().empty())
    sink.skip(message(UNMASK_TEXT("core", "the rest")),
              message(UNMASK_TEXT("core", "Not JSON: %1."), document.parseError()));
  return document.finish();
}

}  // namespace

Status readCaptionTable(const fs::path& path, const CaptionColumns& columns,
                        const CaptionSink& sink, JobControl& job) {
  UNMASK_ASSIGN(DecodedText text, DecodedText::open(path, {}, job));
  if (!text.notText().empty()) {
    sink.skip({}, text.notText());
    return {};
  }
  const std::string ending = plainEnding(path);
  if (ending == ".json") return readJsonDocument(text, columns, sink);

  uint64_t row = 0;
  Status status;
  std::optional<Rows> rows;
  if (ending == ".csv" || ending == ".tsv")
    rows.emplace(ending == ".csv" ? ',' : '\t', columns, sink);
  const bool records = ending == ".jsonl";
  Lines lines([&](const std::string& line) {
    ++row;
    if (!records) {
      status = giveFlickrLine(line, row, sink);
    } else if (!trimmed(line).empty()) {
      const json record = json::parse(line, nullptr, false);
      const Message place = message(UNMASK_TEXT("core", "line %1"), row);
      if (record.is_discarded())
        sink.skip(place, message(UNMASK_TEXT("core", "Not JSON.")));
      else
        status = giveRecord(record, place, columns, sink);
    }
    return status.has_value();
  });
  bool looked = ending != ".txt";
  while (true) {
    UNMASK_ASSIGN(const std::string_view chunk, text.next());
    if (!looked) {  // .txt: Flickr8k's own has tabs, its other editions commas
      if (chunk.substr(0, chunk.find('\n')).find('\t') == std::string_view::npos)
        rows.emplace(',', columns, sink);
      looked = true;
    }
    if (chunk.empty()) {
      rows ? rows->finish() : lines.finish();
      return rows ? rows->status() : status;
    }
    if (!(rows ? rows->add(chunk) : lines.add(chunk))) return rows ? rows->status() : status;
  }
}

bool isCaptionTable(const fs::path& path, const CaptionColumns& columns) {
  bool found = false;
  const CaptionSink first = {[&](CaptionRow&& row) -> Status {
                               // A .txt is taken for a table only when it names pictures.
                               found = plainEnding(path) != ".txt" || isPictureName(row.picture);
                               return failure(message(UNMASK_TEXT("core", "Cancelled.")));
                             },
                             [](const Message&, const Message&) {}};
  JobControl job;
  const Status ended = readCaptionTable(path, columns, first, job);
  return found && !ended;
}

}  // namespace unmask
