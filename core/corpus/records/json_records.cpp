// Walking over JSON values with nlohmann's SAX parser, and going on after one that is broken.
#include "core/corpus/records/json_records.h"

#include <utf8.h>

#include "core/corpus/records/held_text.h"
#include "core/corpus/records/json_structure.h"

namespace unmask {

namespace {

using nlohmann::json;

constexpr size_t kMostValues = 1'000'000;
constexpr size_t kLookedAt = size_t{1} << 18;  // for the layout
constexpr size_t kNearby = 65536;  // how far the end of a broken record of several lines is sought

// What nlohmann says of an error, without its own numbers and at most the beginning of the text
// that it could not read, which it may end within a character.
std::string reasonOf(const std::string& what) {
  constexpr size_t kLongest = 120;
  const size_t place = what.find(": ");
  const std::string reason =
      utf8::replace_invalid(place == std::string::npos ? what : what.substr(place + 2));
  const size_t token = reason.find("; last read: '");
  size_t end = std::min(reason.size(), (token == std::string::npos ? 0 : token) + kLongest);
  if (end == reason.size()) return reason;
  while (end > 0 && (static_cast<unsigned char>(reason[end]) & 0xC0) == 0x80) --end;
  return reason.substr(0, end) + "...";
}

// Builds the value; refuses what is too deep or too much.
class Builder {
 public:
  json root;
  std::string error;
  bool tooMuch = false, tooDeep = false;

  bool null() { return scalar(nullptr); }
  bool boolean(bool b) { return scalar(b); }
  bool number_integer(int64_t n) { return scalar(n); }
  bool number_unsigned(uint64_t n) { return scalar(n); }
  bool number_float(double n, const std::string&) { return scalar(n); }
  bool binary(json::binary_t&) { return true; }
  bool string(std::string& text) { return put(std::move(text)) != nullptr; }
  bool key(std::string& name) {
    key_ = std::move(name);
    return true;
  }
  bool start_object(size_t) { return open(json::object()); }
  bool start_array(size_t) { return open(json::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool parse_error(size_t, const std::string&, const json::exception& e) {
    error = reasonOf(e.what());
    return false;
  }

 private:
  template <class T>
  bool scalar(T value) {
    if (!parents_.empty() && parents_.back()->is_array()) return true;  // vectors, masks: no text
    return put(value) != nullptr;
  }
  template <class T>
  json* put(T&& value) {
    tooMuch |= ++values_ > kMostValues;
    if (tooMuch) return nullptr;
    if (parents_.empty()) return &(root = std::forward<T>(value));
    json& parent = *parents_.back();
    if (parent.is_object()) return &(parent[key_] = std::forward<T>(value));
    parent.push_back(std::forward<T>(value));
    return &parent.back();
  }
  bool open(json container) {
    tooDeep |= parents_.size() >= kDeepestJson;
    json* const made = tooDeep ? nullptr : put(std::move(container));
    if (made) parents_.push_back(made);
    return made != nullptr;
  }
  bool close() {
    parents_.pop_back();
    return true;
  }

  std::vector<json*> parents_;
  std::string key_;
  size_t values_ = 0;
};

}  // namespace

struct JsonRecords::State {
  explicit State(DecodedText& source) : text(source) {}
  HeldText text;
  JsonLayout layout = JsonLayout::values;
  uint64_t largest = 0;
  bool opened = false, closed = false;   // the list or object around the records
  bool inList = false, indexed = false;  // of members
  std::string member;
  uint64_t number = 0;
  bool ranOut = false;  // within a record, where what is looked at ends

  void skipBlanks(bool commas) {
    while (!text.done()) {
      const char c = text.current();
      if (c != ' ' && c != '\t' && c != '\r' && c != '\n' && c != '\x1E' && !(commas && c == ','))
        return;
      text.advance();
    }
  }

  Message place() const {
    return layout == JsonLayout::values ? message(UNMASK_TEXT("core", "line %1"), text.line())
                                        : message(UNMASK_TEXT("core", "record %1"), number);
  }

