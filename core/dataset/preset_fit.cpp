// The rules, one function each; Fitting knows the preset and what is the person's own.
#include "core/dataset/preset_fit.h"

#include <algorithm>
#include <bit>
#include <map>
#include <nlohmann/json.hpp>
#include <tuple>

#include "core/dataset/picture_batches.h"
#include "core/dataset/text_batches.h"
#include "core/spec/catalogue.h"
#include "core/spec/spec_diff.h"

namespace unmask {

namespace {

constexpr uint64_t kHeldOutPictures = 4;  // as many as are shown at each evaluation
constexpr int64_t kLeastContext = 8;      // tokens
constexpr double kSmallTextShare = 0.8;   // that trains, where a tenth is too little to hold out
constexpr int64_t kPatchesPerCode = 8;
constexpr int64_t kMostPasses = 400, kFewestSteps = 300;  // over small data
constexpr int64_t kSampleTokens = 1 << 16, kSamplePictures = 1024;  // of twice as many held out

// Every setting that fitPreset() may change.
constexpr const char* kFitted[] = {
    "data.train_fraction", "model.context",      "objective.codes",  "train.batch_size",
    "train.steps",         "train.warmup_steps", "train.decay_steps", "train.eval_every",
    "train.eval_batches",  "train.checkpoint_every"};

const FieldRef* find(const std::vector<FieldRef>& fields, std::string_view key) {
  const auto found = std::ranges::find_if(
      fields, [&](const FieldRef& field) { return key == field.info.key; });
  return found == fields.end() ? nullptr : &*found;
}

void copy(std::string_view key, RunSpec& from, RunSpec& to) {
  const std::vector<FieldRef> source = fieldsOf(from), target = fieldsOf(to);
  const FieldRef *value = find(source, key), *into = find(target, key);
  // What one spec holds is in range for another of its objective.
  if (value && into) static_cast<void>(into->set(value->get()));
}

int64_t powerOfTwo(int64_t value) {
  return static_cast<int64_t>(std::bit_floor(static_cast<uint64_t>(std::max<int64_t>(value, 1))));
}

// The objective's defaults with the preset of `spec` on its tokenizer and corpus.
RunSpec plainPreset(const RunSpec& spec) {
  RunSpec preset = spec;
  if (auto defaults = defaultSpec(spec.objective)) {
    preset.data = defaults->data;
    preset.objectiveSettings = defaults->objectiveSettings;
    const std::vector<std::string> prompts = std::move(preset.samples.prompts);
    preset.samples = defaults->samples;
    preset.samples.prompts = prompts;  // they come with the corpus
  }
  if (!applyPreset(preset, spec.preset))
    if (const ObjectiveInfo* info = findObjective(spec.objective))
      static_cast<void>(applyPreset(preset, info->presets.front().id));
  // They come with the picture tokenizer.
  const auto* tokens = std::get_if<MaskedTokensSettings>(&spec.objectiveSettings);
  if (tokens && !spec.tokenizer.slug.empty()) {
    auto& same = std::get<MaskedTokensSettings>(preset.objectiveSettings);
    same.view.size = tokens->view.size;
    same.patch = tokens->patch;
  }
  return preset;
}

class Fitting {
 public:
  Fitting(RunSpec& spec, const DataSize& size, const OwnKeys& own)
      : spec_(spec), preset_(plainPreset(spec)), size_(size), own_(own) {}

  std::vector<FittedSetting> fit() {
    for (const char* key : kFitted)
      if (free(key)) copy(key, preset_, spec_);
    if (familyOf(spec_) == Family::text)
      fitText();
    else
      fitPictures();
    followSteps();
    return changed();
  }

 private:
  bool free(std::string_view key) const { return !own_.contains(key); }

  void because(const char* key, Message reason) { reasons_[key] = std::move(reason); }

  // ---- pictures and pairs

  PictureParts parts() const { return pictureParts(spec_.data, size_.pictures); }

  // A view's partner is looked for among other pictures.
  uint64_t fewestTraining() const {
    const bool alone = std::holds_alternative<MaskedPixelsSettings>(spec_.objectiveSettings) ||
                       std::holds_alternative<PictureTokenizerSettings>(spec_.objectiveSettings) ||
                       std::holds_alternative<MaskedTokensSettings>(spec_.objectiveSettings);
    return alone ? 1 : 2;
  }

