// Run settings to and from spec.json, and the rules between settings.
#include "core/spec/run_spec.h"

#include <nlohmann/json.hpp>

#include "core/spec/catalogue.h"

namespace unmask {

using nlohmann::json;

namespace {

constexpr int kSpecVersion = 1;

Status readRef(const json& object, const char* name, DataRef& ref) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_object() || !found->contains("slug") ||
      !found->contains("hash") || !(*found)["slug"].is_string() || !(*found)["hash"].is_string())
    return failure(message(UNMASK_TEXT("core", "%1 needs a slug and a hash."), name));
  ref = {(*found)["slug"].get<std::string>(), (*found)["hash"].get<std::string>()};
  // A slug is one folder's name: anything else could lead out of the workspace.
  if (ref.slug.empty() || ref.slug.starts_with('.') || ref.slug.find('/') != std::string::npos)
    return failure(message(UNMASK_TEXT("core", "%1 has an impossible slug."), name));
  return {};
}

Result<std::string> readText(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string())
    return failure(message(UNMASK_TEXT("core", "%1 is missing or not a text."), name));
  return found->get<std::string>();
}

Result<RunSpec> readSpec(const json& object) {
  if (!object.is_object()) return failure(message(UNMASK_TEXT("core", "It is not a JSON object.")));
  if (!object.contains("version") || !object["version"].is_number_integer())
    return failure(message(UNMASK_TEXT("core", "Its version is missing.")));
  if (object["version"].get<int64_t>() > kSpecVersion)
    return failure(message(UNMASK_TEXT("core", "It was written by a newer version of Unmask.")),
                   message(UNMASK_TEXT("core", "Open it with that version.")));
  for (const auto& [key, value] : object.items())
    if (key != "version" && key != "objective" && key != "corpus" && key != "tokenizer" &&
        key != "device" && key != "preset" && key != "settings")
      return failure(
          message(UNMASK_TEXT("core", "It has an unknown entry %1."), key.substr(0, 60)));

  UNMASK_ASSIGN(const std::string objective, readText(object, "objective"));
  UNMASK_ASSIGN(RunSpec spec, defaultSpec(objective));
  UNMASK_TRY(readRef(object, "corpus", spec.corpus));
  UNMASK_TRY(readRef(object, "tokenizer", spec.tokenizer));
  const auto& tokenizer = object["tokenizer"];
  if (!tokenizer.contains("pieces") || !tokenizer["pieces"].is_number_integer() ||
      tokenizer["pieces"].get<double>() < 1 || tokenizer["pieces"].get<double>() > 1e7)
    return failure(message(UNMASK_TEXT("core", "tokenizer.pieces must be from 1 to 10000000.")));
  spec.pieces = tokenizer["pieces"].get<int64_t>();
  UNMASK_ASSIGN(spec.device, readText(object, "device"));
  UNMASK_ASSIGN(spec.preset, readText(object, "preset"));
  if (!object.contains("settings"))
    return failure(message(UNMASK_TEXT("core", "Its settings are missing.")));
  UNMASK_TRY(fromJson(fieldsOf(spec), object["settings"]));
  UNMASK_TRY(validate(spec));
  return spec;
}

}  // namespace

std::vector<FieldRef> fieldsOf(RunSpec& spec) {
  std::vector<FieldRef> all;
  const auto add = [&all](std::vector<FieldRef> fields) {
    all.insert(all.end(), fields.begin(), fields.end());
  };
  std::visit([&](auto& settings) { add(fieldsOf(settings)); }, spec.objectiveSettings);
  add(fieldsOf(spec.data));
  add(fieldsOf(spec.model));
  add(fieldsOf(spec.train));
  add(fieldsOf(spec.samples));
  return all;
}

Result<RunSpec> defaultSpec(const std::string& objective) {
  const ObjectiveInfo* info = findObjective(objective);
  if (!info) {
    std::string known;
    for (const ObjectiveInfo& o : objectives())
      known += (known.empty() ? "" : ", ") + std::string(o.id);
    return failure(
        message(UNMASK_TEXT("core", "There is no objective %1."), objective.substr(0, 60)),
        message(UNMASK_TEXT("core", "There are: %1."), known));
  }
  RunSpec spec;
  spec.objective = info->id;
  if (objective == "masked-lm") spec.objectiveSettings = MaskedLmSettings{};
  UNMASK_TRY(applyPreset(spec, info->presets.front().id));
  return spec;
}

