// The settings of reading, and putting into words how a file was read.
#include "core/corpus/reading.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/corpus/encoding.h"
#include "core/corpus/records/column_names.h"

namespace unmask {

namespace {

std::vector<Choice> encodingChoices() {
  std::vector<Choice> choices;
  for (const std::string& name : commonEncodings())
    choices.push_back({name.c_str(), name == "auto" ? UNMASK_TEXT("core", "automatic") : ""});
  return choices;
}

}  // namespace

std::vector<FieldRef> fieldsOf(ReadingSettings& s) {
  return {
      textField(
          {.key = "import.encoding",
           .label = UNMASK_TEXT("core", "Encoding"),
           .unit = "",
           .explanation = UNMASK_TEXT(
               "core",
               "How bytes become characters, such as windows-1252, shift_jis or koi8-r; auto: "
               "UTF-8, UTF-16 or UTF-32, else what it looks like."),
           .choices = encodingChoices()},
          s.encoding),
      choiceField(
          {.key = "import.invalid_bytes",
           .label = UNMASK_TEXT("core", "Wrong bytes"),
           .unit = "",
           .explanation = UNMASK_TEXT("core",
                                      "What to do with bytes that are no characters in this "
                                      "encoding."),
           .choices = {{"replace", UNMASK_TEXT("core", "replace by U+FFFD")},
                       {"refuse", UNMASK_TEXT("core", "refuse the import")}}},
          s.invalidBytes),
      choiceField({.key = "import.delimiter",
                   .label = UNMASK_TEXT("core", "Columns end at"),
                   .unit = "",
                   .explanation = UNMASK_TEXT("core",
                                              "What separates the columns of a table. Automatic: "
                                              "what gives its rows as many cells each."),
                   .choices = {{"auto", UNMASK_TEXT("core", "automatic")},
                               {"comma", UNMASK_TEXT("core", "commas")},
                               {"semicolon", UNMASK_TEXT("core", "semicolons")},
                               {"tab", UNMASK_TEXT("core", "tabs")},
                               {"bar", UNMASK_TEXT("core", "vertical bars")},
                               {"none", UNMASK_TEXT("core", "nothing: there is one column")}}},
                  s.delimiter),
      choiceField({.key = "import.quoting",
                   .label = UNMASK_TEXT("core", "Quotes"),
                   .unit = "",
                   .explanation = UNMASK_TEXT(
                       "core",
                       "Whether cells may stand in double quotes, as in RFC 4180. Automatic: yes, "
                       "but in tables with tabs only where their rows need it."),
                   .choices = {{"auto", UNMASK_TEXT("core", "automatic")},
                               {"quoted", UNMASK_TEXT("core", "around cells")},
                               {"none", UNMASK_TEXT("core", "part of the text")}}},
                  s.quoting),
      choiceField({.key = "import.header",
                   .label = UNMASK_TEXT("core", "First row"),
                   .unit = "",
                   .explanation = UNMASK_TEXT("core",
                                              "Whether the first row of a table names its columns. "
                                              "Automatic: by what stands in it."),
                   .choices = {{"auto", UNMASK_TEXT("core", "automatic")},
                               {"yes", UNMASK_TEXT("core", "names of columns")},
                               {"no", UNMASK_TEXT("core", "a record")}}},
                  s.header),
      choiceField(
          {.key = "import.chat",
           .label = UNMASK_TEXT("core", "Messages"),
           .unit = "",
           .explanation =
               UNMASK_TEXT("core", "How the messages of a conversation become one text."),
           .choices = {{"roles", UNMASK_TEXT("core", "each after its role and a colon")},
                       {"contents", UNMASK_TEXT("core", "without their roles")},
                       {"chatml", UNMASK_TEXT("core", "between <|im_start|> and <|im_end|>")}}},
          s.chat),
  };
}

Status checkReading(const ReadingSettings& settings) {
  if (settings.encoding == "auto") return {};
  UNMASK_TRY(encodingCalled(settings.encoding));
  return {};
}

using nlohmann::json;

json toJson(const Reading& r) {
  return {{"file", r.file},
          {"files", r.files},
          {"reader", r.reader},
          {"layout", r.layout},
          {"encoding", r.encoding.name},
          {"encoding_by", r.encoding.how},
          {"encoding_certainty", r.encoding.certainty},
          {"delimiter", r.delimiter},
          {"quoting", r.quoting},
          {"header", r.header},
          {"columns", r.columns},
          {"column", r.column},
          {"picture_column", r.pictureColumn},
          {"column_by", r.chosenBy},
          {"other_columns", r.others},
          {"chat", r.chat},
          {"records", r.records},
          {"skipped", r.skipped},
          {"surplus_rows", r.surplusRows},
          {"short_rows", r.shortRows},
          {"joined_lists", r.joinedLists},
          {"replaced_bytes", r.replacedBytes}};
}

Reading readingFromJson(const json& j) {
  Reading r;
  const auto get = [&](const char* key, auto& to) {
    if (j.contains(key)) j.at(key).get_to(to);
  };
  get("file", r.file);
  get("files", r.files);
  get("reader", r.reader);
  get("layout", r.layout);
  get("encoding", r.encoding.name);
  get("encoding_by", r.encoding.how);
  get("encoding_certainty", r.encoding.certainty);
  get("delimiter", r.delimiter);
  get("quoting", r.quoting);
  get("header", r.header);
  get("columns", r.columns);
  get("column", r.column);
  get("picture_column", r.pictureColumn);
  get("column_by", r.chosenBy);
  get("other_columns", r.others);
  get("chat", r.chat);
  get("records", r.records);
  get("skipped", r.skipped);
  get("surplus_rows", r.surplusRows);
  get("short_rows", r.shortRows);
  get("joined_lists", r.joinedLists);
  get("replaced_bytes", r.replacedBytes);
  return r;
}

namespace {

Message tableLine(const Reading& r) {
  const std::string columns = listedNames(r.columns);
  const bool quoted = r.quoting == "quoted";
  const auto choose = [&](const char* named, const char* unnamed) {
    return message(r.header ? named : unnamed, columns);
  };
  // A sentence for each, so that each can be translated.
  if (r.delimiter == "comma")
    return quoted ? choose(UNMASK_TEXT("core", "A table with commas and quotes; its columns: %1."),
                           UNMASK_TEXT("core",
                                       "A table with commas and quotes, without names of "
                                       "its columns: the first row is a record."))
                  : choose(UNMASK_TEXT("core", "A table with commas; its columns: %1."),
                           UNMASK_TEXT("core",
                                       "A table with commas, without names of its columns: "
                                       "the first row is a record."));
  if (r.delimiter == "semicolon")
    return choose(UNMASK_TEXT("core", "A table with semicolons; its columns: %1."),
                  UNMASK_TEXT("core",
                              "A table with semicolons, without names of its columns: the "
                              "first row is a record."));
  if (r.delimiter == "bar")
    return choose(UNMASK_TEXT("core", "A table with vertical bars; its columns: %1."),
                  UNMASK_TEXT("core",
                              "A table with vertical bars, without names of its columns: "
                              "the first row is a record."));
  if (r.delimiter == "tab")
    return quoted ? choose(UNMASK_TEXT("core", "A table with tabs and quotes; its columns: %1."),
                           UNMASK_TEXT("core",
                                       "A table with tabs and quotes, without names of its "
                                       "columns: the first row is a record."))
                  : choose(UNMASK_TEXT("core",
                                       "A table with tabs, where quotes are text; its "
                                       "columns: %1."),
                           UNMASK_TEXT("core",
                                       "A table with tabs, where quotes are text, without "
                                       "names of its columns: the first row is a record."));
  return choose(UNMASK_TEXT("core", "A table of one column: %1."),
                UNMASK_TEXT("core",
                            "A table of one column, without its name: the first row is a "
                            "record."));
}

Message recordsLine(const Reading& r) {
  if (r.layout == "members" && r.columns.empty() && r.records > 0)
    return message(UNMASK_TEXT("core", "A JSON object by the pictures' names."));
  if (r.columns.empty())
    return r.layout == "array" ? message(UNMASK_TEXT("core", "A JSON list."))
                               : message(UNMASK_TEXT("core", "JSON records."));
  if (r.layout == "entries")
    return message(UNMASK_TEXT("core",
                               "JSON records, each under a key of its own, which is left out; "
                               "their fields: %1."),
                   listedNames(r.columns));
  if (r.layout == "array")
    return message(UNMASK_TEXT("core", "A JSON list; its fields: %1."), listedNames(r.columns));
  if (r.layout == "members")
    return message(UNMASK_TEXT("core", "Lists within a JSON object; their fields: %1."),
                   listedNames(r.columns));
  return message(UNMASK_TEXT("core", "JSON records; their fields: %1."), listedNames(r.columns));
}

void sayColumns(const Reading& r, std::vector<Message>& said) {
  if (!r.pictureColumn.empty())
    said.push_back(message(UNMASK_TEXT("core",
                                       "Pictures are named in \"%1\", captions are in "
                                       "\"%2\"."),
                           shownName(r.pictureColumn), shownName(r.column)));
  else if (r.chosenBy == "content" && !r.column.empty())
    said.push_back(message(UNMASK_TEXT("core",
                                       "The text is taken from \"%1\", which holds the "
                                       "most of it."),
                           shownName(r.column)));
  else if (!r.column.empty() && r.chosenBy != "only")
    said.push_back(
        message(UNMASK_TEXT("core", "The text is taken from \"%1\"."), shownName(r.column)));
  if (!r.others.empty())
    said.push_back(
        message(UNMASK_TEXT("core", "There is text in %1, too; import.field can choose it."),
                listedNames(r.others)));
  if (r.chat == "roles")
    said.push_back(message(UNMASK_TEXT("core",
                                       "Each text is a list of messages: they are joined, "
                                       "each after its role and a colon.")));
  if (r.chat == "contents")
    said.push_back(message(UNMASK_TEXT("core",
                                       "Each text is a list of messages: they are joined "
                                       "without their roles.")));
  if (r.chat == "chatml")
    said.push_back(message(UNMASK_TEXT("core",
                                       "Each text is a list of messages: they are joined "
                                       "with <|im_start|> and <|im_end|>.")));
  if (r.chat.empty() && r.joinedLists > 0)
    said.push_back(message(UNMASK_TEXT("core", "Texts that were lists, joined by line ends: %1."),
                           r.joinedLists));
}

}  // namespace

std::vector<Message> howRead(const Reading& r) {
  std::vector<Message> said;
  if (r.reader == "table") said.push_back(tableLine(r));
  if (r.reader == "records") said.push_back(recordsLine(r));
  sayColumns(r, said);
  if (r.encoding.how == "guessed")
    said.push_back(
        message(UNMASK_TEXT("core",
                            "Its encoding was taken for %1 (%2 % certain); import.encoding can "
                            "name another."),
                r.encoding.name, static_cast<int>(r.encoding.certainty * 100 + 0.5)));
  else if (r.encoding.name != "utf-8")
    said.push_back(message(UNMASK_TEXT("core", "Its encoding: %1."), r.encoding.name));
  if (r.surplusRows > 0)
    said.push_back(
        message(UNMASK_TEXT("core", "Rows with more cells than columns: %1."), r.surplusRows));
  if (r.shortRows > 0)
    said.push_back(
        message(UNMASK_TEXT("core", "Rows with fewer cells than columns: %1."), r.shortRows));
  if (r.replacedBytes > 0)
    said.push_back(
        message(UNMASK_TEXT("core", "Wrong bytes replaced by U+FFFD: %1."), r.replacedBytes));
  return said;
}

}  // namespace unmask