  void fitPictures() {
    if (size_.pictures == 0) return;
    holdOutPictures();
    const auto training = static_cast<int64_t>(parts().training);
    if (training < static_cast<int64_t>(fewestTraining())) return;
    if (free("train.batch_size") && spec_.train.batchSize > training) {
      spec_.train.batchSize = powerOfTwo(training);
      because("train.batch_size", message(UNMASK_TEXT("core", "%1 pictures train."), training));
    }
    fitCodebook(training);
    if (training < preset_.train.batchSize)
      limitPasses(spec_.train.batchSize * spec_.train.accumulate, training);
    sampleEvaluation(
        static_cast<int64_t>(parts().validation),
        UNMASK_TEXT("core", "%1 pictures are held out; a fixed sample tells as much in less time."));
  }

  void holdOutPictures() {
    if (!free("data.train_fraction")) return;
    const uint64_t wanted = std::clamp<uint64_t>(size_.pictures / 4, 2, kHeldOutPictures);
    if (parts().validation >= wanted) return;
    const double before = spec_.data.trainFraction;
    for (int percent = static_cast<int>(100 * before) - 1; percent > 0; --percent) {
      spec_.data.trainFraction = percent / 100.0;
      if (parts().validation < wanted) continue;
      if (parts().training >= fewestTraining())
        return because("data.train_fraction",
                       message(UNMASK_TEXT("core", "So %1 of %2 pictures are held out."),
                               parts().validation, size_.pictures));
      break;
    }
    spec_.data.trainFraction = before;  // too few pictures for both parts
  }

  void fitCodebook(int64_t training) {
    auto* tokenizer = std::get_if<PictureTokenizerSettings>(&spec_.objectiveSettings);
    if (!tokenizer || !free("objective.codes")) return;
    const int64_t patches = training * patchGrid(*tokenizer) * patchGrid(*tokenizer);
    const int64_t most = std::max<int64_t>(2, powerOfTwo(patches / kPatchesPerCode));
    if (tokenizer->codes <= most) return;
    tokenizer->codes = most;
    because("objective.codes",
            message(UNMASK_TEXT("core", "The training pictures have %1 patches."), patches));
  }

  // ---- text

  int64_t trainingTokens() const {
    return static_cast<int64_t>(static_cast<double>(size_.tokens) * spec_.data.trainFraction);
  }
  int64_t shorterPart() const {
    return std::min(trainingTokens(), static_cast<int64_t>(size_.tokens) - trainingTokens());
  }
  bool windowFits() const { return static_cast<int64_t>(windowTokens(spec_)) <= shorterPart(); }

  void fitText() {
    if (size_.tokens == 0) return;
    if (!windowFits() && !fitWindow()) return;
    const int64_t step = spec_.train.batchSize * spec_.train.accumulate * spec_.model.context;
    if (trainingTokens() < preset_.train.batchSize * preset_.model.context)
      limitPasses(step, trainingTokens());
    sampleEvaluation(
        static_cast<int64_t>(size_.tokens) - trainingTokens(),
        UNMASK_TEXT("core", "%1 tokens are held out; a fixed sample tells as much in less time."));
  }

  // Holds out more, then looks at less at once.
  bool fitWindow() {
    const RunSpec before = spec_;
    if (free("data.train_fraction") && spec_.data.trainFraction > kSmallTextShare)
      spec_.data.trainFraction = kSmallTextShare;
    while (!windowFits() && free("model.context") && spec_.model.context > kLeastContext)
      spec_.model.context = powerOfTwo(spec_.model.context - 1);
    if (!windowFits() || !validate(spec_)) {
      spec_ = before;
      return false;
    }
    if (spec_.data.trainFraction != before.data.trainFraction)
      because("data.train_fraction", message(UNMASK_TEXT("core", "So %1 of %2 tokens are held out."),
                                             shorterPart(), size_.tokens));
    if (spec_.model.context != before.model.context)
      because("model.context",
              message(UNMASK_TEXT("core", "The shorter part has %1 tokens."), shorterPart()));
    return true;
  }

  // ---- both

  void limitPasses(int64_t itemsPerStep, int64_t training) {
    if (!free("train.steps") || itemsPerStep < 1) return;
    const int64_t tens = (kMostPasses * training / itemsPerStep + 9) / 10 * 10;
    const int64_t most = std::max(tens, kFewestSteps);
    if (spec_.train.steps <= most) return;
    spec_.train.steps = most;
    const Message reason =
        message(UNMASK_TEXT("core", "They go over the training part %1 times as it is."),
                (most * itemsPerStep + training / 2) / training);
    because("train.steps", reason);
    for (const auto& [key, every, ofPreset] :
         {std::tuple("train.eval_every", &spec_.train.evalEvery, preset_.train.evalEvery),
          std::tuple("train.checkpoint_every", &spec_.train.checkpointEvery,
                     preset_.train.checkpointEvery)})
      if (free(key)) *every = std::max<int64_t>(1, ofPreset * most / preset_.train.steps);
  }

