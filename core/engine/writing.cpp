// Greedy decoding.
#include "core/engine/writing.h"

#include <torch/torch.h>

#include <algorithm>

namespace unmask {

std::vector<std::vector<int64_t>> likeliestTargets(const Model& model, const RunSpec& spec,
                                                   const ModelInput& input, int64_t longest,
                                                   const std::function<bool()>& keepGoing) {
  const auto& both = dynamic_cast<const EncoderDecoder&>(model);
  const TokenIds ids = spec.tokenIds();
  const bool spans = std::holds_alternative<SpanCorruptionSettings>(spec.objectiveSettings);
  const int64_t start = spans ? ids.pad() : ids.sep();
  const int64_t end = spans ? ids.endOfDocument() : ids.sep();
  const int64_t vocabulary = vocabularySize(spec);
  at::NoGradGuard noGrad;
  const int64_t count = input.ids.size(0);
  ModelInput reading = input;
  reading.decoderIds = at::full({count, 1}, start, input.ids.options());
  const at::Tensor memory = both.encode(input, Pass{});
  Kept kept;
  std::vector<std::vector<int64_t>> written(static_cast<size_t>(count));
  std::vector<bool> done(written.size(), false);
  for (int64_t u = 0; u < longest && !std::ranges::all_of(done, std::identity()); ++u) {
    if (keepGoing && !keepGoing()) break;
    const at::Tensor hidden = both.decode(memory, reading, Pass{}, &kept);
    const at::Tensor next = both.logits(hidden, Pass{}).narrow(1, 0, vocabulary).argmax(1);
    const at::Tensor onCpu = next.cpu();
    for (size_t row = 0; row < written.size(); ++row) {
      const int64_t token = onCpu.const_data_ptr<int64_t>()[row];
      done[row] = done[row] || token == end;
      if (!done[row]) written[row].push_back(token);
    }
    reading.decoderIds = next.view({count, 1});
  }
  return written;
}

std::vector<std::vector<int64_t>> fillsOf(const std::vector<int64_t>& target, TokenIds ids,
                                          size_t sentinels) {
  std::vector<std::vector<int64_t>> fills(sentinels);
  std::vector<int64_t>* fill = nullptr;
  for (const int64_t token : target) {
    if (token > ids.sep()) {
      const auto j = static_cast<size_t>(ids.sentinel(0) - token);
      fill = j < sentinels && fills[j].empty() ? &fills[j] : nullptr;
    } else if (fill && token < ids.pieces) {
      fill->push_back(token);
    }
  }
  return fills;
}

}  // namespace unmask
