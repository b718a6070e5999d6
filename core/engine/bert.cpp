// BERT: the whole model.
#include "core/engine/bert.h"

#include <torch/torch.h>

namespace unmask {

Bert::Bert(const ModelSettings& settings, int64_t vocabulary, uint64_t seed, at::Device device)
    : Model(ParameterList(seed, device)), settings_(settings) {
  ParameterList& list = parameters_;
  const int64_t width = settings.width;
  tokens_ = list.normal("tokens.weight", {vocabulary, width}, kInitialDeviation);
  positions_ = list.normal("positions.weight", {settings.context, width}, kInitialDeviation);
  if (settings.segmentEmbedding)
    segments_ = list.normal("segments.weight", {2, width}, kInitialDeviation);
  if (settings.embeddingNorm) embeddingNorm_ = makeNorm(list, "embedding_norm", settings);
  for (int64_t layer = 0; layer < settings.layers; ++layer)
    blocks_.push_back(makeBlock(list, "layers." + std::to_string(layer), settings));
  if (settings.norm == "pre") finalNorm_ = makeNorm(list, "final_norm", settings);
  if (settings.headTransform) {
    headTransform_ =
        makeLinear(list, "head.transform", width, width, settings.bias, kInitialDeviation);
    headNorm_ = makeNorm(list, "head.norm", settings);
  }
  head_.weight = settings.tiedHead
                     ? tokens_
                     : list.normal("head.weight", {vocabulary, width}, kInitialDeviation);
  if (settings.bias) head_.bias = list.constant("head.bias", {vocabulary}, 0);
}

at::Tensor Bert::hidden(const ModelInput& input, const Pass& pass) const {
  Sequences sequences{input.ids.size(0), input.ids.size(1), /*causal=*/false, {}};
  if (input.attend.defined())
    sequences.attend = input.attend.view({sequences.count, 1, 1, sequences.length});
  at::Tensor x = at::embedding(tokens_, input.ids) + positions_.narrow(0, 0, sequences.length);
  if (settings_.segmentEmbedding) x = x + segments_.select(0, 0);  // one text: all in segment 0
  x = x.view({-1, x.size(2)});
  if (settings_.embeddingNorm) x = embeddingNorm_(x);
  x = dropped(x, pass);
  for (const Block& block : blocks_) x = block(x, sequences, pass);
  return settings_.norm == "pre" ? finalNorm_(x) : x;
}

at::Tensor Bert::logits(const at::Tensor& hidden, const Pass& pass) const {
  at::Tensor x = hidden;
  if (settings_.headTransform) x = headNorm_(at::gelu(headTransform_(x, pass)).to(at::kFloat));
  return head_(x, pass).to(at::kFloat);
}

}  // namespace unmask