  void sampleEvaluation(int64_t heldOut, const char* reason) {
    if (!free("train.eval_batches") || spec_.train.evalBatches != 0) return;
    spec_.train.evalBatches = sampleBatches(spec_, static_cast<uint64_t>(heldOut));
    because("train.eval_batches", message(reason, heldOut));
  }

  void followSteps() {
    TrainSettings& train = spec_.train;
    const TrainSettings& preset = preset_.train;
    if (train.steps == preset.steps) return;
    if (free("train.decay_steps") && preset.decaySteps == preset.steps)
      train.decaySteps = train.steps;
    if (free("train.warmup_steps") && train.steps < preset.steps)
      train.warmupSteps = preset.warmupSteps * train.steps / preset.steps;
  }

  std::vector<FittedSetting> changed() {
    std::vector<FittedSetting> list;
    const std::vector<FieldRef> now = fieldsOf(spec_), before = fieldsOf(preset_);
    for (const FieldRef& field : now) {
      const FieldRef* was = find(before, field.info.key);
      const bool fitted = std::ranges::find(kFitted, std::string_view(field.info.key)) !=
                          std::end(kFitted);
      if (!fitted || !was || !free(field.info.key) || field.get() == was->get()) continue;
      const auto reason = reasons_.find(field.info.key);
      list.push_back({field.info.key, field.info.label, shownValue(*was), shownValue(field),
                      reason != reasons_.end()
                          ? reason->second
                          : message(UNMASK_TEXT("core", "It goes with the steps."))});
    }
    return list;
  }

  RunSpec& spec_;
  RunSpec preset_;
  const DataSize size_;
  const OwnKeys& own_;
  std::map<std::string, Message, std::less<>> reasons_;
};

}  // namespace

int64_t sampleBatches(const RunSpec& spec, uint64_t heldOut) {
  const bool text = familyOf(spec) == Family::text;
  const int64_t sample = text ? kSampleTokens : kSamplePictures;
  if (static_cast<int64_t>(heldOut) <= 2 * sample) return 0;
  const int64_t batch =
      std::max<int64_t>(1, spec.train.batchSize * (text ? spec.model.context : 1));
  return (sample + batch - 1) / batch;
}

std::vector<FittedSetting> fitPreset(RunSpec& spec, const DataSize& size, const OwnKeys& own) {
  if (spec.preset.empty()) return {};
  return Fitting(spec, size, own).fit();
}

RunSpec presetOf(const RunSpec& spec, const DataSize& size) {
  RunSpec preset = plainPreset(spec);
  fitPreset(preset, size, {});
  return preset;
}

RunSpec unset(const RunSpec& spec, const DataSize& size, const OwnKeys& own) {
  RunSpec reference = plainPreset(spec), now = spec;
  for (const char* key : kFitted) {
    RunSpec without = now;
    if (own.contains(key)) {
      OwnKeys others = own;
      others.erase(key);
      fitPreset(without, size, others);
    }
    copy(key, without, reference);
  }
  return reference;
}

OwnKeys ownKeysOf(const RunSpec& spec, const DataSize& size) {
  OwnKeys own = differingKeys(spec, presetOf(spec, size));
  own.erase("samples.prompts");  // they come with the corpus
  RunSpec fitted = spec;
  fitPreset(fitted, size, own);
  own.merge(differingKeys(spec, fitted));
  for (const char* key : kFitted) {  // what only follows from the others is nobody's
    OwnKeys others = own;
    if (others.erase(key) == 0) continue;
    fitted = spec;
    fitPreset(fitted, size, others);
    if (differingKeys(spec, fitted).empty()) own = std::move(others);
  }
  return own;
}

OwnKeys differingKeys(RunSpec one, RunSpec other) {
  OwnKeys keys;
  const std::vector<FieldRef> ours = fieldsOf(one), theirs = fieldsOf(other);
  for (const FieldRef& field : ours) {
    const FieldRef* same = find(theirs, field.info.key);
    if (same && same->get() != field.get()) keys.insert(field.info.key);
  }
  return keys;
}

}  // namespace unmask
