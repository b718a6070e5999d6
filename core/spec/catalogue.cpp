// The catalogue of objectives.
#include "core/spec/catalogue.h"

#include <cmath>
#include <limits>
#include <numbers>

#include "core/spec/picture_objectives.h"

namespace unmask {

namespace {

std::vector<ObjectiveInfo> textObjectives() {
  return {
      {.id = "next-token",
       .label = UNMASK_TEXT("core", "Next token"),
       .system = "GPT",
       .family = Family::text,
       .architecture = Architecture::gpt,
       .paper = "Radford et al. 2018, 2019",
       .task =
           UNMASK_TEXT("core", "Read from the left and predict the next piece at every position."),
       .lookFor = UNMASK_TEXT(
           "core",
           "The loss leaves ln V at once, falls fast while the model learns which pieces are "
           "frequent, then slowly while it learns words and their order."),
       .chanceName = "ln V",
       .presets =
           {{.id = "tiny",
             .label = UNMASK_TEXT("core", "Tiny"),
             .explanation =
                 UNMASK_TEXT("core", "nanoGPT's CPU setting: 4 layers, width 128, context 64."),
             .assignments = {"model.layers=4", "model.heads=4", "model.width=128",
                             "model.feed_forward=512", "model.context=64", "train.batch_size=12",
                             "train.steps=2000", "train.decay_steps=2000"}},
            {.id = "mini",
             .label = UNMASK_TEXT("core", "Mini"),
             .explanation = UNMASK_TEXT("core", "4 layers, width 192, context 128."),
             .assignments = {"model.layers=4", "model.heads=6", "model.width=192",
                             "model.feed_forward=768", "model.context=128", "train.batch_size=16",
                             "train.steps=4000", "train.decay_steps=4000"}},
            {.id = "small",
             .label = UNMASK_TEXT("core", "Small"),
             .explanation = UNMASK_TEXT(
                 "core",
                 "nanoGPT's character model: 6 layers, width 384, context 256, dropout 0.2."),
             .assignments = {"model.layers=6", "model.heads=6", "model.width=384",
                             "model.feed_forward=1536", "model.context=256", "model.dropout=0.2",
                             "train.batch_size=64", "train.steps=5000", "train.decay_steps=5000"}},
            {.id = "medium",
             .label = UNMASK_TEXT("core", "Medium"),
             .explanation = UNMASK_TEXT("core", "8 layers, width 512, context 512, dropout 0.1."),
             .assignments = {"model.layers=8", "model.heads=8", "model.width=512",
                             "model.feed_forward=2048", "model.context=512", "model.dropout=0.1",
                             "train.batch_size=32", "train.steps=20000", "train.decay_steps=20000",
                             "train.learning_rate=6e-4", "train.min_learning_rate=6e-5",
                             "train.warmup_steps=500", "train.eval_every=500",
                             "train.eval_batches=100", "train.checkpoint_every=500"}},
            {.id = "paper",
             .label = UNMASK_TEXT("core", "Paper"),
             .explanation =
                 UNMASK_TEXT("core", "GPT-2 as published: 12 layers, width 768, context 1024."),
             .assignments = {"model.layers=12", "model.heads=12", "model.width=768",
                             "model.feed_forward=3072", "model.context=1024", "train.batch_size=12",
                             "train.accumulate=40", "train.steps=600000",
                             "train.decay_steps=600000", "train.learning_rate=6e-4",
                             "train.min_learning_rate=6e-5", "train.warmup_steps=2000",
                             "train.beta2=0.95", "train.eval_every=1000", "train.eval_batches=200",
                             "train.checkpoint_every=1000"}}}},
      {.id = "masked-lm",
       .label = UNMASK_TEXT("core", "Masked words"),
       .system = "BERT",
       .family = Family::text,
       .architecture = Architecture::bert,
       .paper = "Devlin et al. 2019",
       .task = UNMASK_TEXT("core",
                           "See both sides and predict the pieces that were hidden or exchanged."),
       .lookFor = UNMASK_TEXT(
           "core",
           "A plateau near the loss of guessing by frequency, then a drop when the model "
           "begins to use the neighbours. Watch the accuracy on [MASK] alone: kept pieces "
           "are easy."),
       .chanceName = "ln V",
       .presets =
           {{.id = "tiny",
             .label = UNMASK_TEXT("core", "Tiny"),
             .explanation = UNMASK_TEXT(
                 "core",
                 "4 layers, width 128, context 64, layer norm before: leaves its plateau "
                 "early."),
             .assignments = {"model.layers=4", "model.heads=4", "model.width=128",
                             "model.feed_forward=512", "model.context=64", "train.batch_size=12",
                             "train.steps=2000", "train.decay_steps=2000"}},
            {.id = "tiny-post",
             .label = UNMASK_TEXT("core", "Tiny, shaped as published"),
             .explanation = UNMASK_TEXT(
                 "core",
                 "The same size with BERT's own layer norms, biases and head; leaves its "
                 "plateau late."),
             .assignments = {"model.layers=4", "model.heads=4", "model.width=128",
                             "model.feed_forward=512", "model.context=64", "model.norm=post",
                             "model.bias=true", "model.head_transform=true",
                             "model.embedding_norm=true", "model.segment_embedding=true",
                             "model.initialisation=bert", "train.batch_size=12", "train.steps=2000",
                             "train.decay_steps=2000"}},
            {.id = "mini",
             .label = UNMASK_TEXT("core", "Mini"),
             .explanation = UNMASK_TEXT("core", "4 layers, width 192, context 128."),
             .assignments = {"model.layers=4", "model.heads=6", "model.width=192",
                             "model.feed_forward=768", "model.context=128", "train.batch_size=16",
                             "train.steps=4000", "train.decay_steps=4000"}},
            {.id = "small",
             .label = UNMASK_TEXT("core", "Small"),
             .explanation = UNMASK_TEXT("core", "6 layers, width 384, context 256, dropout 0.1."),
             .assignments = {"model.layers=6", "model.heads=6", "model.width=384",
                             "model.feed_forward=1536", "model.context=256", "model.dropout=0.1",
                             "train.batch_size=64", "train.steps=10000",
                             "train.decay_steps=10000"}},
            {.id = "medium",
             .label = UNMASK_TEXT("core", "Medium"),
             .explanation = UNMASK_TEXT("core", "8 layers, width 512, context 512, dropout 0.1."),
             .assignments = {"model.layers=8", "model.heads=8", "model.width=512",
                             "model.feed_forward=2048", "model.context=512", "model.dropout=0.1",
                             "train.batch_size=32", "train.steps=20000", "train.decay_steps=20000",
                             "train.learning_rate=6e-4", "train.min_learning_rate=6e-5",
                             "train.warmup_steps=500", "train.eval_every=500",
                             "train.eval_batches=100", "train.checkpoint_every=500"}},
            {.id = "paper",
             .label = UNMASK_TEXT("core", "Paper"),
             .explanation = UNMASK_TEXT(
                 "core",
                 "BERT base as published: 12 layers, width 768, context 512, its own shape."),
             .assignments = {"model.layers=12",
                             "model.heads=12",
                             "model.width=768",
                             "model.feed_forward=3072",
                             "model.context=512",
                             "model.dropout=0.1",
                             "model.norm=post",
                             "model.bias=true",
                             "model.head_transform=true",
                             "model.embedding_norm=true",
                             "model.segment_embedding=true",
                             "model.initialisation=bert",
                             "objective.algorithm=bert-exact",
                             "objective.cls_sep=true",
                             "train.batch_size=32",
                             "train.accumulate=8",
                             "train.steps=1000000",
                             "train.decay_steps=1000000",
                             "train.learning_rate=1e-4",
                             "train.min_learning_rate=0",
                             "train.warmup_steps=10000",
                             "train.schedule=linear",
                             "train.beta2=0.999",
                             "train.weight_decay=0.01",
                             "train.eval_every=1000",
                             "train.eval_batches=200",
                             "train.checkpoint_every=1000"}}}},
      {.id = "span-corruption",
       .label = UNMASK_TEXT("core", "Span corruption"),
       .system = "T5",
       .family = Family::text,
       .architecture = Architecture::t5,
       .paper = "Raffel et al. 2020",
       .task = UNMASK_TEXT("core",
                           "Read a text with gaps, each marked by a sentinel of its own, and write "
                           "what is missing in each."),
       .lookFor = UNMASK_TEXT(
           "core",
           "A fast fall while the model learns the target's form, sentinels in order and an end; "
           "then the loss on hidden pieces alone says how well it fills the gaps."),
       .chanceName = "ln V",
       .presets =
           {{.id = "tiny",
             .label = UNMASK_TEXT("core", "Tiny"),
             .explanation = UNMASK_TEXT(
                 "core",
                 "T5 v1.1 with 2 + 2 layers, width 128; 64 tokens in, 14 out. Fills well "
                 "only when trained longer."),
             .assignments = {"model.layers=2", "model.decoder_layers=2", "model.heads=4",
                             "model.width=128", "model.feed_forward=512", "model.context=64",
                             "train.batch_size=12", "train.steps=2000", "train.decay_steps=2000"}},
            {.id = "small",
             .label = UNMASK_TEXT("core", "Small"),
             .explanation = UNMASK_TEXT("core", "6 + 6 layers, width 384, 256 tokens in."),
             .assignments = {"model.layers=6", "model.decoder_layers=6", "model.heads=6",
                             "model.width=384", "model.feed_forward=1024", "model.context=256",
                             "train.batch_size=64", "train.steps=20000",
                             "train.decay_steps=20000"}},
            {.id = "paper",
             .label = UNMASK_TEXT("core", "Paper"),
             .explanation = UNMASK_TEXT(
                 "core",
                 "T5 v1.1 small's shape and schedule: 8 + 8 layers, width 512, 512 tokens in, 114 "
                 "out. AdamW stands in for Adafactor, so the rate is a tenth of the published one."),
             .assignments = {"model.layers=8", "model.decoder_layers=8", "model.heads=6",
                             "model.head_width=64", "model.width=512", "model.feed_forward=1024",
                             "model.context=512", "train.batch_size=128", "train.steps=524288",
                             "train.schedule=inverse-root", "train.learning_rate=1e-3",
                             "train.min_learning_rate=0", "train.warmup_steps=10000",
                             "train.eval_every=1000", "train.eval_batches=200",
                             "train.checkpoint_every=1000"}}}},
      {.id = "denoising",
       .label = UNMASK_TEXT("core", "Denoising"),
       .system = "BART",
       .family = Family::text,
       .architecture = Architecture::bart,
       .paper = "Lewis et al. 2020",
       .task = UNMASK_TEXT("core",
                           "Read a text with spans hidden and sentences out of order, and write "
                           "the whole text as it was."),
       .lookFor = UNMASK_TEXT(
           "core",
           "A plateau, then a steep fall when the model finds out how to copy what it was shown. "
           "Most of the target is copying: watch the loss on hidden pieces alone."),
       .chanceName = "ln V",
       .presets =
           {{.id = "tiny",
             .label = UNMASK_TEXT("core", "Tiny"),
             .explanation = UNMASK_TEXT(
                 "core", "BART with 2 + 2 layers, width 128; 64 tokens between start and end."),
             .assignments = {"model.layers=2", "model.decoder_layers=2", "model.heads=4",
                             "model.width=128", "model.feed_forward=512", "model.context=66",
                             "train.batch_size=12", "train.steps=2000", "train.decay_steps=2000"}},
            {.id = "small",
             .label = UNMASK_TEXT("core", "Small"),
             .explanation = UNMASK_TEXT("core", "4 + 4 layers, width 384, 256 tokens."),
             .assignments = {"model.layers=4", "model.decoder_layers=4", "model.heads=6",
                             "model.width=384", "model.feed_forward=1536", "model.context=256",
                             "model.dropout=0.1", "train.batch_size=64", "train.steps=20000",
                             "train.decay_steps=20000", "train.learning_rate=5e-4",
                             "train.min_learning_rate=5e-5", "train.warmup_steps=1000"}},
            {.id = "paper",
             .label = UNMASK_TEXT("core", "Paper"),
             .explanation = UNMASK_TEXT(
                 "core", "BART base as published: 6 + 6 layers, width 768, 512 tokens."),
             .assignments = {"model.layers=6",
                             "model.decoder_layers=6",
                             "model.heads=12",
                             "model.width=768",
                             "model.feed_forward=3072",
                             "model.context=512",
                             "model.dropout=0.1",
                             "objective.whole_word=true",
                             "train.batch_size=32",
                             "train.accumulate=64",
                             "train.steps=500000",
                             "train.decay_steps=500000",
                             "train.schedule=linear",
                             "train.learning_rate=4e-4",
                             "train.min_learning_rate=0",
                             "train.warmup_steps=10000",
                             "train.beta2=0.98",
                             "train.weight_decay=0.01",
                             "train.clip_norm=0.1",
                             "train.eval_every=1000",
                             "train.eval_batches=200",
                             "train.checkpoint_every=1000"}}}},
  };
}

}  // namespace

const std::vector<ObjectiveInfo>& objectives() {
  static const std::vector<ObjectiveInfo> all = [] {
    std::vector<ObjectiveInfo> list = textObjectives();
    for (ObjectiveInfo& info : pictureObjectives()) list.push_back(std::move(info));
    return list;
  }();
  return all;
}

const ObjectiveInfo* findObjective(const std::string& id) {
  for (const ObjectiveInfo& info : objectives())
    if (id == info.id) return &info;
  return nullptr;
}

const char* lossUnit(const ObjectiveInfo& info) {
  if (info.lossKind == LossKind::squaredError) return UNMASK_TEXT("core", "squared error");
  switch (info.lossPer) {
    case LossPer::token:
      return UNMASK_TEXT("core", "nats/token");
    case LossPer::patch:
      return UNMASK_TEXT("core", "nats/patch");
    case LossPer::view:
      return UNMASK_TEXT("core", "nats/view");
    case LossPer::pair:
      return UNMASK_TEXT("core", "nats/pair");
  }
  return "";
}

double chanceLoss(const RunSpec& spec) {
  if (const auto* masked = std::get_if<MaskedPixelsSettings>(&spec.objectiveSettings)) {
    const auto values = static_cast<double>(masked->patch * masked->patch * spec.channels);
    return masked->normPix ? (values - 1) / values : std::numeric_limits<double>::quiet_NaN();
  }
  if (std::holds_alternative<PictureTokenizerSettings>(spec.objectiveSettings))
    return std::numeric_limits<double>::quiet_NaN();
  if (familyOf(spec) == Family::pairs) {
    const double contrast = std::log(static_cast<double>(spec.train.batchSize));
    return std::holds_alternative<ImageTextMatchingSettings>(spec.objectiveSettings)
               ? contrast + matchChance()
               : contrast;
  }
  if (std::holds_alternative<ContrastiveSettings>(spec.objectiveSettings))
    return std::log(2.0 * static_cast<double>(spec.train.batchSize) - 1);
  if (isEncoderDecoder(spec)) return std::log(static_cast<double>(vocabularySize(spec)));
  // What can be a target: the pieces, and the end of a document where that is predicted too.
  const auto* nextToken = std::get_if<NextTokenSettings>(&spec.objectiveSettings);
  const int64_t candidates = spec.pieces + (nextToken && nextToken->endOfDocument ? 1 : 0);
  return std::log(static_cast<double>(candidates));
}

double matchChance() {
  return std::numbers::ln2;
}

double neverMatchLoss() {
  return -(std::log(1.0 / 3) + 2 * std::log(2.0 / 3)) / 3;
}

Status applyPreset(RunSpec& spec, const std::string& presetId) {
  const ObjectiveInfo* info = findObjective(spec.objective);
  if (!info)
    return failure(message(UNMASK_TEXT("core", "There is no objective %1."), spec.objective));
  std::string known;
  for (const Preset& preset : info->presets) {
    known += (known.empty() ? "" : ", ") + std::string(preset.id);
    if (presetId != preset.id) continue;
    spec.model = {};
    spec.pictureModel = {};
    spec.train = {};
    if (std::holds_alternative<ImageTextMatchingSettings>(spec.objectiveSettings))
      spec.pictureModel.encoder = "vit";  // its patches are what captions look at
    const std::vector<FieldRef> fields = fieldsOf(spec);
    for (const char* assignment : preset.assignments) UNMASK_TRY(setAssignment(fields, assignment));
    spec.preset = presetId;
    return {};
  }
  return failure(message(UNMASK_TEXT("core", "%1 has no preset %2."), spec.objective, presetId),
                 message(UNMASK_TEXT("core", "There are: %1."), known));
}

}  // namespace unmask
