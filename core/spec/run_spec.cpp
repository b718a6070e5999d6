// Run settings to and from spec.json, and the rules between settings.
#include "core/spec/run_spec.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>
#include <string_view>

#include "core/spec/catalogue.h"
#include "core/spec/span_lengths.h"

namespace unmask {

using nlohmann::json;

namespace {

constexpr int kSpecVersion = 1;

constexpr std::string_view kTransformer[] = {"model.layers", "model.heads", "model.width",
                                             "model.feed_forward"};

bool among(std::string_view key, std::span<const std::string_view> keys) {
  return std::ranges::find(keys, key) != keys.end();
}

// Whether the schedule comes to an end at train.decay_steps.
bool decays(const TrainSettings& train) {
  return train.schedule.starts_with("cosine") || train.schedule == "linear";
}

// Whether an objective has a use for a setting of model.* or samples.*.
bool uses(const RunSpec& spec, std::string_view key) {
  static const std::vector<std::string_view> decoders = {"model.decoder_layers", "model.head_width",
                                                         "model.position_buckets",
                                                         "model.position_distance"};
  static const std::vector<std::string_view> notT5 = {
      "model.bias",           "model.norm",           "model.tied_head",
      "model.head_transform", "model.embedding_norm", "model.segment_embedding",
      "model.initialisation", "samples.length",       "samples.temperature",
      "samples.top_k"};
  static const std::vector<std::string_view> notBart = {
      "model.head_width", "model.position_buckets", "model.position_distance"};
  static const std::vector<std::string_view> maskedPixels = {
      "model.decoder_layers", "model.decoder_width", "model.decoder_heads"};
  static const std::vector<std::string_view> pictureTokenizer = {
      "model.convolution_width", "model.residual_blocks", "model.code_width"};
  static const std::vector<std::string_view> contrastive = {
      "model.encoder",           "model.patch",
      "model.projection_layers", "model.projection_hidden",
      "model.projection_width"};
  static const std::vector<std::string_view> imageText = {
      "model.context",    "model.encoder",    "model.patch", "model.text_layers",
      "model.text_heads", "model.text_width", "model.projection_width"};
  static const std::vector<std::string_view> matching = {
      "model.context",    "model.patch",         "model.text_layers",     "model.text_heads",
      "model.text_width", "model.fusion_layers", "model.projection_width"};
  if (key == "samples.pictures") return familyOf(spec) != Family::text;
  if (std::holds_alternative<SpanCorruptionSettings>(spec.objectiveSettings))
    return !among(key, notT5);
  if (std::holds_alternative<DenoisingSettings>(spec.objectiveSettings))
    return !among(key, notT5) && !among(key, notBart);
  if (std::holds_alternative<MaskedPixelsSettings>(spec.objectiveSettings))
    return among(key, kTransformer) || among(key, maskedPixels);
  if (std::holds_alternative<PictureTokenizerSettings>(spec.objectiveSettings))
    return among(key, pictureTokenizer);
  if (std::holds_alternative<MaskedTokensSettings>(spec.objectiveSettings))
    return among(key, kTransformer) || key == "model.absolute_positions";
  if (std::holds_alternative<ContrastiveSettings>(spec.objectiveSettings))
    return among(key, kTransformer) || among(key, contrastive);
  if (std::holds_alternative<ImageTextMatchingSettings>(spec.objectiveSettings))
    return among(key, kTransformer) || among(key, matching);
  if (familyOf(spec) == Family::pairs) return among(key, kTransformer) || among(key, imageText);
  return !among(key, decoders);
}

Status divided(const char* widthKey, int64_t width, int64_t heads) {
  if (width % heads == 0) return {};
  return failure(
      message(UNMASK_TEXT("core", "%1: %2 cannot be divided by %3 heads."), widthKey, width, heads),
      message(UNMASK_TEXT("core", "Choose a width that is a multiple of the heads.")));
}

// Positions are sines and cosines of the column, and of the row.
Status fourParts(const char* widthKey, int64_t width) {
  if (width % 4 == 0) return {};
  return failure(message(UNMASK_TEXT("core", "%1: %2 cannot be divided by 4."), widthKey, width),
                 message(UNMASK_TEXT("core", "Choose a multiple of 4.")));
}

Status validPictureModel(const RunSpec& spec) {
  if (const auto* masked = std::get_if<MaskedPixelsSettings>(&spec.objectiveSettings)) {
    UNMASK_TRY(validate(*masked));
    UNMASK_TRY(fourParts("model.width", spec.model.width));
    UNMASK_TRY(fourParts("model.decoder_width", spec.pictureModel.decoderWidth));
    return divided("model.decoder_width", spec.pictureModel.decoderWidth,
                   spec.pictureModel.decoderHeads);
  }
  if (const auto* tokenizer = std::get_if<PictureTokenizerSettings>(&spec.objectiveSettings))
    return validate(*tokenizer);
  if (const auto* masked = std::get_if<MaskedTokensSettings>(&spec.objectiveSettings))
    return validate(*masked);
  const auto* matching = std::get_if<ImageTextMatchingSettings>(&spec.objectiveSettings);
  if (matching) {
    UNMASK_TRY(validate(*matching));
  } else if (const auto* pairs = std::get_if<ImageTextContrastSettings>(&spec.objectiveSettings)) {
    UNMASK_TRY(validate(*pairs));
  } else {
    UNMASK_TRY(validate(std::get<ContrastiveSettings>(spec.objectiveSettings)));
  }
  if (familyOf(spec) == Family::pairs) {
    UNMASK_TRY(divided("model.text_width", spec.pictureModel.textWidth,
                       spec.pictureModel.textHeads));
    if (spec.model.context < 3)
      return failure(message(UNMASK_TEXT("core", "%1 = %2 is too small."), "model.context",
                             spec.model.context),
                     message(UNMASK_TEXT("core", "Use at least %1."), 3));
  }
  const int64_t size = viewOf(spec).size;
  if (spec.train.batchSize < 2)
    return failure(message(UNMASK_TEXT("core", "%1 = %2 is too small."), "train.batch_size",
                           spec.train.batchSize),
                   message(UNMASK_TEXT("core", "Use at least %1."), 2));
  if (isResNet(spec.pictureModel)) return {};
  if (familyOf(spec) == Family::pictures || matching)
    UNMASK_TRY(fourParts("model.width", spec.model.width));
  if (size % spec.pictureModel.patch == 0) return {};
  return failure(message(UNMASK_TEXT("core",
                                     "model.patch: views of %1 pixels cannot be cut into patches "
                                     "of %2."),
                         size, spec.pictureModel.patch),
                 message(UNMASK_TEXT("core", "Choose a divisor of objective.view_size.")));
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

Status readTokenizer(const json& object, RunSpec& spec) {
  UNMASK_TRY(readRef(object, "tokenizer", spec.tokenizer));
  const auto& tokenizer = object["tokenizer"];
  if (!tokenizer.contains("pieces") || !tokenizer["pieces"].is_number_integer() ||
      tokenizer["pieces"].get<double>() < 1 || tokenizer["pieces"].get<double>() > 1e7)
    return failure(message(UNMASK_TEXT("core", "tokenizer.pieces must be from 1 to 10000000.")));
  spec.pieces = tokenizer["pieces"].get<int64_t>();
  return {};
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
        key != "channels" && key != "device" && key != "preset" && key != "settings" &&
        key != "created_ms" && key != "sha256")  // of the file: core/runs/spec_file.h
      return failure(
          message(UNMASK_TEXT("core", "It has an unknown entry %1."), key.substr(0, 60)));

  UNMASK_ASSIGN(const std::string objective, readText(object, "objective"));
  UNMASK_ASSIGN(RunSpec spec, defaultSpec(objective));
  UNMASK_TRY(readRef(object, "corpus", spec.corpus));
  if (picturesAlone(spec) && !usesPictureTokenizer(spec)) {
    if (object.contains("tokenizer"))
      return failure(message(UNMASK_TEXT("core", "%1 has no use for a tokenizer."), objective));
  } else {
    UNMASK_TRY(readTokenizer(object, spec));
  }
  if (familyOf(spec) != Family::text) {
    const auto channels = object.find("channels");
    if (channels == object.end() || (*channels != 1 && *channels != 3))
      return failure(message(UNMASK_TEXT("core", "channels must be 1 or 3.")));
    spec.channels = channels->get<int64_t>();
  }
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
  const auto addUsed = [&](std::vector<FieldRef> fields) {
    std::erase_if(fields, [&](const FieldRef& field) { return !uses(spec, field.info.key); });
    add(std::move(fields));
  };
  std::visit([&](auto& settings) { add(fieldsOf(settings)); }, spec.objectiveSettings);
  add(fieldsOf(spec.data, familyOf(spec) != Family::text));
  addUsed(fieldsOf(spec.model));
  if (familyOf(spec) != Family::text) addUsed(fieldsOf(spec.pictureModel));
  add(fieldsOf(spec.train));
  addUsed(fieldsOf(spec.samples));
  return all;
}

bool idle(const RunSpec& spec, std::string_view key) {
  const TrainSettings& train = spec.train;
  if (key == "train.beta1" || key == "train.beta2") return train.optimizer != "adamw";
  if (key == "train.momentum") return train.optimizer == "adamw";
  if (key == "train.trust") return train.optimizer != "lars";
  if (key == "train.decay_steps") return !decays(train);
  if (key == "train.min_learning_rate") return train.schedule == "constant";
  if (key == "model.projection_hidden") return spec.pictureModel.projectionLayers == 1;
  const bool chosen = uses(spec, "model.encoder") && familyOf(spec) != Family::text;
  return chosen && isResNet(spec.pictureModel) &&
         (among(key, kTransformer) || key == "model.patch");
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
  if (objective == "masked-pixels") spec.objectiveSettings = MaskedPixelsSettings{};
  if (objective == "picture-tokenizer") spec.objectiveSettings = PictureTokenizerSettings{};
  if (objective == "masked-tokens") spec.objectiveSettings = MaskedTokensSettings{};
  if (objective == "image-text-contrast") spec.objectiveSettings = ImageTextContrastSettings{};
  if (objective == "image-text-matching") spec.objectiveSettings = ImageTextMatchingSettings{};
  if (objective == "contrastive") spec.objectiveSettings = ContrastiveSettings{};
  if (familyOf(spec) != Family::text) spec.data.split = "pictures";
  UNMASK_TRY(applyPreset(spec, info->presets.front().id));
  return spec;
}

Status validate(const RunSpec& spec) {
  const ModelSettings& model = spec.model;
  const TrainSettings& train = spec.train;
  const auto* spans = std::get_if<SpanCorruptionSettings>(&spec.objectiveSettings);
  const bool ownHeadWidth = spans && model.headWidth > 0;
  if (!ownHeadWidth) UNMASK_TRY(divided("model.width", model.width, model.heads));
  if (train.minLearningRate > train.learningRate)
    return failure(
        message(UNMASK_TEXT("core", "train.min_learning_rate: %1 is above the learning rate %2."),
                train.minLearningRate, train.learningRate),
        message(UNMASK_TEXT("core", "Lower it, or raise train.learning_rate.")));
  const int64_t decay = train.decaySteps ? train.decaySteps : train.steps;
  if (decays(train) && train.warmupSteps > decay)
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
  } else if (familyOf(spec) != Family::text) {
    UNMASK_TRY(validPictureModel(spec));
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

Family familyOf(const RunSpec& spec) {
  if (std::holds_alternative<ImageTextContrastSettings>(spec.objectiveSettings) ||
      std::holds_alternative<ImageTextMatchingSettings>(spec.objectiveSettings))
    return Family::pairs;
  return std::visit(
             [](const auto& s) {
               return requires {
                 s.view;
               };
             },
             spec.objectiveSettings)
             ? Family::pictures
             : Family::text;
}

const ViewSettings& viewOf(const RunSpec& spec) {
  const ViewSettings* view = std::visit(
      [](const auto& s) -> const ViewSettings* {
        if constexpr (requires { s.view; }) return &s.view;
        return nullptr;
      },
      spec.objectiveSettings);
  if (!view) throw std::bad_variant_access();
  return *view;
}

bool isEncoderDecoder(const RunSpec& spec) {
  return std::holds_alternative<SpanCorruptionSettings>(spec.objectiveSettings) ||
         std::holds_alternative<DenoisingSettings>(spec.objectiveSettings);
}

int64_t targetLength(const RunSpec& spec) {
  const auto* spans = std::get_if<SpanCorruptionSettings>(&spec.objectiveSettings);
  return spans ? spanLengths(spec.model.context, *spans).target : spec.model.context;
}

int64_t positionsOf(const RunSpec& spec) {
  if (const auto* masked = std::get_if<MaskedPixelsSettings>(&spec.objectiveSettings))
    return patchGrid(*masked) * patchGrid(*masked) + 1;
  if (const auto* masked = std::get_if<MaskedTokensSettings>(&spec.objectiveSettings))
    return patchGrid(*masked) * patchGrid(*masked) + 1;
  if (const auto* tokenizer = std::get_if<PictureTokenizerSettings>(&spec.objectiveSettings))
    return patchGrid(*tokenizer) * patchGrid(*tokenizer);
  if (familyOf(spec) != Family::text) {
    const int64_t side =
        viewOf(spec).size / (isResNet(spec.pictureModel) ? 4 : spec.pictureModel.patch);
    return side * side + 1;
  }
  return spec.model.context;
}

int64_t vocabularySize(const RunSpec& spec) {
  const TokenIds ids = spec.tokenIds();
  if (usesPictureTokenizer(spec)) return spec.pieces;
  if (std::holds_alternative<SpanCorruptionSettings>(spec.objectiveSettings)) return ids.all();
  if (std::holds_alternative<DenoisingSettings>(spec.objectiveSettings) ||
      familyOf(spec) == Family::pairs)
    return ids.sep() + 1;
  if (const auto* masked = std::get_if<MaskedLmSettings>(&spec.objectiveSettings))
    return masked->clsSep ? ids.sep() + 1 : ids.mask() + 1;
  return std::get<NextTokenSettings>(spec.objectiveSettings).endOfDocument ? ids.endOfDocument() + 1
                                                                           : ids.pieces;
}

json toJson(const RunSpec& spec) {
  RunSpec copy = spec;  // fields point at what they describe
  json object = {{"version", kSpecVersion},
                 {"objective", spec.objective},
                 {"corpus", {{"slug", spec.corpus.slug}, {"hash", spec.corpus.hash}}},
                 {"device", spec.device},
                 {"preset", spec.preset},
                 {"settings", toJson(fieldsOf(copy))}};
  if (!picturesAlone(spec) || usesPictureTokenizer(spec))
    object["tokenizer"] = {{"slug", spec.tokenizer.slug},
                           {"hash", spec.tokenizer.hash},
                           {"pieces", spec.pieces}};
  if (familyOf(spec) != Family::text) object["channels"] = spec.channels;
  return object;
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
