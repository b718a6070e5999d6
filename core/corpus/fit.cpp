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
  return {message(UNMASK_TEXT("core",
                              "The shorter part of this corpus has %1 tokens, and an example with "
                              "a context of %2 takes %3."),
                  shorter, spec.model.context, needed),
          context ? Fit::Help::shorterContext : Fit::Help::openCorpus, context};
}

}  // namespace unmask
