// Comparing settings through their descriptions.
#include "core/spec/spec_diff.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "core/base/numbers.h"
#include "core/spec/catalogue.h"

namespace unmask {

namespace {

struct Row {
  SpecDifference shown;
  std::vector<std::string> exact;  // what decides whether two are equal
};

class Rows {
 public:
  explicit Rows(size_t runs) : runs_(runs) {}

  void put(size_t run, const std::string& key, const std::string& label, const std::string& shown,
           const std::string& exact) {
    const auto [place, added] = places_.try_emplace(key, rows_.size());
    if (added)
      rows_.push_back(
          {{key, label, std::vector<std::string>(runs_)}, std::vector<std::string>(runs_)});
    rows_[place->second].shown.values[run] = shown;
    rows_[place->second].exact[run] = exact;
  }

  std::vector<SpecDifference> differing() {
    std::vector<SpecDifference> all;
    for (Row& row : rows_) {
      const bool equal = std::ranges::all_of(
          row.exact, [&](const std::string& value) { return value == row.exact.front(); });
      if (!equal) all.push_back(std::move(row.shown));
    }
    return all;
  }

 private:
  size_t runs_;
  std::vector<Row> rows_;
  std::map<std::string, size_t> places_;
};

// The name, and the beginning of the hash where another content has the same name.
std::string told(const std::vector<RunSpec>& specs, const DataRef RunSpec::*part, size_t run) {
  const DataRef& mine = specs[run].*part;
  const bool twin = std::ranges::any_of(specs, [&](const RunSpec& other) {
    return (other.*part).slug == mine.slug && (other.*part).hash != mine.hash;
  });
  return twin ? mine.slug + " (" + mine.hash.substr(0, 8) + ")" : mine.slug;
}

}  // namespace

std::string shownValue(const FieldRef& field, const Translate& inLanguage) {
  const nlohmann::json value = field.get();
  switch (field.kind) {
    case FieldKind::boolean:
      return inLanguage(value.get<bool>() ? UNMASK_TEXT("core", "on") : UNMASK_TEXT("core", "off"));
    case FieldKind::fraction:
      return formatted(100 * value.get<double>()) + " %";
    case FieldKind::integer:
      return std::to_string(value.get<int64_t>());
    case FieldKind::real:
      return exactly(value.get<double>());
    case FieldKind::choice:
      for (const Choice& choice : field.info.choices)
        if (value.get<std::string>() == choice.value) return inLanguage(choice.label);
      return value.get<std::string>();
    case FieldKind::text:
      return value.get<std::string>();
    case FieldKind::texts: {
      std::string text;
      for (const auto& entry : value)
        text += (text.empty() ? "" : " | ") + entry.get<std::string>();
      return text;
    }
  }
  return {};
}

std::vector<SpecDifference> specDiff(const std::vector<RunSpec>& given,
                                     const Translate& inLanguage) {
  std::vector<RunSpec> specs = given;  // fields point at what they describe
  Rows rows(specs.size());
  for (size_t run = 0; run < specs.size(); ++run) {
    RunSpec& spec = specs[run];
    const ObjectiveInfo* info = findObjective(spec.objective);
    rows.put(run, "objective", inLanguage(UNMASK_TEXT("core", "Objective")),
             info ? inLanguage(info->label) : spec.objective, spec.objective);
    rows.put(run, "corpus", inLanguage(UNMASK_TEXT("core", "Corpus")),
             told(given, &RunSpec::corpus, run), spec.corpus.hash);
    rows.put(run, "tokenizer", inLanguage(UNMASK_TEXT("core", "Tokenizer")),
             told(given, &RunSpec::tokenizer, run), spec.tokenizer.hash);
    for (const FieldRef& field : fieldsOf(spec))
      rows.put(run, field.info.key, inLanguage(field.info.label), shownValue(field, inLanguage),
               field.get().dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    rows.put(run, "device", inLanguage(UNMASK_TEXT("core", "Device")), spec.device, spec.device);
  }
  return rows.differing();
}

}  // namespace unmask
