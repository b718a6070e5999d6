// Run settings to and from spec.json, and the rules between settings.
#include "core/spec/run_spec.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "core/spec/catalogue.h"
#include "core/spec/span_lengths.h"

namespace unmask {

using nlohmann::json;

namespace {

constexpr int kSpecVersion = 1;

// Settings of model.* and samples.* that an objective has no use for.
const std::vector<std::string_view>& unused(const RunSpec& spec) {
  static const std::vector<std::string_view> withoutDecoder = {
      "model.decoder_layers", "model.head_width", "model.position_buckets",
      "model.position_distance"};
  static const std::vector<std::string_view> t5 = {
      "model.bias",           "model.norm",           "model.tied_head",
      "model.head_transform", "model.embedding_norm", "model.segment_embedding",
      "model.initialisation", "samples.length",       "samples.temperature",
      "samples.top_k"};
  static const std::vector<std::string_view> bart = [] {
    std::vector<std::string_view> keys = t5;
    keys.insert(keys.end(),
                {"model.head_width", "model.position_buckets", "model.position_distance"});
    return keys;
  }();
  if (std::holds_alternative<SpanCorruptionSettings>(spec.objectiveSettings)) return t5;
  if (std::holds_alternative<DenoisingSettings>(spec.objectiveSettings)) return bart;
  return withoutDecoder;
}

Status validSpans(const SpanCorruptionSettings& settings, const ModelSettings& model) {
  if (model.context < 4)
    return failure(message(UNMASK_TEXT("core",
                                       "model.context: %1 leaves too little beside a sentinel and "
                                       "the end."),
                           model.context),
                   message(UNMASK_TEXT("core", "Use at least 4.")));
  const SpanLengths lengths = spanLengths(model.context, settings);
  if (lengths.sentinels > kSentinels)
    return failure(message(UNMASK_TEXT("core",
                                       "objective.mean_span: windows of %1 tokens would have %2 "
                                       "spans; there are %3 sentinels."),
                           lengths.window, lengths.sentinels, kSentinels),
                   message(UNMASK_TEXT("core",
                                       "Use longer spans, a lower objective.density or a smaller "
                                       "model.context.")));
  if (lengths.target > model.context)
    return failure(message(UNMASK_TEXT("core",
                                       "objective.density: targets of %1 tokens would be longer "
                                       "than model.context = %2."),
                           lengths.target, model.context),
                   message(UNMASK_TEXT("core", "Lower it.")));
  return {};
}

Status validCorruption(const DenoisingSettings& settings, const ModelSettings& model) {
  if (model.context < 4)
    return failure(message(UNMASK_TEXT("core",
                                       "model.context: %1 leaves too little beside the start and "
                                       "the end."),
                           model.context),
                   message(UNMASK_TEXT("core", "Use at least 4.")));
  if (settings.permute == 0 && settings.infill == 0 && settings.mask == 0 && settings.remove == 0 &&
      settings.rotate == 0)
    return failure(message(UNMASK_TEXT("core",
                                       "objective.infill: with every corruption turned off, the "
                                       "model would only copy.")),
                   message(UNMASK_TEXT("core", "Turn one of them on.")));
  return {};
}

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
  const std::vector<std::string_view>& without = unused(spec);
  const auto addUsed = [&](std::vector<FieldRef> fields) {
    std::erase_if(fields, [&](const FieldRef& field) {
      return std::ranges::find(without, field.info.key) != without.end();
    });
    add(std::move(fields));
  };
  std::visit([&](auto& settings) { add(fieldsOf(settings)); }, spec.objectiveSettings);
  add(fieldsOf(spec.data));
  addUsed(fieldsOf(spec.model));
  add(fieldsOf(spec.train));
  addUsed(fieldsOf(spec.samples));
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
  if (objective == "span-corruption") spec.objectiveSettings = SpanCorruptionSettings{};
  if (objective == "denoising") spec.objectiveSettings = DenoisingSettings{};
  UNMASK_TRY(applyPreset(spec, info->presets.front().id));
  return spec;
}

Status validate(const RunSpec& spec) {
  const ModelSettings& model = spec.model;
  const TrainSettings& train = spec.train;
  const auto* spans = std::get_if<SpanCorruptionSettings>(&spec.objectiveSettings);
  const bool ownHeadWidth = spans && model.headWidth > 0;
  if (!ownHeadWidth && model.width % model.heads != 0)
    return failure(message(UNMASK_TEXT("core", "model.width: %1 cannot be divided by %2 heads."),
                           model.width, model.heads),
                   message(UNMASK_TEXT("core", "Choose a width that is a multiple of the heads.")));
  if (train.minLearningRate > train.learningRate)
    return failure(
        message(UNMASK_TEXT("core", "train.min_learning_rate: %1 is above the learning rate %2."),
                train.minLearningRate, train.learningRate),
        message(UNMASK_TEXT("core", "Lower it, or raise train.learning_rate.")));
  const int64_t decay = train.decaySteps ? train.decaySteps : train.steps;
  const bool decays = train.schedule == "cosine" || train.schedule == "linear";
  if (decays && train.warmupSteps > decay)
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
  } else if (spans) {
    if (model.positionDistance <= model.positionBuckets / 2)
      return failure(message(UNMASK_TEXT("core",
                                         "model.position_distance: %1 is not beyond the distances "
                                         "that have a bucket of their own."),
                             model.positionDistance),
                     message(UNMASK_TEXT("core", "Use more than half of the buckets.")));
    UNMASK_TRY(validSpans(*spans, model));
  } else if (const auto* noise = std::get_if<DenoisingSettings>(&spec.objectiveSettings)) {
    UNMASK_TRY(validCorruption(*noise, model));
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

bool isEncoderDecoder(const RunSpec& spec) {
  return std::holds_alternative<SpanCorruptionSettings>(spec.objectiveSettings) ||
         std::holds_alternative<DenoisingSettings>(spec.objectiveSettings);
}

int64_t targetLength(const RunSpec& spec) {
  const auto* spans = std::get_if<SpanCorruptionSettings>(&spec.objectiveSettings);
  return spans ? spanLengths(spec.model.context, *spans).target : spec.model.context;
}

int64_t vocabularySize(const RunSpec& spec) {
  const TokenIds ids = spec.tokenIds();
  if (std::holds_alternative<SpanCorruptionSettings>(spec.objectiveSettings)) return ids.all();
  if (std::holds_alternative<DenoisingSettings>(spec.objectiveSettings)) return ids.sep() + 1;
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
