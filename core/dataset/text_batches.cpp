// Cuts the parts of a corpus into windows and makes each batch's examples of them.
//
// Random streams (design.md section 1), s = train.seed:
//   next-token  window of (step, slot)       RandomStream(s, windows, step, micro*batch_size + b)
//   the others  window of the g-th example   permuted(g % W, W, s, order, g / W), W windows an
//                                            epoch
//               its corruption               RandomStream(s, corruption, g / W, window)
//   validation  corruption of a window       RandomStream(0, validation, 0, window): for any seed
#include "core/dataset/text_batches.h"

#include <algorithm>

#include "core/base/random.h"
#include "core/dataset/token_stream.h"
#include "core/pretext/denoising.h"
#include "core/pretext/masked_lm.h"
#include "core/pretext/next_token.h"
#include "core/pretext/span_corruption.h"
#include "core/spec/span_lengths.h"

namespace unmask {

namespace {

constexpr uint64_t kValidationSeed = 0;

struct Parts {
  TokenRange training, validation;
  TokenStream::Documents trainingDocuments = TokenStream::Documents::all;
  TokenStream::Documents validationDocuments = TokenStream::Documents::all;
};

// recipes.md 1.1: train = data[:int(n * 0.9)].
Parts split(const TokenDataInfo& info, const DataSettings& settings) {
  const TokenRange all{0, info.tokens};
  if (settings.split == "documents")
    return {all, all, TokenStream::Documents::training, TokenStream::Documents::validation};
  const auto cut = std::min(info.tokens, static_cast<uint64_t>(static_cast<double>(info.tokens) *
                                                               settings.trainFraction));
  return {{0, cut}, {cut, info.tokens}};
}

// [CLS] and [SEP] stand around each window.
bool framed(const RunSpec& spec) {
  const auto* masked = std::get_if<MaskedLmSettings>(&spec.objectiveSettings);
  return (masked && masked->clsSep) ||
         std::holds_alternative<DenoisingSettings>(spec.objectiveSettings);
}

// Corpus tokens that a window of model.context may have.
size_t windowLength(const RunSpec& spec) {
  const auto context = static_cast<size_t>(std::max<int64_t>(1, spec.model.context));
  if (const auto* spans = std::get_if<SpanCorruptionSettings>(&spec.objectiveSettings))
    return static_cast<size_t>(spanLengths(spec.model.context, *spans).window);
  return framed(spec) ? std::max<size_t>(context, 2) - 2 : context;
}

// The example of a window, corrupted by `stream`: every objective but next-token.
Example corruptedExample(const RunSpec& spec, std::span<const int64_t> pieces,
                         const WordMarks& words, const std::vector<bool>& endsSentence,
                         RandomStream stream) {
  const TokenIds ids = spec.tokenIds();
  std::vector<int64_t> window(pieces.begin(), pieces.end());
  if (framed(spec)) {
    window.insert(window.begin(), ids.cls());
    window.push_back(ids.sep());
  }
  if (const auto* spans = std::get_if<SpanCorruptionSettings>(&spec.objectiveSettings))
    return spanCorruptionExample(window, *spans, ids, stream);
  if (const auto* noise = std::get_if<DenoisingSettings>(&spec.objectiveSettings))
    return denoisingExample(window, *noise, ids, words, markOf(endsSentence),
                            static_cast<size_t>(spec.model.context), stream);
  return maskedLmExample(window, std::get<MaskedLmSettings>(spec.objectiveSettings), ids, words,
                         stream);
}

// The validation pass's last window may be shorter: filled up without loss. `filler` is [PAD] where
// the model's vocabulary has it, else piece 0, which the attention mask hides.
void pad(Example& example, size_t length, int64_t filler) {
  example.pieces.resize(length, filler);
  example.inputIds.resize(length, filler);
  example.labels.resize(length, kNoLoss);
  example.trace.resize(length, PositionTrace{Decision::special});
}

// The training and the validation part as streams, in this order.
Result<std::vector<TokenStream>> streamsOf(const RunSpec& spec, const TokenData& data) {
  const Parts parts = split(data.info(), spec.data);
  const auto* nextToken = std::get_if<NextTokenSettings>(&spec.objectiveSettings);
  const bool endOfDocument = nextToken && nextToken->endOfDocument;
  std::vector<TokenStream> streams;
  for (const bool trains : {true, false}) {
    UNMASK_ASSIGN(TokenStream stream,
                  TokenStream::create(data, trains ? parts.training : parts.validation,
                                      trains ? parts.trainingDocuments : parts.validationDocuments,
                                      spec.data.trainFraction, endOfDocument));
    streams.push_back(std::move(stream));
  }
  return streams;
}

// Inputs and targets have lengths of their own.
void padBothSides(Example& example, size_t inputs, size_t targets, int64_t filler) {
  DecoderSide& decoder = example.decoder;
  example.inputIds.resize(inputs, filler);
  example.labels.resize(targets, kNoLoss);
  decoder.inputIds.resize(targets, filler);
  decoder.inputSources.resize(inputs, DecoderSide::kNowhere);
  decoder.targetSources.resize(targets, DecoderSide::kNowhere);
}

Status fits(const char* part, uint64_t tokens, uint64_t needed, const RunSpec& spec) {
  if (tokens >= needed) return {};
  return failure(
      message(UNMASK_TEXT("core", "The %1 part has %2 tokens, too few for model.context = %3."),
              part, tokens, spec.model.context),
      message(UNMASK_TEXT("core",
                          "Choose a smaller model.context, another data.train_fraction or "
                          "data.split, or a longer corpus.")));
}

}  // namespace

struct TextBatches::State {
  RunSpec spec;
  TokenData data;
  uint64_t context = 0, batchSize = 0, accumulate = 0;
  uint64_t window = 0, target = 0;  // corpus tokens of a window; labels of an example
  bool corrupts = false;            // every objective but next-token
  uint64_t seed = 0;
  TokenRange trainingPart{}, validationPart{};
  std::vector<TokenStream> streams{};  // training, validation

