// Writing and reading a checkpoint's folder.
#include "core/engine/checkpoint.h"

#include <torch/torch.h>

#include <nlohmann/json.hpp>

#include "core/base/digest.h"
#include "core/base/files.h"
#include "core/engine/safetensors.h"

namespace unmask {

using nlohmann::json;

namespace {

constexpr int kCheckpointVersion = 1;
constexpr const char* kModelFile = "model.safetensors";
constexpr const char* kOptimizerFile = "optimizer.safetensors";
constexpr const char* kStateFile = "state.json";
constexpr const char* kManifestFile = "manifest.json";

tl::unexpected<Error> damaged(const fs::path& path) {
  return failure(ErrorKind::damaged, message(UNMASK_TEXT("core", "%1 is damaged."), path.string()),
                 message(UNMASK_TEXT("core", "Use another checkpoint of the run.")));
}

Result<json> readJson(const fs::path& path) {
  UNMASK_ASSIGN(const std::string text, readFile(path, uint64_t{1} << 20));
  const auto shallow = [](int depth, json::parse_event_t, json&) { return depth <= 4; };
  json object = json::parse(text, shallow, false);
  if (!object.is_object()) return damaged(path);
  return object;
}

Status checkAgainstManifest(const fs::path& folder) {
  UNMASK_ASSIGN(const json manifest, readJson(folder / kManifestFile));
  const json files = manifest.value("files", json::object());
  for (const char* name : {kModelFile, kOptimizerFile, kStateFile}) {
    UNMASK_ASSIGN(const std::string digest, sha256OfFile(folder / name));
    if (!files.is_object() || files.value(name, json()) != digest) return damaged(folder / name);
  }
  return {};
}

Result<CheckpointState> readState(const fs::path& path) {
  UNMASK_ASSIGN(const json object, readJson(path));
  const json version = object.value("version", json());
  if (!version.is_number_integer()) return damaged(path);
  if (version.get<int64_t>() > kCheckpointVersion)
    return failure(
        message(UNMASK_TEXT("core", "%1 was written by a newer version of Unmask."), path.string()),
        message(UNMASK_TEXT("core", "Open it with that version.")));
  const json step = object.value("step", json()), updates = object.value("updates", json());
  const json scale = object.value("learning_rate_scale", json());
  const json setAt = object.value("learning_rate_set_at", json());
  const json objective = object.value("objective", json());
  if (!step.is_number_unsigned() || !updates.is_number_unsigned() || !scale.is_number() ||
      !objective.is_string() || !(setAt.is_null() || setAt.is_number_unsigned()))
    return damaged(path);
  CheckpointState state{step.get<int64_t>(), updates.get<int64_t>(), scale.get<double>(),
                        objective.get<std::string>()};
  if (!setAt.is_null()) state.rateSetAt = setAt.get<int64_t>();
  return state;
}

// The tensors of `file` in the order of `wanted`; refuses a file of another model.
Result<std::vector<at::Tensor>> readTensors(const fs::path& file,
                                            const std::vector<Parameter>& wanted) {
  UNMASK_ASSIGN(auto stored, readSafetensors(file));
  std::vector<at::Tensor> tensors;
  for (const Parameter& parameter : wanted) {
    const auto found = stored.find(parameter.name);
    if (found == stored.end() || found->second.sizes() != parameter.value.sizes())
      return failure(
          message(UNMASK_TEXT("core", "%1 does not fit this run's model: %2 differs."),
                  file.string(), parameter.name),
          message(UNMASK_TEXT("core", "Use a checkpoint that was made with the same settings.")));
    tensors.push_back(std::move(found->second));
  }
  return tensors;
}

}  // namespace

Status writeCheckpoint(const fs::path& folder, const std::vector<Parameter>& model,
                       const std::vector<Parameter>& optimizer, const CheckpointState& state) {
  UNMASK_ASSIGN(PartialFolder partial, PartialFolder::create(folder));
  json files;
  const std::map<std::string, std::string> metadata = {{"format", "pt"}, {"program", "unmask"}};
  UNMASK_ASSIGN(files[kModelFile], writeSafetensors(partial.path() / kModelFile, model, metadata));
  UNMASK_ASSIGN(files[kOptimizerFile],
                writeSafetensors(partial.path() / kOptimizerFile, optimizer, metadata));
  json described = {{"version", kCheckpointVersion},
                    {"objective", state.objective},
                    {"step", state.step},
                    {"updates", state.updates},
                    {"learning_rate_scale", state.learningRateScale}};
  if (state.rateSetAt) described["learning_rate_set_at"] = *state.rateSetAt;
  const std::string text = described.dump(2) + "\n";
  UNMASK_TRY(writeFileWhole(partial.path() / kStateFile, text));
  files[kStateFile] = sha256(text);
  const json manifest = {{"version", kCheckpointVersion}, {"files", files}};
  UNMASK_TRY(writeFileWhole(partial.path() / kManifestFile, manifest.dump(2) + "\n"));

  // A folder of that name is an earlier whole checkpoint of the same step; it goes only when the
  // new one is complete beside it.
  return partial.commitInPlace();
}

Result<CheckpointState> readCheckpoint(const fs::path& folder, const std::vector<Parameter>& model,
                                       const std::vector<Parameter>& optimizer,
                                       const std::string& objective) {
  UNMASK_TRY(checkAgainstManifest(folder));
  UNMASK_ASSIGN(const CheckpointState state, readState(folder / kStateFile));
  if (state.objective != objective)
    return failure(message(UNMASK_TEXT("core", "%1 belongs to a run of %2, not of %3."),
                           folder.string(), state.objective, objective));
  UNMASK_ASSIGN(const auto modelTensors, readTensors(folder / kModelFile, model));
  UNMASK_ASSIGN(const auto optimizerTensors, readTensors(folder / kOptimizerFile, optimizer));
  at::NoGradGuard noGrad;
  for (size_t i = 0; i < model.size(); ++i) model[i].value.copy_(modelTensors[i]);
  for (size_t i = 0; i < optimizer.size(); ++i) optimizer[i].value.copy_(optimizerTensors[i]);
  return state;
}

Result<std::map<std::string, at::Tensor>> readCheckpointModel(const fs::path& folder) {
  UNMASK_TRY(checkAgainstManifest(folder));
  return readSafetensors(folder / kModelFile);
}

}  // namespace unmask
