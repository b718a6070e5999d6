// Writing and reading spec.json with its checksum.
#include "core/runs/spec_file.h"

#include <nlohmann/json.hpp>

#include "core/base/files.h"
#include "core/base/summed_json.h"

namespace unmask {
namespace {

using nlohmann::json;

constexpr const char* kCreated = "created_ms";

fs::path fileIn(const fs::path& runFolder) {
  return runFolder / "spec.json";
}

}  // namespace

Status writeSpecFile(const fs::path& runFolder, const RunSpec& spec, int64_t createdMs) {
  json object = toJson(spec);
  if (createdMs > 0) object[kCreated] = createdMs;
  addSum(object);
  return writeFileWhole(fileIn(runFolder), object.dump(2) + "\n");
}

Result<SpecFile> readSpecFile(const fs::path& runFolder) {
  const fs::path file = fileIn(runFolder);
  UNMASK_ASSIGN(const std::string text, readFile(file, 1 << 20));
  SpecFile read;
  UNMASK_ASSIGN(read.spec, runSpecFromJson(text, file.string()));
  const auto shallow = [](int depth, json::parse_event_t, json&) { return depth <= 8; };
  const json object = json::parse(text, shallow, false);
  if (const auto created = object.find(kCreated);
      created != object.end() && created->is_number_integer())
    read.createdMs = created->get<int64_t>();
  read.asWritten = asSummed(object);
  return read;
}

Error specChanged(const fs::path& runFolder) {
  return {message(UNMASK_TEXT("core", "%1 is not as Unmask wrote it."), fileIn(runFolder).string()),
          message(UNMASK_TEXT("core",
                              "Restore it. If you changed it on purpose, take out its line "
                              "\"sha256\".")),
          {},
          ErrorKind::damaged};
}

Result<RunSpec> readSpec(const fs::path& runFolder) {
  UNMASK_ASSIGN(SpecFile read, readSpecFile(runFolder));
  if (!read.asWritten) return failure(specChanged(runFolder));
  return std::move(read.spec);
}

}  // namespace unmask