  void skipLine() {
    while (!text.done() && text.current() != '\n' && text.current() != '\r') {
      text.advance();
      text.mark();
    }
  }

  // After a record that could not be read: to its end as its brackets say it, else to the next
  // line. False: nothing after it can be told apart. `far`: it is known to be well-formed so far.
  bool recover(bool far) {
    text.back();
    JsonStructure structure(far);
    uint64_t looked = 0;
    JsonStructure::End end = JsonStructure::End::no;
    const bool bounded = layout == JsonLayout::values && !far;
    if (bounded && !text.done() && text.current() != '{' && text.current() != '[')
      end = JsonStructure::End::broken;  // no record that has begun
    while (end == JsonStructure::End::no && !text.done() && !(bounded && looked > kNearby)) {
      const char c = text.current();
      // What has no end of its own ends with its line: else a file of such lines would be looked
      // through to its end for every one of them.
      const bool lineEnds = !far && structure.outside() && (c == '\n' || c == '\r');
      end = lineEnds ? JsonStructure::End::broken : structure.add(c);
      if (end == JsonStructure::End::broken) break;
      text.advance();
      ++looked;
      if (far && looked % kNearby == 0) text.mark();
    }
    if (end == JsonStructure::End::balanced) return true;
    if (!far) text.back();
    if (layout != JsonLayout::values && end == JsonStructure::End::no) return false;
    skipLine();
    return true;
  }

  // One value at the current character, into `out`.
  Status read(JsonRecord& out) {
    Builder builder;
    text.mark(largest);
    out.place = place();
    const bool good = json::sax_parse(HeldIterator{&text}, HeldIterator{}, &builder,
                                      json::input_format_t::json, false);
    UNMASK_TRY(text.status());
    if (good) {
      out.bytes = text.sinceMark();
      out.value = std::move(builder.root);
      return {};
    }
    const bool over = text.overLimit();
    ranOut = text.done() && text.cut();
    if (over)
      out.problem = message(UNMASK_TEXT("core", "The record is larger than %1 bytes."), largest);
    else if (builder.tooMuch)
      out.problem = message(UNMASK_TEXT("core", "It holds more than %1 values."), kMostValues);
    else if (builder.tooDeep)
      out.problem = message(UNMASK_TEXT("core", "It is nested more than %1 deep."), kDeepestJson);
    else
      out.problem = message(UNMASK_TEXT("core", "Not JSON: %1."), builder.error);
    if (!recover(over || builder.tooMuch || builder.tooDeep)) {
      out.place = message(UNMASK_TEXT("core", "record %1 and all after it"), number);
      closed = true;
    }
    return text.status();
  }

  // Numbers end where the parser would have to look ahead.
  bool skipNumber() {
    if (text.done() || std::string_view("-0123456789").find(text.current()) == std::string::npos)
      return false;
    while (!text.done() &&
           std::string_view("+-.eE0123456789").find(text.current()) != std::string::npos)
      text.advance();
    return true;
  }

  Status readOne(JsonRecord& out) {
    text.mark(largest);
    out.place = place();
    if (skipNumber()) {
      out.value = 0;
      return {};
    }
    return read(out);
  }

  Result<bool> value(JsonRecord& out) {
    skipBlanks(true);
    if (text.done()) return false;
    ++number;
    UNMASK_TRY(readOne(out));
    if (!out.problem.empty() || !out.value.is_string()) return true;
    // A text is a record, but not where it is the key of an object that began badly.
    skipBlanks(false);
    if (text.done() || text.current() != ':') return true;
    out.value = nullptr;
    out.problem = message(UNMASK_TEXT("core", "Not JSON: a key outside of a record."));
    skipLine();
    return true;
  }

  bool tellRest(JsonRecord& out) {
    skipBlanks(false);
    closed = true;
    if (text.done()) return false;
    out.place = message(UNMASK_TEXT("core", "the end"));
    out.problem = message(UNMASK_TEXT("core", "What follows the list was not read."));
    return true;
  }

