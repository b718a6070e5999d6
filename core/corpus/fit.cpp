// Comparing an objective's needs with what a corpus has.
#include "core/corpus/fit.h"

#include <algorithm>
#include <bit>

namespace unmask {

namespace {

// The longest context for `tokens` in the shorter part, as a power of two; 0: none.
int64_t longestContext(const RunSpec& spec, uint64_t tokens) {
  const auto context = static_cast<uint64_t>(std::max<int64_t>(spec.model.context, 1));
  const uint64_t window = windowTokens(spec);
  // A window is so many tokens more or less than the context.
  const uint64_t longest =
      window > context ? tokens - std::min(tokens, window - context) : tokens + (context - window);
  const uint64_t rounded = std::bit_floor(std::min<uint64_t>(longest, 1u << 17));
  return rounded < 4 ? 0 : static_cast<int64_t>(rounded);
}

Fit tooShort(const RunSpec& spec, uint64_t shorter, int64_t context) {
  return {message(UNMASK_TEXT("core",
                              "The shorter part of this corpus has %1 tokens, and an example with "
                              "a context of %2 takes %3."),
                  shorter, spec.model.context, windowTokens(spec)),
          context ? Fit::Help::shorterContext : Fit::Help::openCorpus, context};
}

// The largest part that trains with two pictures held out, in hundredths; 0: there is none.
double fractionWithTwoHeldOut(const DataSettings& data, uint64_t pictures) {
  for (int percent = 99; percent > 0; --percent) {
    DataSettings tried = data;
    tried.trainFraction = percent / 100.0;
    const PictureParts parts = pictureParts(tried, pictures);
    if (parts.validation >= 2) return parts.training >= 1 ? tried.trainFraction : 0;
  }
  return 0;
}

Fit fillsPictureBatches(const RunSpec& spec, uint64_t pictures) {
  const PictureParts parts = pictureParts(spec.data, pictures);
  if (parts.validation < 2 || parts.training < 1) {
    const double fraction = fractionWithTwoHeldOut(spec.data, pictures);
    return {message(UNMASK_TEXT("core",
                                "Of %1 pictures %2 train and %3 are held out; at least 1 and 2 are "
                                "needed."),
                    pictures, parts.training, parts.validation),
            fraction > 0 ? Fit::Help::holdOut : Fit::Help::openCorpus, 0, 0, fraction};
  }
  if (parts.training >= static_cast<uint64_t>(spec.train.batchSize)) return {};
  RunSpec smaller = spec;
  smaller.train.batchSize = static_cast<int64_t>(std::bit_floor(parts.training));
  const bool helps = validate(smaller).has_value();
  return {message(UNMASK_TEXT("core", "%1 pictures train, too few for a batch of %2."),
                  parts.training, spec.train.batchSize),
          helps ? Fit::Help::smallerBatch : Fit::Help::openCorpus, 0, smaller.train.batchSize, 0};
}

}  // namespace

Message wrongKind(const ObjectiveInfo& objective, const CorpusInfo& corpus) {
  const bool pairs = corpus.kind == "pairs", pictures = pairs || corpus.kind == "pictures";
  switch (objective.family) {
    case Family::text:
      if (pairs)
        return message(UNMASK_TEXT(
            "core", "It needs a corpus of text, and this one is of pictures with captions."));
      if (pictures)
        return message(
            UNMASK_TEXT("core", "It needs a corpus of text, and this one is of pictures."));
      return {};
    case Family::pictures:
      if (pictures) return {};
      return message(UNMASK_TEXT("core", "It needs pictures, and this corpus has none."));
    case Family::pairs:
      if (pairs) return {};
      return message(
          UNMASK_TEXT("core", "It needs pictures with captions, and this corpus has none."));
  }
  return {};
}

Status hasText(const CorpusInfo& corpus) {
  if (corpus.statistics.documents > 0) return {};
  return failure(
      message(UNMASK_TEXT("core", "%1 is of pictures, and there is no text in it."), corpus.name),
      message(UNMASK_TEXT("core", "Choose a corpus of text, or of pictures with captions.")));
}

Fit fitOf(const ObjectiveInfo& objective, const CorpusInfo* corpus, bool tokenizer,
          const RunSpec& spec, const std::optional<PartSizes>& sizes) {
  if (!corpus)
    return {message(UNMASK_TEXT("core", "There is no corpus yet.")), Fit::Help::openCorpus};
  if (const Message wrong = wrongKind(objective, *corpus); !wrong.empty())
    return {wrong, Fit::Help::openCorpus};
  // Whether there are enough for a batch, its size decides, which is set there.
  if (objective.family == Family::pictures) return {};
  if (!tokenizer)
    return {message(UNMASK_TEXT("core", "There is no tokenizer for this corpus yet.")),
            Fit::Help::tokenizer};
  if (objective.family == Family::pairs) return {};
  const uint64_t needed = windowTokens(spec);
  const uint64_t shorter =
      sizes ? std::min(sizes->training, sizes->validation) : corpus->statistics.bytes;
  if (shorter >= needed) return {};
  const int64_t context = sizes ? longestContext(spec, shorter) : 0;
  return tooShort(spec, shorter, context);
}

Fit fillsBatches(const RunSpec& spec, const DataSize& size) {
  if (familyOf(spec) != Family::text)
    return size.pictures > 0 ? fillsPictureBatches(spec, size.pictures) : Fit{};
  // Where documents are drawn, or have an end of their own, the parts are known to the data alone.
  const auto* next = std::get_if<NextTokenSettings>(&spec.objectiveSettings);
  if (size.tokens == 0 || spec.data.split != "position" || (next && next->endOfDocument)) return {};
  const auto training =
      static_cast<uint64_t>(static_cast<double>(size.tokens) * spec.data.trainFraction);
  const uint64_t shorter = std::min(training, size.tokens - training);
  if (shorter >= windowTokens(spec)) return {};
  return tooShort(spec, shorter, longestContext(spec, shorter));
}

void apply(const Fit& fit, RunSpec& spec) {
  switch (fit.help) {
    case Fit::Help::shorterContext:
      spec.model.context = fit.context;
      break;
    case Fit::Help::smallerBatch:
      spec.train.batchSize = fit.batch;
      break;
    case Fit::Help::holdOut:
      spec.data.trainFraction = fit.trainFraction;
      break;
    case Fit::Help::none:
    case Fit::Help::openCorpus:
    case Fit::Help::tokenizer:
      break;
  }
}

}  // namespace unmask
