// Choosing pictures, drawing what is done to them, and rendering it.
#include "core/dataset/picture_batches.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>

#include "core/base/random.h"
#include "core/dataset/caption_data.h"

namespace unmask {

namespace {

constexpr uint64_t kSplitSeed = 0, kValidationSeed = 0;
constexpr uint64_t kPreview = ~uint64_t{0};  // no run has so many epochs
constexpr double kLargestWholePicture = 32;  // pixels; recipes.md 5.2: larger ones lose their rim
constexpr double kMiddle = 0.875;
constexpr uint64_t kWrongPartners = 2;  // "step" of a validation stream; 0 and 1 are views

Message tooFew(uint64_t pictures, int64_t batch) {
  return message(UNMASK_TEXT("core",
                             "The training part has %1 pictures, fewer than train.batch_size = "
                             "%2."),
                 pictures, batch);
}

}  // namespace

PictureParts pictureParts(const DataSettings& settings, uint64_t pictures) {
  const auto training = std::min(pictures, static_cast<uint64_t>(static_cast<double>(pictures) *
                                                                 settings.trainFraction));
  return {training, pictures - training};
}

struct PictureBatches::State {
  RunSpec spec;
  PictureData data;
  std::optional<CaptionData> captions;
  ViewSettings view;
  size_t views = 1;                       // of a picture
  bool matched = false;                   // wrong partners are drawn
  bool drawn = false;                     // the parts are drawn at random
  PictureParts parts{};
  uint64_t batchSize = 0, accumulate = 0, seed = 0;

  PictureShape shape() const { return {data.height(), data.width(), data.channels()}; }
  // Pictures by their place in the corpus, training part first.
  uint64_t count() const { return captions ? captions->captioned().size() : data.count(); }
  uint64_t placed(uint64_t index) const {
    if (drawn) index = permuted(index, count(), kSplitSeed, Purpose::split, 0);
    return captions ? captions->captioned()[index] : index;
  }
  // One of the picture's captions, the first without `random`.
  void chooseCaption(PictureExample& example, RandomStream* random) const {
    if (!captions) return;
    const auto [begin, end] = captions->captionsOf(example.picture);
    example.caption.document = random && end > begin ? begin + random->below(end - begin) : begin;
  }
  Status readCaption(PictureExample& example) const {
    if (!captions) return {};
    UNMASK_ASSIGN(example.caption, captions->caption(example.caption.document));
    return {};
  }
  void addCaptionArrays(Batch&) const;
  // draws: of a row, its random stream.
  void addNegativeDraws(Batch&, const std::function<RandomStream(uint64_t row)>& draws) const;
  // The other pictures of a batch are what each is told apart from.
  bool contrasts() const { return views == 2 || captions; }
  void hidePatches(PictureExample& example, RandomStream random) const {
    if (const auto* pixels = std::get_if<MaskedPixelsSettings>(&spec.objectiveSettings)) {
      const int64_t grid = patchGrid(*pixels);
      example.patches = drawPatchMask(grid * grid, visiblePatches(*pixels), random);
    } else if (const auto* tokens = std::get_if<MaskedTokensSettings>(&spec.objectiveSettings)) {
      example.blocks = drawBlockMask(patchGrid(*tokens), maskTarget(*tokens), tokens->minBlock,
                                     tokens->blockAspect, random);
    }
  }

  Status render(const PictureExample& example, std::span<uint8_t> out) const {
    std::vector<uint8_t> picture(data.pictureBytes());
    UNMASK_TRY(data.pixels(example.picture, picture));
    const size_t bytes = out.size() / example.views.size();
    for (size_t v = 0; v < example.views.size(); ++v)
      renderView(picture, shape(), example.views[v], out.subspan(v * bytes, bytes));
    return {};
  }

