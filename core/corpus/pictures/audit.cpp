// audit.json, written and read.
#include "core/corpus/pictures/audit.h"

#include <nlohmann/json.hpp>

#include "core/base/files.h"

namespace unmask {

namespace {

using nlohmann::json;

json groupsJson(const Duplicates& found) {
  json listed = json::array();
  for (const DuplicateGroup& group : found.listed)
    listed.push_back({{"copies", group.copies}, {"pictures", group.documents}});
  return {{"groups", found.groups}, {"pictures", found.documents}, {"listed", listed}};
}

Duplicates groupsFromJson(const json& j) {
  Duplicates found{j.at("groups"), j.at("pictures"), {}};
  for (const json& group : j.at("listed"))
    found.listed.push_back({group.at("copies"), group.at("pictures")});
  return found;
}

}  // namespace

Status writeAudit(const fs::path& folder, const PictureAudit& audit) {
  json captions = json::array();
  for (const LoneCaption& c : audit.listedCaptions)
    captions.push_back({{"file", c.file}, {"place", c.place}, {"picture", c.picture}});
  const json file = {
      {"format", 1},
      {"exact", groupsJson(audit.exact)},
      {"near", groupsJson(audit.near)},
      {"without_caption", {{"count", audit.withoutCaption}, {"listed", audit.listedWithout}}},
      {"without_picture", {{"count", audit.withoutPicture}, {"listed", captions}}}};
  return writeFileWhole(folder / "audit.json",
                        file.dump(-1, ' ', false, json::error_handler_t::replace) + "\n");
}

Result<PictureAudit> readAudit(const fs::path& folder) {
  const fs::path path = folder / "audit.json";
  UNMASK_ASSIGN(const std::string text, readFile(path, uint64_t{1} << 30));
  try {
    const json file = json::parse(text);
    PictureAudit audit;
    audit.exact = groupsFromJson(file.at("exact"));
    audit.near = groupsFromJson(file.at("near"));
    file.at("without_caption").at("count").get_to(audit.withoutCaption);
    file.at("without_caption").at("listed").get_to(audit.listedWithout);
    file.at("without_picture").at("count").get_to(audit.withoutPicture);
    for (const json& c : file.at("without_picture").at("listed"))
      audit.listedCaptions.push_back({c.at("file"), c.at("place"), c.at("picture")});
    return audit;
  } catch (const json::exception& error) {
    return failure(message(UNMASK_TEXT("core", "%1 is damaged: %2."), path.string(), error.what()),
                   message(UNMASK_TEXT("core", "Import the pictures again.")));
  }
}

}  // namespace unmask
