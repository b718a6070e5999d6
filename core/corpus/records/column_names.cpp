// Lists of usual names, and looking into columns.
#include "core/corpus/records/column_names.h"

#include <algorithm>

#include "core/corpus/pictures/image_header.h"
#include "core/tokenizers/utf8.h"

namespace unmask {

const std::vector<std::string> kTextNames = {
    "text",         "content",  "document", "body",     "story",      "article",
    "sentence",     "review",   "comment",  "message",  "messages",   "conversations",
    "conversation", "dialogue", "dialog",   "abstract", "description"};
const std::vector<std::string> kPictureNames = {
    "file_name", "filename",  "image", "image_path", "path",       "file", "image_name",
    "filepath",  "file_path", "img",   "picture",    "image_file", "photo"};
const std::vector<std::string> kCaptionNames = {"caption",  "captions",  "text",        "comment",
                                                "sentence", "sentences", "description", "title",
                                                "prompt",   "raw",       "alt_text",    "alt"};

namespace {

// Of headers that name no text.
const std::vector<std::string> kOtherNames = {
    "id",       "index",          "no",       "number",    "label",      "labels",
    "class",    "category",       "name",     "url",       "link",       "date",
    "time",     "timestamp",      "author",   "user",      "username",   "rating",
    "stars",    "score",          "year",     "lang",      "language",   "source",
    "topic",    "subject",        "tags",     "sentiment", "type",       "question",
    "answer",   "summary",        "target",   "input",     "output",     "response",
    "context",  "split",          "key",      "value",     "count",      "length",
    "headline", "tweet",          "email",    "country",   "city",       "price",
    "product",  "comment_number", "image_id", "text_id",   "instruction"};

std::string_view lastPart(std::string_view dotted) {
  return dotted.substr(dotted.rfind('.') + 1);
}

// The character of a plain name that stands for this one; none for blanks, "_" and "-".
std::optional<char> plainCharacter(char c) {
  if (c == ' ' || c == '\t' || c == '_' || c == '-' || c == '\r' || c == '\n') return std::nullopt;
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// plainName(name) == plain, of which a wide table asks millions, without a copy of the name.
bool isPlainly(std::string_view name, std::string_view plain) {
  for (const char c : name) {
    const auto character = plainCharacter(c);
    if (!character) continue;
    if (plain.empty() || *character != plain.front()) return false;
    plain.remove_prefix(1);
  }
  return plain.empty();
}

bool isAmong(const std::string& plain, const std::vector<std::string>& names) {
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& name) { return isPlainly(name, plain); });
}

}  // namespace

std::string trimmed(std::string_view text) {
  const char* const spaces = " \t\r\n";
  const size_t begin = text.find_first_not_of(spaces);
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(spaces) - begin + 1));
}

std::string shownName(std::string_view name) {
  constexpr size_t kLongest = 80;
  const std::string bare = trimmed(name.substr(0, characterBoundary(name, 4 * kLongest)));
  if (bare.size() <= kLongest) return bare;
  return bare.substr(0, characterBoundary(bare, kLongest)) + "...";
}

std::string listedNames(const std::vector<std::string>& names) {
  constexpr size_t kNamed = 16;
  std::string all;
  for (size_t i = 0; i < names.size() && i < kNamed; ++i)
    all += (i == 0 ? "" : ", ") + (names[i].empty() ? "\"\"" : shownName(names[i]));
  return names.size() > kNamed ? all + ", ..." : all;
}

std::string plainName(std::string_view name) {
  std::string plain;
  for (const char c : name)
    if (const auto character = plainCharacter(c)) plain += *character;
  return plain;
}

bool isUsualColumnName(std::string_view name) {
  const std::string plain = plainName(name);
  for (const auto* names : {&kTextNames, &kPictureNames, &kCaptionNames, &kOtherNames})
    if (isAmong(plain, *names)) return true;
  return false;
}

bool namesAnImage(std::string_view text) {
  return imageFormatNamed(text.substr(0, text.rfind('#'))).has_value();
}

bool isProse(std::string_view text) {
  const std::string bare = trimmed(text);
  if (bare.find("://") != std::string::npos && bare.find(' ') == std::string::npos) return false;
  size_t letters = 0, blanks = 0, beyond = 0;  // beyond ASCII
  for (const char c : bare) {
    letters += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    blanks += c == ' ' || c == '\n' || c == '\t';
    beyond += static_cast<unsigned char>(c) >= 0x80;
  }
  // Several words, or writing that has no blanks between them.
  return letters + beyond >= 2 && (blanks > 0 || beyond >= 9);
}

std::optional<size_t> columnCalled(const std::vector<std::string>& columns,
                                   const std::string& name) {
  const std::string plain = plainName(name);
  const auto first = [&](const auto& is) -> std::optional<size_t> {
    const auto at = std::find_if(columns.begin(), columns.end(), is);
    if (at == columns.end()) return std::nullopt;
    return static_cast<size_t>(at - columns.begin());
  };
  if (const auto at = first([&](const std::string& c) { return c == name; })) return at;
  if (const auto at = first([&](const std::string& c) { return isPlainly(c, plain); })) return at;
  return first([&](const std::string& c) {
    return c.find('.') != std::string::npos && isPlainly(lastPart(c), plain);
  });
}

std::optional<size_t> usualColumn(const std::vector<std::string>& columns,
                                  const std::vector<std::string>& usual) {
  for (const std::string& name : usual)
    if (const auto at = columnCalled(columns, name)) return at;
  return std::nullopt;
}

void ColumnSample::add(std::string_view text) {
  if (text.empty()) return;
  ++texts;
  bytes += text.size();
  if (isProse(text)) prose += text.size();
  images += namesAnImage(trimmed(text));
}

ColumnChoice chooseTextColumn(const std::vector<std::string>& names,
                              const std::vector<ColumnSample>& samples) {
  ColumnChoice choice;
  for (const std::string& name : kTextNames) {
    const auto at = columnCalled(names, name);
    if (!at) continue;
    if (!choice.column) choice.column = at;
    if (samples[*at].texts == 0) continue;
    if (samples[*choice.column].texts == 0) choice.column = at;  // the likelier name is empty
    if (*choice.column != *at) choice.others.push_back(*at);
  }
  choice.by = "name";
  if (!choice.column || (samples[*choice.column].texts == 0)) {
    const auto known = choice.column;
    choice.column.reset();
    for (size_t i = 0; i < samples.size(); ++i) {
      const auto worth = [&](size_t k) { return std::pair(samples[k].prose, samples[k].bytes); };
      if (samples[i].texts > 0 && (!choice.column || worth(i) > worth(*choice.column)))
        choice.column = i;
    }
    choice.by = names.size() == 1 ? "only" : "content";
    if (!choice.column && known) choice = {known, "name", {}};
  }
  if (!choice.column) return choice;
  const uint64_t most = samples[*choice.column].prose;
  for (size_t i = 0; i < samples.size(); ++i) {
    const bool told =
        std::find(choice.others.begin(), choice.others.end(), i) != choice.others.end();
    if (i != *choice.column && !told && samples[i].prose > 0 && samples[i].prose * 2 >= most)
      choice.others.push_back(i);
  }
  return choice;
}

}  // namespace unmask