  Result<Batch> assembled(std::vector<PictureExample> examples) const;
};

PictureBatches::PictureBatches(std::unique_ptr<State> state) : state_(std::move(state)) {}
PictureBatches::PictureBatches(PictureBatches&&) noexcept = default;
PictureBatches::~PictureBatches() = default;

Result<PictureBatches> PictureBatches::open(const RunSpec& spec,
                                            const DataFolders& folders, Access access) {
  UNMASK_ASSIGN(PictureData data, PictureData::open(folders.pictures, access));
  auto state = std::make_unique<State>(State{spec, std::move(data), {}, viewOf(spec)});
  State& s = *state;
  if (familyOf(spec) == Family::pairs) {
    UNMASK_ASSIGN(s.captions, CaptionData::open(spec, s.data, folders.tokens, access));
  }
  s.matched = std::holds_alternative<ImageTextMatchingSettings>(spec.objectiveSettings);
  if (std::holds_alternative<ContrastiveSettings>(spec.objectiveSettings)) s.views = 2;
  s.drawn = spec.data.split != "position";
  s.parts = pictureParts(spec.data, s.count());
  s.batchSize = static_cast<uint64_t>(spec.train.batchSize);
  s.accumulate = static_cast<uint64_t>(spec.train.accumulate);
  s.seed = static_cast<uint64_t>(spec.train.seed);
  if (s.data.channels() != spec.channels)
    return failure(
        message(UNMASK_TEXT("core", "The pictures of %1 have %2 channels; the run's have %3."),
                folders.pictures.string(), s.data.channels(), spec.channels),
        message(UNMASK_TEXT("core", "Bring back the original, or start a new run with this one.")));
  if (s.parts.training < s.batchSize)
    return failure(tooFew(s.parts.training, spec.train.batchSize),
                   message(UNMASK_TEXT("core",
                                       "Choose a smaller train.batch_size, a larger "
                                       "data.train_fraction or more pictures.")));
  if (s.parts.validation < 2)
    return failure(
        message(UNMASK_TEXT("core", "The validation part has fewer than two pictures.")),
        message(UNMASK_TEXT("core", "Lower data.train_fraction, or choose more pictures.")));
  return PictureBatches(std::move(state));
}

PictureExample PictureBatches::trainingExample(uint64_t step, uint64_t slot) const {
  const State& s = *state_;
  const uint64_t perEpoch = s.parts.training / s.batchSize;
  const uint64_t micro = step * s.accumulate + slot / s.batchSize;
  const uint64_t epoch = micro / perEpoch;
  const uint64_t index = permuted(micro % perEpoch * s.batchSize + slot % s.batchSize,
                                  s.parts.training, s.seed, Purpose::order, epoch);
  PictureExample example{.picture = s.placed(index)};
  for (size_t v = 0; v < s.views; ++v)
    example.views.push_back(
        drawView(s.view, s.data.height(), s.data.width(),
                 RandomStream(s.seed, Purpose::views, epoch, 2 * example.picture + v)));
  s.hidePatches(example, RandomStream(s.seed, Purpose::patches, epoch, example.picture));
  RandomStream captions(s.seed, Purpose::windows, epoch, example.picture);
  s.chooseCaption(example, &captions);
  return example;
}

Result<Batch> PictureBatches::training(uint64_t step, uint64_t micro) const {
  const State& s = *state_;
  std::vector<PictureExample> examples;
  for (uint64_t b = 0; b < s.batchSize; ++b) {
    PictureExample example = trainingExample(step, micro * s.batchSize + b);
    UNMASK_TRY(s.readCaption(example));
    examples.push_back(std::move(example));
  }
  UNMASK_ASSIGN(Batch batch, s.assembled(std::move(examples)));
  s.addNegativeDraws(batch, [&](uint64_t row) {
    return RandomStream(s.seed, Purpose::negatives, step * s.accumulate + micro, row);
  });
  return batch;
}

EvaluationSize PictureBatches::evaluationSize() const {
  const State& s = *state_;
  if (s.contrasts() && s.parts.validation >= s.batchSize) {
    const uint64_t whole = s.parts.validation / s.batchSize;
    return {whole * s.batchSize, whole};
  }
  return {s.parts.validation, (s.parts.validation + s.batchSize - 1) / s.batchSize};
}

Result<Batch> PictureBatches::evaluation(uint64_t index) const {
  const State& s = *state_;
  const uint64_t last = std::min(evaluationSize().windows, (index + 1) * s.batchSize);
  std::vector<PictureExample> examples;
  for (uint64_t i = index * s.batchSize; i < last; ++i) {
    PictureExample example = plainExample(validationPicture(i));
    UNMASK_TRY(s.readCaption(example));
    if (s.views == 2) {
      example.views.clear();
      for (uint64_t v = 0; v < 2; ++v)
        example.views.push_back(
            drawView(s.view, s.data.height(), s.data.width(),
                     RandomStream(kValidationSeed, Purpose::validation, v, example.picture)));
    }
    examples.push_back(std::move(example));
  }
  UNMASK_ASSIGN(Batch batch, s.assembled(std::move(examples)));
  s.addNegativeDraws(batch, [&](uint64_t row) {
    return RandomStream(kValidationSeed, Purpose::validation, kWrongPartners,
                        batch.pictures[row].picture);
  });
  return batch;
}

PictureExample PictureBatches::plainExample(uint64_t picture) const {
  const State& s = *state_;
  const bool large = s.views == 2 && static_cast<double>(s.view.size) > kLargestWholePicture;
  PictureExample example{
      .picture = picture,
      .views = {plainView(s.view.size, s.data.height(), s.data.width(), large ? kMiddle : 1)}};
  s.hidePatches(example, RandomStream(kValidationSeed, Purpose::validation, 0, picture));
  s.chooseCaption(example, nullptr);
  return example;
}

PictureExample PictureBatches::previewExample(uint64_t picture, uint64_t draw) const {
  const State& s = *state_;
  PictureExample example{.picture = picture};
  for (size_t v = 0; v < s.views; ++v)
    example.views.push_back(drawView(
        s.view, s.data.height(), s.data.width(),
        RandomStream(s.seed, Purpose::views, kPreview - draw, 2 * picture + v)));
  s.hidePatches(example, RandomStream(s.seed, Purpose::patches, kPreview - draw, picture));
  RandomStream captions(s.seed, Purpose::windows, kPreview - draw, picture);
  s.chooseCaption(example, &captions);
  return example;
}

Result<Batch> PictureBatches::previewBatch(std::span<const uint64_t> pictures,
                                           std::span<const uint64_t> draws) const {
  const State& s = *state_;
  std::vector<PictureExample> examples;
  for (size_t row = 0; row < pictures.size(); ++row) {
    if (pictures[row] >= s.data.count())
      return failure(message(UNMASK_TEXT("core", "There is no picture %1; there are %2."),
                             pictures[row], s.data.count()));
    if (s.captions && s.captions->captionsOf(pictures[row]).second == 0)
      return failure(message(UNMASK_TEXT("core", "Picture %1 has no caption."), pictures[row]));
    PictureExample example = previewExample(pictures[row], draws[row]);
    UNMASK_TRY(s.readCaption(example));
    examples.push_back(std::move(example));
  }
  UNMASK_ASSIGN(Batch batch, s.assembled(std::move(examples)));
  s.addNegativeDraws(batch, [&](uint64_t row) {
    return RandomStream(s.seed, Purpose::negatives, kPreview - draws[row], row);
  });
  return batch;
}

Status PictureBatches::readCaption(PictureExample& example) const {
  return state_->readCaption(example);
}

Result<std::vector<Caption>> PictureBatches::captionsOf(uint64_t picture) const {
  std::vector<Caption> all;
  if (!state_->captions) return all;
  const auto [begin, end] = state_->captions->captionsOf(picture);
  for (uint64_t document = begin; document < end; ++document) {
    UNMASK_ASSIGN(Caption caption, state_->captions->caption(document));
    all.push_back(std::move(caption));
  }
  return all;
}

Result<Array> PictureBatches::viewsOf(const PictureExample& example) const {
  const State& s = *state_;
  Array views = Array::zeros<uint8_t>(
      "views", {static_cast<int64_t>(example.views.size()), s.view.size, s.view.size,
                s.data.channels()});
  UNMASK_TRY(s.render(example, views.values<uint8_t>()));
  return views;
}

Result<Array> PictureBatches::plainPixels(std::span<const uint64_t> pictures) const {
  const State& s = *state_;
  Array pixels = Array::zeros<uint8_t>("pixels", {static_cast<int64_t>(pictures.size()),
                                                  s.view.size, s.view.size, s.data.channels()});
  const auto all = pixels.values<uint8_t>();
  for (size_t i = 0; i < pictures.size(); ++i) {
    const size_t bytes = all.size() / pictures.size();
    UNMASK_TRY(s.render(plainExample(pictures[i]), all.subspan(i * bytes, bytes)));
  }
  return pixels;
}

// Rows of `pixels` are pictures; of contrastive, the first views of all pictures and then the
// second ones.
Result<Batch> PictureBatches::State::assembled(std::vector<PictureExample> examples) const {
  const auto rows = static_cast<int64_t>(examples.size());
  const int64_t channels = data.channels();
  Batch batch;
  batch.arrays.push_back(Array::zeros<uint8_t>(
      "pixels", {static_cast<int64_t>(views) * rows, view.size, view.size, channels}));
  const std::span<uint8_t> pixels = batch.arrays[0].values<uint8_t>();
  const auto bytes = static_cast<size_t>(view.size * view.size * channels);
  std::vector<uint8_t> rendered(views * bytes);
  for (size_t row = 0; row < examples.size(); ++row) {
    UNMASK_TRY(render(examples[row], rendered));
    for (size_t v = 0; v < views; ++v)
      std::copy_n(rendered.begin() + static_cast<int64_t>(v * bytes), bytes,
                  pixels.begin() + static_cast<int64_t>((v * examples.size() + row) * bytes));
  }
  if (const size_t patches = maskOf(examples.front()).size(); patches > 0) {
    batch.arrays.push_back(Array::zeros<bool>("hidden", {rows, static_cast<int64_t>(patches)}));
    auto next = batch.arrays[1].values<bool>().begin();
    for (const PictureExample& example : examples) {
      const std::vector<uint8_t>& mask = maskOf(example);
      next = std::ranges::transform(mask, next, [](uint8_t m) { return m != 0; }).out;
      batch.targets += static_cast<uint64_t>(std::ranges::count(mask, uint8_t{1}));
    }
  } else {
    batch.targets = views * examples.size();
  }
  batch.pictures = std::move(examples);
  if (captions) addCaptionArrays(batch);
  return batch;
}

void PictureBatches::State::addCaptionArrays(Batch& batch) const {
  const auto rows = static_cast<int64_t>(batch.pictures.size());
  std::vector<const Caption*> captions;
  for (const PictureExample& example : batch.pictures) captions.push_back(&example.caption);
  CaptionArrays arrays = captionArrays(spec, captions);
  Array groups = Array::zeros<int64_t>("caption_group", {rows});
  std::map<std::vector<int64_t>, int64_t> first;
  for (int64_t row = 0; row < rows; ++row) {
    const auto at = static_cast<size_t>(row);
    groups.values<int64_t>()[at] = first.try_emplace(captions[at]->ids, row).first->second;
  }
  for (Array* array : {&arrays.ids, &arrays.ends, &groups})
    batch.arrays.push_back(std::move(*array));
}

void PictureBatches::State::addNegativeDraws(
    Batch& batch, const std::function<RandomStream(uint64_t row)>& draws) const {
  if (!matched) return;
  const auto rows = static_cast<int64_t>(batch.pictures.size());
  Array groups = Array::zeros<int64_t>("picture_group", {rows});
  Array drawn = Array::zeros<double>("negative_draws", {rows, 2});
  std::map<uint64_t, int64_t> first;
  for (int64_t row = 0; row < rows; ++row) {
    const auto place = static_cast<size_t>(row);
    groups.values<int64_t>()[place] =
        first.try_emplace(batch.pictures[place].picture, row).first->second;
    RandomStream stream = draws(place);
    for (size_t side = 0; side < 2; ++side)
      drawn.values<double>()[2 * place + side] = stream.uniform();
  }
  batch.arrays.push_back(std::move(groups));
  batch.arrays.push_back(std::move(drawn));
}

const PictureData& PictureBatches::data() const {
  return state_->data;
}
PictureParts PictureBatches::parts() const {
  return state_->parts;
}
uint64_t PictureBatches::trainingPicture(uint64_t index) const {
  return state_->placed(index);
}
uint64_t PictureBatches::validationPicture(uint64_t index) const {
  return state_->placed(state_->parts.training + index);
}
uint64_t PictureBatches::itemsPerStep() const {
  return state_->accumulate * state_->batchSize;
}

}  // namespace unmask
