// Draws T5's span mask and makes input and target of it.
#include "core/pretext/span_corruption.h"

#include <algorithm>
#include <cmath>

#include "core/pretext/draw_distinct.h"
#include "core/spec/span_lengths.h"

namespace unmask {

namespace {

// Cuts `total` tokens into `parts` runs of at least one, every way equally likely: which of the
// total - 1 places between two tokens are cuts.
std::vector<size_t> composition(size_t total, size_t parts, RandomStream& stream) {
  std::vector<bool> cut(total - 1, false);
  for (const size_t place : drawDistinct(total - 1, parts - 1, stream)) cut[place] = true;
  std::vector<size_t> runs{1};
  for (const bool here : cut) {
    if (here) runs.push_back(0);
    ++runs.back();
  }
  return runs;
}

}  // namespace

std::vector<bool> spanMask(size_t length, const SpanCorruptionSettings& settings,
                           RandomStream& stream) {
  std::vector<bool> mask;
  if (length == 0) return mask;
  const size_t full = std::max<size_t>(2, length);
  const SpanCounts counts = spanCounts(static_cast<int64_t>(full), settings);
  const auto hidden = static_cast<size_t>(counts.hidden), spans = static_cast<size_t>(counts.spans);
  const std::vector<size_t> hiddenRuns = composition(hidden, spans, stream);
  const std::vector<size_t> visibleRuns = composition(full - hidden, spans, stream);
  for (size_t i = 0; i < spans; ++i) {
    mask.insert(mask.end(), visibleRuns[i], false);
    mask.insert(mask.end(), hiddenRuns[i], true);
  }
  mask.resize(length);
  if (settings.randomRoll && length > 1)
    std::rotate(mask.begin(), mask.begin() + static_cast<std::ptrdiff_t>(stream.below(length)),
                mask.end());
  return mask;
}

std::vector<int64_t> collapsed(std::span<const int64_t> tokens, const std::vector<bool>& mask,
                               TokenIds ids) {
  std::vector<int64_t> out;
  int64_t sentinels = 0;
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (!mask[i])
      out.push_back(tokens[i]);
    else if (i == 0 || !mask[i - 1])
      out.push_back(ids.sentinel(sentinels++));
  }
  return out;
}

Example spanCorruptionExample(std::span<const int64_t> window,
                              const SpanCorruptionSettings& settings, TokenIds ids,
                              RandomStream stream) {
  constexpr size_t kNowhere = DecoderSide::kNowhere;
  Example example;
  DecoderSide& decoder = example.decoder;
  example.pieces.assign(window.begin(), window.end());
  example.trace.resize(window.size());
  const std::vector<bool> mask = spanMask(window.size(), settings, stream);
  example.inputIds = collapsed(window, mask, ids);

  for (size_t i = 0; i < window.size(); ++i) {
    if (!mask[i]) {
      decoder.inputSources.push_back(i);
      continue;
    }
    if (i == 0 || !mask[i - 1]) {
      const size_t input = decoder.inputSources.size(), target = example.labels.size();
      decoder.inputSources.push_back(kNowhere);
      example.labels.push_back(ids.sentinel(static_cast<int64_t>(decoder.spans.size())));
      decoder.targetSources.push_back(kNowhere);
      decoder.spans.push_back({{}, input, target, 0});
    }
    HiddenSpan& span = decoder.spans.back();
    span.pieces.push_back(i);
    ++span.length;
    example.trace[i].decision = Decision::masked;
    example.labels.push_back(window[i]);
    decoder.targetSources.push_back(i);
  }
  if (decoder.spans.empty()) {  // T5 at density 0: the one visible run, collapsed
    example.labels.push_back(ids.sentinel(0));
    decoder.targetSources.push_back(kNowhere);
  }
  example.inputIds.push_back(ids.endOfDocument());
  decoder.inputSources.push_back(kNowhere);
  example.labels.push_back(ids.endOfDocument());
  decoder.targetSources.push_back(kNowhere);
  decoder.inputIds.assign(1, ids.pad());
  decoder.inputIds.insert(decoder.inputIds.end(), example.labels.begin(), example.labels.end() - 1);
  return example;
}

double spanLengthProbability(int64_t length, int64_t hidden, int64_t spans) {
  if (length < 1 || length > hidden - spans + 1) return 0;
  if (spans == 1) return length == hidden ? 1 : 0;
  const auto logChoose = [](int64_t n, int64_t k) {
    return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
  };
  return std::exp(logChoose(hidden - length - 1, spans - 2) - logChoose(hidden - 1, spans - 1));
}

}  // namespace unmask