  const TokenStream& training() const { return streams[0]; }
  const TokenStream& validation() const { return streams[1]; }

  Result<Example> nextToken(const TokenStream& stream, uint64_t first, uint64_t count) const {
    std::vector<int64_t> window(count + 1);
    UNMASK_TRY(stream.read(first, window));
    Example example = nextTokenExample(window);
    UNMASK_TRY(stream.describe(first, count, example));
    return example;
  }

  Result<Example> corrupted(const TokenStream& stream, uint64_t index, uint64_t count,
                            RandomStream random) const {
    const uint64_t first = index * window;
    std::vector<int64_t> pieces(count);
    UNMASK_TRY(stream.read(first, pieces));
    Example example =
        corruptedExample(spec, pieces, data.info().words, data.info().endsSentence, random);
    UNMASK_TRY(stream.describe(first, count, example));
    if (framed(spec))
      for (SourceSpan& part : example.spans) ++part.position;
    return example;
  }

  Batch assembled(std::vector<Example> examples) const {
    const auto rows = static_cast<int64_t>(examples.size());
    const auto columns = static_cast<int64_t>(context), labels = static_cast<int64_t>(target);
    const bool decodes = isEncoderDecoder(spec);
    Batch batch;
    batch.arrays.push_back(Array::zeros<int64_t>("input_ids", {rows, columns}));
    batch.arrays.push_back(Array::zeros<int64_t>("labels", {rows, labels}));
    if (corrupts) batch.arrays.push_back(Array::zeros<bool>("attention_mask", {rows, columns}));
    if (decodes) batch.arrays.push_back(Array::zeros<int64_t>("decoder_input_ids", {rows, labels}));
    const int64_t padding = spec.tokenIds().pad();
    const int64_t filler = vocabularySize(spec) > padding ? padding : 0;
    for (size_t row = 0; row < examples.size(); ++row) {
      Example& example = examples[row];
      const size_t real = example.inputIds.size();
      decodes ? padBothSides(example, context, target, filler) : pad(example, context, filler);
      const auto put = [&](const std::vector<int64_t>& values, Array& array) {
        std::ranges::copy(values, array.values<int64_t>().begin() + row * values.size());
      };
      put(example.inputIds, batch.arrays[0]);
      put(example.labels, batch.arrays[1]);
      batch.targets += example.labels.size() -
                       static_cast<uint64_t>(std::ranges::count(example.labels, kNoLoss));
      if (corrupts)
        std::ranges::fill(batch.arrays[2].values<bool>().subspan(row * context, real), true);
      if (decodes) put(example.decoder.inputIds, batch.arrays[3]);
    }
    batch.examples = std::move(examples);
    return batch;
  }
};

Result<PartSizes> partSizes(const RunSpec& spec, const std::filesystem::path& tokenFolder,
                            Access access) {
  UNMASK_ASSIGN(const TokenData data, TokenData::open(tokenFolder, access));
  UNMASK_ASSIGN(const std::vector<TokenStream> streams, streamsOf(spec, data));
  return PartSizes{streams[0].size(), streams[1].size()};
}

uint64_t windowTokens(const RunSpec& spec) {
  const bool next = std::holds_alternative<NextTokenSettings>(spec.objectiveSettings);
  return windowLength(spec) + (next ? 1 : 0);  // its last token is a target alone
}

TextBatches::TextBatches(std::unique_ptr<State> state) : state_(std::move(state)) {}
TextBatches::TextBatches(TextBatches&&) noexcept = default;
TextBatches::~TextBatches() = default;

Result<TextBatches> TextBatches::open(const RunSpec& spec, const std::filesystem::path& tokenFolder,
                                      Access access) {
  UNMASK_ASSIGN(TokenData data, TokenData::open(tokenFolder, access));
  const TokenDataInfo& info = data.info();
  UNMASK_TRY(sameData(spec, info, tokenFolder));

  auto state = std::make_unique<State>(State{spec, std::move(data)});
  State& s = *state;
  s.corrupts = !std::holds_alternative<NextTokenSettings>(spec.objectiveSettings);
  const auto* spans = std::get_if<SpanCorruptionSettings>(&spec.objectiveSettings);
  if (const int64_t least = spans ? 4 : framed(spec) ? 3 : 1; spec.model.context < least)
    return failure(
        message(UNMASK_TEXT("core", "%1 = %2 is too small."), "model.context", spec.model.context),
        message(UNMASK_TEXT("core", "Use at least %1."), least));
  const auto* noise = std::get_if<DenoisingSettings>(&spec.objectiveSettings);
  if (noise && noise->permute > 0 && info.endsSentence.empty())
    return failure(message(UNMASK_TEXT("core", "%1 does not say which pieces end sentences."),
                           tokenFolder.string()),
                   message(UNMASK_TEXT("core",
                                       "It is of an older version: remove that folder, and it is "
                                       "made again; or set objective.permute=0.")));
  s.context = static_cast<uint64_t>(spec.model.context);
  s.window = windowLength(spec);
  s.target = static_cast<uint64_t>(targetLength(spec));
  s.batchSize = static_cast<uint64_t>(spec.train.batchSize);
  s.accumulate = static_cast<uint64_t>(spec.train.accumulate);
  s.seed = static_cast<uint64_t>(spec.train.seed);

  const Parts parts = split(s.data.info(), spec.data);
  UNMASK_ASSIGN(s.streams, streamsOf(spec, s.data));
  const bool byDocuments = parts.trainingDocuments != TokenStream::Documents::all;
  s.trainingPart = byDocuments ? TokenRange{0, s.training().size()} : parts.training;
  s.validationPart = byDocuments ? TokenRange{0, s.validation().size()} : parts.validation;

  const uint64_t needed = windowTokens(spec);
  UNMASK_TRY(fits("training", s.training().size(), needed, spec));
  UNMASK_TRY(fits("validation", s.validation().size(), needed, spec));
  return TextBatches(std::move(state));
}

Result<Example> TextBatches::trainingExample(uint64_t step, uint64_t slot) const {
  const State& s = *state_;
  if (!s.corrupts) {
    RandomStream random(s.seed, Purpose::windows, step, slot);
    const uint64_t first = random.below(s.training().size() - s.context);
    return s.nextToken(s.training(), first, s.context);
  }
  const uint64_t windows = s.training().size() / s.window;
  const uint64_t index = step * s.accumulate * s.batchSize + slot;
  const uint64_t epoch = index / windows;
  const uint64_t window = permuted(index % windows, windows, s.seed, Purpose::order, epoch);
  return s.corrupted(s.training(), window, s.window,
                     RandomStream(s.seed, Purpose::corruption, epoch, window));
}

Result<Batch> TextBatches::training(uint64_t step, uint64_t micro) const {
  const State& s = *state_;
  std::vector<Example> examples;
  for (uint64_t b = 0; b < s.batchSize; ++b) {
    UNMASK_ASSIGN(Example example, trainingExample(step, micro * s.batchSize + b));
    examples.push_back(std::move(example));
  }
  return s.assembled(std::move(examples));
}

EvaluationSize TextBatches::evaluationSize() const {
  const State& s = *state_;
  // next-token: every token but the part's first is a target once. The others: every token is seen
  // once.
  const uint64_t positions = s.validation().size() - (s.corrupts ? 0 : 1);
  const uint64_t windows = (positions + s.window - 1) / s.window;
  return {windows, (windows + s.batchSize - 1) / s.batchSize};
}

Result<Batch> TextBatches::evaluation(uint64_t index) const {
  const State& s = *state_;
  const EvaluationSize size = evaluationSize();
  std::vector<Example> examples;
  const uint64_t last = std::min(size.windows, (index + 1) * s.batchSize);
  for (uint64_t window = index * s.batchSize; window < last; ++window) {
    const uint64_t first = window * s.window;
    const uint64_t positions = s.validation().size() - (s.corrupts ? 0 : 1);
    const uint64_t count = std::min(s.window, positions - first);
    UNMASK_ASSIGN(Example example,
                  s.corrupts
                      ? s.corrupted(s.validation(), window, count,
                                    RandomStream(kValidationSeed, Purpose::validation, 0, window))
                      : s.nextToken(s.validation(), first, count));
    examples.push_back(std::move(example));
  }
  return s.assembled(std::move(examples));
}

Result<uint64_t> TextBatches::scoredBytes() const {
  const TokenStream& stream = state_->validation();
  const uint64_t first = state_->corrupts ? 0 : 1;
  return stream.byteCount(first, stream.size() - first);
}

const TokenData& TextBatches::tokens() const {
  return state_->data;
}
TokenRange TextBatches::trainingPart() const {
  return state_->trainingPart;
}
TokenRange TextBatches::validationPart() const {
  return state_->validationPart;
}
uint64_t TextBatches::itemsPerStep() const {
  return state_->accumulate * state_->batchSize * state_->context;
}

Example previewExample(const RunSpec& spec, std::span<const int64_t> pieces, const WordMarks& words,
                       uint64_t draw, const std::vector<bool>& endsSentence) {
  constexpr uint64_t kTypedText = ~uint64_t{0};  // no run has so many examples
  const auto window = static_cast<size_t>(windowLength(spec));
  if (std::holds_alternative<NextTokenSettings>(spec.objectiveSettings))
    return nextTokenExample(pieces.first(std::min(pieces.size(), window + 1)));
  return corruptedExample(
      spec, pieces.first(std::min(pieces.size(), window)), words, endsSentence,
      RandomStream(static_cast<uint64_t>(spec.train.seed), Purpose::corruption, draw, kTypedText));
}

}  // namespace unmask
