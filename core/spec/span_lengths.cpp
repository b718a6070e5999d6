// Counts and lengths of span corruption.
#include "core/spec/span_lengths.h"

#include <algorithm>
#include <cmath>

namespace unmask {

namespace {

int64_t rounded(double value) {
  return static_cast<int64_t>(std::nearbyint(value));  // half to even, as Python's round()
}

// A turned mask may cut one span in two, which then have a sentinel each.
int64_t sentinels(const SpanCounts& counts, const SpanCorruptionSettings& settings) {
  return counts.spans + (settings.randomRoll ? 1 : 0);
}

int64_t inputLength(int64_t window, const SpanCorruptionSettings& settings) {
  const SpanCounts counts = spanCounts(window, settings);
  return window - counts.hidden + sentinels(counts, settings) + 1;
}

}  // namespace

SpanCounts spanCounts(int64_t length, const SpanCorruptionSettings& settings) {
  SpanCounts counts;
  counts.hidden = std::clamp<int64_t>(rounded(static_cast<double>(length) * settings.density), 1,
                                      std::max<int64_t>(1, length - 1));
  counts.spans = rounded(static_cast<double>(counts.hidden) / settings.meanSpan);
  const int64_t most = std::min(counts.hidden, std::max<int64_t>(1, length - counts.hidden));
  counts.spans = std::clamp<int64_t>(counts.spans, 1, most);
  return counts;
}

SpanLengths spanLengths(int64_t inputs, const SpanCorruptionSettings& settings) {
  int64_t window = std::max<int64_t>(2, inputs - (settings.randomRoll ? 2 : 1));
  while (inputLength(window + 1, settings) <= inputs) ++window;
  SpanCounts counts = spanCounts(window, settings);
  // T5's rule: half hidden means that inputs and targets are equally long.
  if (settings.density == 0.5 && window > 2 && 2 * counts.hidden > window)
    counts = spanCounts(--window, settings);
  const int64_t marks = sentinels(counts, settings);
  return {window, counts.hidden + marks + 1, marks};
}

}  // namespace unmask