  Result<bool> element(JsonRecord& out, char close) {
    skipBlanks(true);
    if (text.done()) {
      if (!text.status() || text.cut()) return false;
      closed = true;
      out.place = message(UNMASK_TEXT("core", "the end"));
      out.problem = message(UNMASK_TEXT("core", "Not JSON: the list is not closed."));
      return true;
    }
    if (text.current() == close) {
      text.advance();
      if (layout != JsonLayout::members) return tellRest(out);
      return false;
    }
    ++number;
    UNMASK_TRY(readOne(out));
    return true;
  }

  // A key and its colon.
  Status readKey(JsonRecord& out, std::string& name) {
    UNMASK_TRY(read(out));
    if (!out.problem.empty()) return {};
    if (out.value.is_string()) name = out.value.get<std::string>();
    skipBlanks(false);
    if (!text.done() && text.current() == ':' && out.value.is_string()) {
      text.advance();
      skipBlanks(false);
      return {};
    }
    out.place = message(UNMASK_TEXT("core", "record %1 and all after it"), number);
    out.problem = message(UNMASK_TEXT("core", "Not JSON: a key and a colon were expected."));
    closed = true;
    return {};
  }

  // An element of an object, whatever its key.
  Result<bool> entry(JsonRecord& out) {
    skipBlanks(true);
    if (!text.done() && text.current() == '"') {
      std::string key;
      UNMASK_TRY(readKey(out, key));
      if (!out.problem.empty()) return true;
      out.value = nullptr;
    }
    return element(out, '}');
  }

  Result<bool> memberRecord(JsonRecord& out) {
    while (!closed) {
      if (inList) {
        out.member = member;
        UNMASK_ASSIGN(const bool there, indexed ? entry(out) : element(out, ']'));
        if (there || closed || text.done()) return there;
        inList = indexed = false;
        continue;
      }
      skipBlanks(true);
      if (text.done() || text.current() == '}') return element(out, '}');
      UNMASK_TRY(readKey(out, member));
      if (!out.problem.empty()) return true;
      number = 0;
      const auto ahead = [&] { return trimmedFront(text.ahead().substr(1)); };
      indexed = !text.done() && text.current() == '{' && ahead().starts_with("\"0\"");
      if (indexed || (!text.done() && text.current() == '[')) {
        text.advance();
        inList = true;
        out.value = nullptr;
        continue;
      }
      ++number;
      out.member = member;
      out.listed = false;
      UNMASK_TRY(readOne(out));
      return true;
    }
    return false;
  }
};

JsonRecords::JsonRecords(std::unique_ptr<State> state) : state_(std::move(state)) {}
JsonRecords::JsonRecords(JsonRecords&&) noexcept = default;
JsonRecords& JsonRecords::operator=(JsonRecords&&) noexcept = default;
JsonRecords::~JsonRecords() = default;

Result<JsonRecords> JsonRecords::open(DecodedText& text, bool lines, uint64_t largest) {
  auto state = std::make_unique<State>(text);
  state->largest = largest;
  UNMASK_ASSIGN(const bool whole, state->text.lookAhead(kLookedAt));
  state->layout = jsonLayout(state->text.ahead().substr(0, kLookedAt), lines, whole);
  return JsonRecords(std::move(state));
}

JsonLayout JsonRecords::layout() const {
  return state_->layout;
}

Result<bool> JsonRecords::next(JsonRecord& out) {
  State& s = *state_;
  out = {};
  if (s.closed) return false;
  if (s.layout != JsonLayout::values && !s.opened) {
    s.skipBlanks(false);
    s.text.advance();  // past its bracket, by which the layout was told
    s.opened = true;
  }
  Result<bool> there = false;
  switch (s.layout) {
    case JsonLayout::values:
      there = s.value(out);
      break;
    case JsonLayout::array:
      there = s.element(out, ']');
      break;
    case JsonLayout::members:
      there = s.memberRecord(out);
      break;
    case JsonLayout::entries:
      there = s.entry(out);
      break;
  }
  UNMASK_TRY(s.text.status());
  // What is looked at may end within a record.
  if (there && *there && !out.problem.empty() && s.ranOut) return false;
  if (there && !*there && s.layout != JsonLayout::members) s.closed = true;
  return there;
}

}  // namespace unmask
