// Measures the longest word of some windows.
#include "core/dataset/word_shortage.h"

#include <algorithm>

#include "core/pretext/words.h"

namespace unmask {

namespace {

constexpr uint64_t kWindows = 16;

bool hidesWholeWords(const RunSpec& spec) {
  if (const auto* masked = std::get_if<MaskedLmSettings>(&spec.objectiveSettings))
    return masked->wholeWord;
  const auto* noise = std::get_if<DenoisingSettings>(&spec.objectiveSettings);
  return noise && noise->wholeWord && noise->infill > 0;
}

size_t longestWord(const std::vector<bool>& begins) {
  size_t longest = 0, current = 0;
  for (const bool begin : begins) {
    current = begin ? 1 : current + 1;
    longest = std::max(longest, current);
  }
  return longest;
}

}  // namespace

Message wordShortage(const RunSpec& spec, const TextBatches& batches) {
  if (!hidesWholeWords(spec)) return {};
  uint64_t looked = 0, swallowed = 0;
  const auto slots = static_cast<uint64_t>(std::max<int64_t>(1, spec.train.batchSize));
  for (uint64_t i = 0; i < kWindows; ++i) {
    const auto example = batches.trainingExample(i / slots, i % slots);
    if (!example) break;
    const size_t longest = longestWord(wordBegins(example->pieces, batches.tokens().info().words));
    ++looked;
    swallowed += 2 * longest > example->pieces.size();
  }
  if (2 * swallowed <= looked) return {};
  return message(
      UNMASK_TEXT("core",
                  "Whole words need spaces between them, and this text has hardly any: most "
                  "windows of %1 tokens are little more than one word, and hiding it leaves "
                  "nothing to guess from. Turn whole words off."),
      spec.model.context);
}

}  // namespace unmask
