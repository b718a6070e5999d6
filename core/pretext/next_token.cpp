// Next-token examples: inputs are the window without its last token, labels without its first.
#include "core/pretext/next_token.h"

namespace unmask {

Example nextTokenExample(std::span<const int64_t> window) {
  Example example;
  if (window.size() < 2) return example;
  example.inputIds.assign(window.begin(), window.end() - 1);
  example.labels.assign(window.begin() + 1, window.end());
  example.pieces = example.inputIds;
  example.trace.assign(example.inputIds.size(), PositionTrace{Decision::target});
  return example;
}

uint64_t nextTokenExampleCount(uint64_t tokens) {
  return tokens < 2 ? 0 : tokens - 1;
}

}  // namespace unmask
