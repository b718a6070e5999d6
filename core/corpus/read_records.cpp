// The records of a JSON file into documents: a field is chosen, its texts are the documents.
#include <algorithm>
#include <map>

#include "core/corpus/readers.h"
#include "core/corpus/records/column_names.h"
#include "core/corpus/records/json_records.h"
#include "core/corpus/records/json_texts.h"
#include "core/corpus/records/table_rows.h"

namespace unmask {

namespace {

constexpr size_t kSampledRecords = 200, kSampledBytes = size_t{4} << 20;
constexpr size_t kNamed = 256;

// The name of a field of a record that lies in a member's list: "data.text".
std::string within(const std::string& member, const std::string& name) {
  return member.empty() || name.empty() ? member + name : member + "." + name;
}

class RecordTexts {
 public:
  RecordTexts(const ImportSettings& settings, const DocumentSink& sink, Reading& reading)
      : settings_(settings), sink_(sink), reading_(reading) {}

  void sample(const JsonRecord& record) {
    if (!record.problem.empty() || !record.listed) return;
    for (const std::string& name : fieldNames(record.value))
      if (!name.empty()) columnOf(within(record.member, name));
    for (const NamedText& text : textsIn(record.value, settings_.reading.chat)) {
      const std::string name = within(record.member, text.name);
      if (!name.empty()) samples_[columnOf(name)].add(text.text);
    }
  }

  void choose() {
    for (const std::string& name : names_) reading_.columns.push_back(shownName(name));
    if (!settings_.field.empty()) {
      const auto at = columnCalled(names_, settings_.field);
      take(at ? names_[*at] : settings_.field);
      reading_.chosenBy = "setting";
      return;
    }
    const ColumnChoice choice = chooseTextColumn(names_, samples_);
    if (!choice.column || samples_[*choice.column].texts == 0) {
      reading_.chosenBy = "only";
      if (choice.column) take(names_[*choice.column]);
      return;
    }
    take(names_[*choice.column]);
    reading_.chosenBy = choice.by;
    for (const size_t other : choice.others) reading_.others.push_back(shownName(names_[other]));
  }

  Status add(JsonRecord& record) {
    if (!record.problem.empty()) return skip(record.place, record.problem);
    if (!record.listed) {
      sink_.note(message(UNMASK_TEXT("core", "\"%1\""), shownName(record.member)),
                 message(UNMASK_TEXT("core", "It is no list of records, and was left out.")));
      return {};
    }
    if (!record.member.empty() && !isOfMember(record.member)) {
      if (others_.size() < kNamed) ++others_[record.member];
      return {};
    }
    auto text = textOf(record);
    if (!text && column_.empty())
      return skip(record.place, message(UNMASK_TEXT("core", "There is no text in it.")));
    if (!text)
      return skip(record.place,
                  message(UNMASK_TEXT("core", "It has no text in \"%1\"."), reading_.column));
    if (text->text.empty())
      return skip(record.place, message(UNMASK_TEXT("core", "Its text is empty.")));
    if (text->kind == TextKind::chat) reading_.chat = settings_.reading.chat;
    reading_.joinedLists += text->kind != TextKind::text;
    ++reading_.records;
    UNMASK_TRY(sink_.append(text->text));
    return sink_.endDocument();
  }

  // The lists beside that of the texts.
  void tellOthers() const {
    for (const auto& [member, records] : others_)
      sink_.note(message(UNMASK_TEXT("core", "\"%1\""), shownName(member)),
                 message(UNMASK_TEXT("core", "Another list, left out; its length: %1."), records));
  }

 private:
  void take(const std::string& name) {
    column_ = name;
    reading_.column = shownName(name);
  }

  // Whether the chosen field lies in this member's list.
  bool isOfMember(const std::string& member) const {
    return column_.empty() || column_ == member || column_.starts_with(member + ".");
  }

  size_t columnOf(const std::string& name) {
    const auto at = std::find(names_.begin(), names_.end(), name);
    if (at != names_.end()) return static_cast<size_t>(at - names_.begin());
    if (names_.size() >= kNamed) return names_.size() - 1;  // hostile: a new name every time
    names_.push_back(name);
    samples_.emplace_back();
    return names_.size() - 1;
  }

  std::optional<NamedText> textOf(const JsonRecord& record) const {
    const std::string& chat = settings_.reading.chat;
    if (auto alone = record.member.empty() ? textCalled(record.value, {}, chat) : std::nullopt)
      return alone;
    std::string name = column_;
    if (!record.member.empty()) {
      if (name == record.member) return textCalled(record.value, {}, chat);
      if (!name.starts_with(record.member + ".")) return std::nullopt;
      name.erase(0, record.member.size() + 1);
    }
    return name.empty() ? std::nullopt : textCalled(record.value, name, chat);
  }

  Status skip(const Message& place, const Message& reason) {
    ++reading_.skipped;
    sink_.skip(place, reason);
    return {};
  }

  const ImportSettings& settings_;
  const DocumentSink& sink_;
  Reading& reading_;
  std::string column_;  // dotted
  std::vector<std::string> names_;
  std::vector<ColumnSample> samples_;
  std::map<std::string, uint64_t> others_;  // members of other lists
};

}  // namespace

Status readRecords(DecodedText& text, bool lines, const ImportSettings& settings,
                   const DocumentSink& sink, Reading& reading) {
  UNMASK_ASSIGN(JsonRecords records, JsonRecords::open(text, lines, kLargestRecord));
  reading.reader = "records";
  reading.layout = layoutName(records.layout());
  RecordTexts texts(settings, sink, reading);
  std::vector<JsonRecord> sampled;
  size_t bytes = 0;
  bool more = true;
  while (more && sampled.size() < kSampledRecords && bytes < kSampledBytes) {
    JsonRecord record;
    UNMASK_ASSIGN(more, records.next(record));
    if (!more) break;
    texts.sample(record);
    bytes += record.bytes;
    sampled.push_back(std::move(record));
  }
  texts.choose();
  for (JsonRecord& record : sampled) UNMASK_TRY(texts.add(record));
  while (more) {
    JsonRecord record;
    UNMASK_ASSIGN(more, records.next(record));
    if (more) UNMASK_TRY(texts.add(record));
  }
  texts.tellOthers();
  return {};
}

}  // namespace unmask
