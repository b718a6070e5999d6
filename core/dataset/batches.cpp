// Cuts the parts of a corpus into windows and makes each batch's examples of them.
//
// Random streams (design.md section 1), s = train.seed:
//   next-token  window of (step, slot)       RandomStream(s, windows, step, micro*batch_size + b)
//   masked-lm   window of the g-th example   permuted(g % W, W, s, order, g / W), W windows an
//   epoch
//               its corruption               RandomStream(s, corruption, g / W, window)
//   validation  corruption of a window       RandomStream(0, validation, 0, window): for any seed
#include "core/dataset/batches.h"

#include <algorithm>

#include "core/base/random.h"
#include "core/dataset/token_stream.h"
#include "core/pretext/masked_lm.h"
#include "core/pretext/next_token.h"

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

// [CLS] window [SEP] when asked for, corrupted by `stream`.
Example maskedExample(std::span<const int64_t> pieces, const MaskedLmSettings& settings,
                      TokenIds ids, const std::vector<bool>& startsWord, RandomStream stream) {
  std::vector<int64_t> window;
  window.reserve(pieces.size() + 2);
  if (settings.clsSep) window.push_back(ids.cls());
  window.insert(window.end(), pieces.begin(), pieces.end());
  if (settings.clsSep) window.push_back(ids.sep());
  const StartsWord starts = [&](int64_t piece) {
    return static_cast<size_t>(piece) < startsWord.size() && startsWord[piece];
  };
  return maskedLmExample(window, settings, ids, starts, stream);
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

Error otherData(const std::filesystem::path& folder, const char* what, const std::string& slug) {
  return {
      message(UNMASK_TEXT("core", "%1 was made from another %2 than the run's \"%3\"."),
              folder.string(), what, slug),
      message(UNMASK_TEXT("core", "Bring back the original, or start a new run with this one."))};
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

struct Batches::State {
  RunSpec spec;
  TokenData data;
  uint64_t context = 0, batchSize = 0, accumulate = 0;
  const MaskedLmSettings* masked = nullptr;  // in spec; null for next-token
  uint64_t seed = 0;
  TokenRange trainingPart{}, validationPart{};
  std::vector<TokenStream> streams{};  // training, validation

  const TokenStream& training() const { return streams[0]; }
  const TokenStream& validation() const { return streams[1]; }
  // Corpus tokens in a masked-lm window.
  uint64_t span() const { return masked && masked->clsSep ? context - 2 : context; }

  Result<Example> nextToken(const TokenStream& stream, uint64_t first, uint64_t count) const {
    std::vector<int64_t> window(count + 1);
    UNMASK_TRY(stream.read(first, window));
    Example example = nextTokenExample(window);
    UNMASK_TRY(stream.describe(first, count, example));
    return example;
  }

  Result<Example> maskedLm(const TokenStream& stream, uint64_t window, uint64_t count,
                           RandomStream random) const {
    const uint64_t first = window * span();
    std::vector<int64_t> pieces(count);
    UNMASK_TRY(stream.read(first, pieces));
    Example example =
        maskedExample(pieces, *masked, spec.tokenIds(), data.info().startsWord, random);
    UNMASK_TRY(stream.describe(first, count, example));
    if (masked->clsSep)
      for (SourceSpan& part : example.spans) ++part.position;
    return example;
  }

  Batch assembled(std::vector<Example> examples) const {
    const auto rows = static_cast<int64_t>(examples.size());
    const auto columns = static_cast<int64_t>(context);
    Batch batch;
    batch.arrays.push_back(Array::zeros<int64_t>("input_ids", {rows, columns}));
    batch.arrays.push_back(Array::zeros<int64_t>("labels", {rows, columns}));
    if (masked) batch.arrays.push_back(Array::zeros<bool>("attention_mask", {rows, columns}));
    const int64_t padding = spec.tokenIds().pad();
    const int64_t filler = vocabularySize(spec) > padding ? padding : 0;
    for (size_t row = 0; row < examples.size(); ++row) {
      const size_t real = examples[row].inputIds.size();
      pad(examples[row], context, filler);
      std::ranges::copy(examples[row].inputIds,
                        batch.arrays[0].values<int64_t>().begin() + row * context);
      std::ranges::copy(examples[row].labels,
                        batch.arrays[1].values<int64_t>().begin() + row * context);
      if (masked)
        std::ranges::fill(batch.arrays[2].values<bool>().subspan(row * context, real), true);
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
  const auto context = static_cast<uint64_t>(std::max<int64_t>(spec.model.context, 1));
  const auto* masked = std::get_if<MaskedLmSettings>(&spec.objectiveSettings);
  if (!masked) return context + 1;
  return masked->clsSep ? context - std::min<uint64_t>(context, 2) : context;
}

Batches::Batches(std::unique_ptr<State> state) : state_(std::move(state)) {}
Batches::Batches(Batches&&) noexcept = default;
Batches::~Batches() = default;

Result<Batches> Batches::open(const RunSpec& spec, const std::filesystem::path& tokenFolder,
                              Access access) {
  UNMASK_ASSIGN(TokenData data, TokenData::open(tokenFolder, access));
  const TokenDataInfo& info = data.info();
  if (!spec.corpus.hash.empty() && spec.corpus.hash != info.corpusHash)
    return failure(otherData(tokenFolder, "corpus", spec.corpus.slug));
  if (spec.pieces != info.pieces ||
      (!spec.tokenizer.hash.empty() && spec.tokenizer.hash != info.tokenizerHash))
    return failure(otherData(tokenFolder, "tokenizer", spec.tokenizer.slug));

  auto state = std::make_unique<State>(State{spec, std::move(data)});
  State& s = *state;
  s.masked = std::get_if<MaskedLmSettings>(&s.spec.objectiveSettings);
  const auto atLeast = [](const char* key, int64_t value, int64_t least) -> Status {
    if (value >= least) return {};
    return failure(message(UNMASK_TEXT("core", "%1 = %2 is too small."), key, value),
                   message(UNMASK_TEXT("core", "Use at least %1."), least));
  };
  const bool clsSep = s.masked && s.masked->clsSep;
  UNMASK_TRY(atLeast("model.context", spec.model.context, clsSep ? 3 : 1));
  UNMASK_TRY(atLeast("train.batch_size", spec.train.batchSize, 1));
  UNMASK_TRY(atLeast("train.accumulate", spec.train.accumulate, 1));
  s.context = static_cast<uint64_t>(spec.model.context);
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
  return Batches(std::move(state));
}

Result<Example> Batches::trainingExample(uint64_t step, uint64_t slot) const {
  const State& s = *state_;
  if (!s.masked) {
    RandomStream random(s.seed, Purpose::windows, step, slot);
    const uint64_t first = random.below(s.training().size() - s.context);
    return s.nextToken(s.training(), first, s.context);
  }
  const uint64_t windows = s.training().size() / s.span();
  const uint64_t index = step * s.accumulate * s.batchSize + slot;
  const uint64_t epoch = index / windows;
  const uint64_t window = permuted(index % windows, windows, s.seed, Purpose::order, epoch);
  return s.maskedLm(s.training(), window, s.span(),
                    RandomStream(s.seed, Purpose::corruption, epoch, window));
}

Result<Batch> Batches::training(uint64_t step, uint64_t micro) const {
  const State& s = *state_;
  if (micro >= s.accumulate)
    return failure(message(UNMASK_TEXT("core", "A step has %1 micro-batches; %2 was asked for."),
                           s.accumulate, micro));
  std::vector<Example> examples;
  for (uint64_t b = 0; b < s.batchSize; ++b) {
    UNMASK_ASSIGN(Example example, trainingExample(step, micro * s.batchSize + b));
    examples.push_back(std::move(example));
  }
  return s.assembled(std::move(examples));
}

EvaluationSize Batches::evaluationSize() const {
  const State& s = *state_;
  // next-token: every token but the part's first is a target once. masked-lm: every token is seen
  // once.
  const uint64_t positions = s.validation().size() - (s.masked ? 0 : 1);
  const uint64_t windows = (positions + s.span() - 1) / s.span();
  return {windows, (windows + s.batchSize - 1) / s.batchSize};
}

Result<Batch> Batches::evaluation(uint64_t index) const {
  const State& s = *state_;
  const EvaluationSize size = evaluationSize();
  if (index >= size.batches)
    return failure(
        message(UNMASK_TEXT("core", "The validation pass has %1 batches; %2 was asked for."),
                size.batches, index));
  std::vector<Example> examples;
  const uint64_t last = std::min(size.windows, (index + 1) * s.batchSize);
  for (uint64_t window = index * s.batchSize; window < last; ++window) {
    const uint64_t first = window * s.span();
    const uint64_t positions = s.validation().size() - (s.masked ? 0 : 1);
    const uint64_t count = std::min(s.span(), positions - first);
    UNMASK_ASSIGN(Example example,
                  s.masked
                      ? s.maskedLm(s.validation(), window, count,
                                   RandomStream(kValidationSeed, Purpose::validation, 0, window))
                      : s.nextToken(s.validation(), first, count));
    examples.push_back(std::move(example));
  }
  return s.assembled(std::move(examples));
}

Result<uint64_t> Batches::scoredBytes() const {
  const TokenStream& stream = state_->validation();
  const uint64_t first = state_->masked ? 0 : 1;
  return stream.byteCount(first, stream.size() - first);
}

const TokenData& Batches::tokens() const {
  return state_->data;
}
TokenRange Batches::trainingPart() const {
  return state_->trainingPart;
}
TokenRange Batches::validationPart() const {
  return state_->validationPart;
}
uint64_t Batches::tokensPerStep() const {
  return state_->accumulate * state_->batchSize * state_->context;
}

Example previewExample(const RunSpec& spec, std::span<const int64_t> pieces,
                       const std::vector<bool>& startsWord, uint64_t draw) {
  constexpr uint64_t kTypedText = ~uint64_t{0};  // no run has so many examples
  const auto context = static_cast<size_t>(std::max<int64_t>(1, spec.model.context));
  const auto* masked = std::get_if<MaskedLmSettings>(&spec.objectiveSettings);
  if (!masked) return nextTokenExample(pieces.first(std::min(pieces.size(), context + 1)));
  const size_t specials = masked->clsSep ? 2 : 0;
  return maskedExample(
      pieces.first(std::min(pieces.size(), std::max<size_t>(context, specials) - specials)),
      *masked, spec.tokenIds(), startsWord,
      RandomStream(static_cast<uint64_t>(spec.train.seed), Purpose::corruption, draw, kTypedText));
}

}  // namespace unmask