Status validate(const RunSpec& spec) {
  const ModelSettings& model = spec.model;
  const TrainSettings& train = spec.train;
  if (model.width % model.heads != 0)
    return failure(message(UNMASK_TEXT("core", "model.width: %1 cannot be divided by %2 heads."),
                           model.width, model.heads),
                   message(UNMASK_TEXT("core", "Choose a width that is a multiple of the heads.")));
  if (train.minLearningRate > train.learningRate)
    return failure(
        message(UNMASK_TEXT("core", "train.min_learning_rate: %1 is above the learning rate %2."),
                train.minLearningRate, train.learningRate),
        message(UNMASK_TEXT("core", "Lower it, or raise train.learning_rate.")));
  const int64_t decay = train.decaySteps ? train.decaySteps : train.steps;
  if (train.schedule != "constant" && train.warmupSteps > decay)
    return failure(
        message(UNMASK_TEXT("core", "train.warmup_steps: %1 is more than the schedule's %2 steps."),
                train.warmupSteps, decay),
        message(UNMASK_TEXT("core", "Shorten the warm-up or lengthen the run.")));
  if (const auto* masked = std::get_if<MaskedLmSettings>(&spec.objectiveSettings)) {
    if (masked->mask + masked->random > 1 + 1e-9)
      return failure(message(UNMASK_TEXT("core",
                                         "objective.random: together with objective.mask it "
                                         "is more than all of the chosen positions.")),
                     message(UNMASK_TEXT("core", "Lower one of the two.")));
    if (masked->clsSep && model.context < 4)
      return failure(message(UNMASK_TEXT("core",
                                         "model.context: %1 leaves too little beside [CLS] "
                                         "and [SEP]."),
                             model.context),
                     message(UNMASK_TEXT("core", "Use at least 4.")));
  } else {
    if (model.norm == "post")
      return failure(message(UNMASK_TEXT("core",
                                         "model.norm: the model of next-token has its layer "
                                         "norms before the sub-layers.")),
                     message(UNMASK_TEXT("core", "Use pre.")));
    if (model.headTransform || model.embeddingNorm || model.segmentEmbedding)
      return failure(message(UNMASK_TEXT("core",
                                         "model.head_transform, model.embedding_norm and "
                                         "model.segment_embedding belong to masked-lm.")),
                     message(UNMASK_TEXT("core", "Turn them off.")));
  }
  const std::string& device = spec.device;
  const bool known = device == "auto" || device == "cpu" ||
                     (device.starts_with("cuda:") && device.size() > 5 && device.size() < 9 &&
                      device.find_first_not_of("0123456789", 5) == std::string::npos);
  if (!known)
    return failure(message(UNMASK_TEXT("core", "There is no device %1."), device.substr(0, 60)),
                   message(UNMASK_TEXT("core", "Use auto, cpu or cuda:N.")));
  return {};
}

int64_t vocabularySize(const RunSpec& spec) {
  const TokenIds ids = spec.tokenIds();
  if (const auto* masked = std::get_if<MaskedLmSettings>(&spec.objectiveSettings))
    return masked->clsSep ? ids.sep() + 1 : ids.mask() + 1;
  return std::get<NextTokenSettings>(spec.objectiveSettings).endOfDocument ? ids.endOfDocument() + 1
                                                                           : ids.pieces;
}

json toJson(const RunSpec& spec) {
  RunSpec copy = spec;  // fields point at what they describe
  return {{"version", kSpecVersion},
          {"objective", spec.objective},
          {"corpus", {{"slug", spec.corpus.slug}, {"hash", spec.corpus.hash}}},
          {"tokenizer",
           {{"slug", spec.tokenizer.slug}, {"hash", spec.tokenizer.hash}, {"pieces", spec.pieces}}},
          {"device", spec.device},
          {"preset", spec.preset},
          {"settings", toJson(fieldsOf(copy))}};
}

Result<RunSpec> runSpecFromJson(const std::string& text, const std::string& fileName) {
  // Without exceptions and with a cap on nesting: the file may have been edited by anyone.
  const auto shallow = [](int depth, json::parse_event_t, json&) { return depth <= 8; };
  const json object = json::parse(text, shallow, false);
  if (object.is_discarded())
    return failure(message(UNMASK_TEXT("core", "%1 is not valid JSON."), fileName),
                   message(UNMASK_TEXT("core", "Restore it, or start a new run.")));
  auto spec = readSpec(object);
  if (!spec) return failure(inPlace(std::move(spec).error(), fileName));
  return spec;
}

}  // namespace unmask
