// GPT: the whole model.
#include "core/engine/gpt.h"

#include <torch/torch.h>

namespace unmask {

Gpt::Gpt(const ModelSettings& settings, int64_t vocabulary, uint64_t seed, at::Device device)
    : Model(ParameterList(seed, device)) {
  ParameterList& list = parameters_;
  tokens_ = list.normal("tokens.weight", {vocabulary, settings.width}, kInitialDeviation);
  positions_ =
      list.normal("positions.weight", {settings.context, settings.width}, kInitialDeviation);
  for (int64_t layer = 0; layer < settings.layers; ++layer)
    blocks_.push_back(makeBlock(list, "layers." + std::to_string(layer), settings));
  finalNorm_ = makeNorm(list, "final_norm", settings);
  if (settings.tiedHead)
    head_.weight = tokens_;
  else
    head_ = makeLinear(list, "head", vocabulary, settings.width, /*bias=*/false, kInitialDeviation);
}

at::Tensor Gpt::hidden(const ModelInput& input, const Pass& pass) const {
  const Sequences sequences{input.ids.size(0), input.ids.size(1), /*causal=*/true, {}};
  at::Tensor x = at::embedding(tokens_, input.ids) + positions_.narrow(0, 0, sequences.length);
  x = dropped(x.view({-1, x.size(2)}), pass);
  for (const Block& block : blocks_) x = block(x, sequences, pass);
  return finalNorm_(x);
}

at::Tensor Gpt::logits(const at::Tensor& hidden, const Pass& pass) const {
  return head_(hidden, pass).to(at::kFloat);
}

}  // namespace unmask
