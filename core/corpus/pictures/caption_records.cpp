// Captions out of JSON: records of a picture and its caption or captions, and the usual layouts of
// whole data sets.
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <vector>

#include "core/corpus/decoded_text.h"
#include "core/corpus/pictures/caption_table.h"
#include "core/corpus/records/column_names.h"
#include "core/corpus/records/json_records.h"

namespace unmask {

namespace {

using nlohmann::json;

constexpr uint64_t kLargestCaptionRecord = uint64_t{16} << 20;

std::vector<std::string> namesOf(const json& object) {
  std::vector<std::string> names;
  for (const auto& [name, value] : object.items()) names.push_back(name);
  return names;
}

// A caption: a string, or an object that holds it ({"raw": ...} in Karpathy's).
std::string captionOf(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_object()) return {};
  const auto names = namesOf(value);
  for (const char* usual : {"raw", "caption", "text", "sentence"})
    if (value.contains(usual) && value[usual].is_string()) return value[usual].get<std::string>();
  const auto at = usualColumn(names, kCaptionNames);
  return at && value[names[*at]].is_string() ? value[names[*at]].get<std::string>() : "";
}

// The name of a picture: a string, or an object that holds it ({"path": ...} in Hugging Face's).
std::string pictureOf(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  for (const char* usual : {"path", "file_name", "filename", "src"})
    if (value.is_object() && value.contains(usual) && value[usual].is_string())
      return value[usual].get<std::string>();
  return {};
}

// 1 and "1" are the same picture.
std::string idOf(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

class CaptionRecords {
 public:
  CaptionRecords(const CaptionColumns& columns, const CaptionSink& sink, Reading& reading)
      : columns_(columns), sink_(sink), reading_(reading) {}

  Result<Walk> add(JsonRecord& record) {
    if (!record.problem.empty()) return skip(record.place, record.problem);
    // The rows of Hugging Face's viewer lie in {"row_idx": 0, "row": {...}}.
    const json& given = record.value;
    const bool inRow = given.is_object() && given.contains("row") && given["row"].is_object();
    const json& value = inRow ? given["row"] : given;
    // {"a.png": "...", "b.png": ["...", "..."]}
    if (namesAnImage(record.member) && (!record.listed || !value.is_object() || !names(value)))
      return giveNamed(record.place, record.member, value);
    if (!record.listed) return Walk::on;  // "info", "version"
    // {"caption": ["...", "..."]} beside its picture
    if (!columns_.beside.empty() && value.is_string() && captionAt({record.member}))
      return giveNamed(record.place, columns_.beside, value);
    if (record.member == "images" && value.is_object() && value.contains("id"))
      if (const std::string name = pictureNamed(value); !name.empty()) {
        names_[idOf(value["id"])] = name;
        if (!hasCaption(value)) return Walk::on;
      }
    if (value.is_object() && value.contains("image_id") && !names(value) && hasCaption(value))
      return annotation(record.place, value);
    if (!record.member.empty() && !hasCaption(value)) return Walk::on;  // "licenses", "categories"
    return giveRecord(record.place, value);
  }

  // Annotations that came before their pictures' names.
  Status finish() {
    for (auto& [id, caption, place] : waiting_) {
      UNMASK_ASSIGN(const Walk walk, giveAnnotation(id, caption, place));
      if (walk == Walk::enough) break;
    }
    return {};
  }

 private:
  std::optional<size_t> pictureAt(const std::vector<std::string>& names) const {
    return columns_.picture.empty() ? usualColumn(names, kPictureNames)
                                    : columnCalled(names, columns_.picture);
  }
  std::optional<size_t> captionAt(const std::vector<std::string>& names) const {
    return columns_.caption.empty() ? usualColumn(names, kCaptionNames)
                                    : columnCalled(names, columns_.caption);
  }
  bool names(const json& value) const {
    return value.is_object() && pictureAt(namesOf(value)).has_value();
  }
  bool hasCaption(const json& value) const {
    return value.is_object() && captionAt(namesOf(value)).has_value();
  }

  std::string pictureNamed(const json& value) const {
    const auto names = namesOf(value);
    const auto at = pictureAt(names);
    if (!at) return {};
    std::string name = pictureOf(value[names[*at]]);
    // Karpathy's splits name the folder apart.
    if (names[*at] == "filename" && value.contains("filepath") && value["filepath"].is_string())
      name = value["filepath"].get<std::string>() + "/" + name;
    return name;
  }

  void sayColumns(const std::vector<std::string>& names) {
    constexpr size_t kNamed = 256;
    if (!reading_.columns.empty()) return;
    for (const std::string& name : names)
      if (reading_.columns.size() < kNamed) reading_.columns.push_back(shownName(name));
  }

  Result<Walk> skip(const Message& place, const Message& reason) {
    ++reading_.skipped;
    sink_.skip(place, reason);
    return Walk::on;
  }

  // One caption, or each of a list.
  Result<Walk> giveNamed(const Message& place, const std::string& picture, const json& captions) {
    if (!captions.is_array())
      return giveCaption(sink_, reading_, place, picture, captionOf(captions));
    for (const json& one : captions) {
      UNMASK_ASSIGN(const Walk walk, giveCaption(sink_, reading_, place, picture, captionOf(one)));
      if (walk == Walk::enough) return walk;
    }
    return Walk::on;
  }

  Result<Walk> giveRecord(const Message& place, const json& record) {
    if (!record.is_object()) return skip(place, message(UNMASK_TEXT("core", "It is no record.")));
    const std::vector<std::string> names = namesOf(record);
    sayColumns(names);
    const auto picture = pictureAt(names);
    const auto caption = captionAt(names);
    if (!picture && !names.empty() && namesAnImage(names[0])) {
      for (const std::string& name : names) {
        UNMASK_ASSIGN(const Walk walk, giveNamed(place, name, record[name]));
        if (walk == Walk::enough) return walk;
      }
      return Walk::on;
    }
    if (picture && reading_.pictureColumn.empty())
      reading_.pictureColumn = shownName(names[*picture]);
    if (picture && !caption) {
      if (reading_.others.empty()) reading_.others = reading_.columns;
      return skip(place, message(UNMASK_TEXT("core",
                                             "No caption is recognised in it; its fields: %1. "
                                             "import.caption_column can choose one."),
                                 listedNames(names)));
    }
    if (caption && reading_.column.empty()) reading_.column = shownName(names[*caption]);
    return giveNamed(place, picture ? pictureNamed(record) : columns_.beside,
                     caption ? record[names[*caption]] : json());
  }

  Result<Walk> annotation(const Message& place, const json& value) {
    const auto names = namesOf(value);
    const std::string id = idOf(value["image_id"]);
    const std::string field = names[*captionAt(names)];
    const std::string caption = captionOf(value[field]);
    if (reading_.column.empty()) {
      reading_.pictureColumn = "image_id";
      reading_.column = shownName(field);
      sayColumns(names);
    }
    if (!names_.empty()) return giveAnnotation(id, caption, place);
    waiting_.emplace_back(id, caption, place);
    return Walk::on;
  }

  Result<Walk> giveAnnotation(const std::string& id, const std::string& caption,
                              const Message& place) {
    const auto picture = names_.find(id);
    if (picture != names_.end())
      return giveCaption(sink_, reading_, place, picture->second, caption);
    return giveCaption(sink_, reading_, place, "image_id " + id, caption);  // told as not found
  }

  const CaptionColumns& columns_;
  const CaptionSink& sink_;
  Reading& reading_;
  std::unordered_map<std::string, std::string> names_;  // COCO: id -> file_name
  std::vector<std::tuple<std::string, std::string, Message>> waiting_;
};

}  // namespace

Status readCaptionRecords(DecodedText& text, bool lines, const CaptionColumns& columns,
                          const CaptionSink& sink, Reading& reading) {
  UNMASK_ASSIGN(JsonRecords records, JsonRecords::open(text, lines, kLargestCaptionRecord));
  reading.reader = "records";
  reading.layout = layoutName(records.layout());
  reading.chosenBy = columns.caption.empty() ? "name" : "setting";
  CaptionRecords captions(columns, sink, reading);
  while (true) {
    JsonRecord record;
    UNMASK_ASSIGN(const bool there, records.next(record));
    if (!there) return captions.finish();
    UNMASK_ASSIGN(const Walk walk, captions.add(record));
    if (walk == Walk::enough) return {};
  }
}

}  // namespace unmask
