// Linear layer, LayerNorm, attention, feed-forward and block.
#include "core/engine/transformer.h"

#include <torch/torch.h>

namespace unmask {

at::Tensor Linear::operator()(const at::Tensor& x, const Pass& pass) const {
  return at::linear(x.to(pass.matmul), weight.to(pass.matmul),
                    bias.defined() ? bias.to(pass.matmul) : at::Tensor());
}

at::Tensor Norm::operator()(const at::Tensor& x) const {
  return at::layer_norm(x, weight.sizes(), weight, bias, epsilon);
}

at::Tensor dropped(const at::Tensor& x, const Pass& pass) {
  return pass.dropout > 0 ? at::dropout(x, pass.dropout, /*train=*/true) : x;
}

at::Tensor Block::operator()(const at::Tensor& x, const Sequences& sequences,
                             const Pass& pass) const {
  if (preNorm) {
    at::Tensor y = x + attention(attentionNorm(x), sequences, pass);
    return y + feedForward(feedForwardNorm(y), pass);
  }
  at::Tensor y = attentionNorm(x + attention(x, sequences, pass));
  return feedForwardNorm(y + feedForward(y, pass));
}

at::Tensor Block::attention(const at::Tensor& x, const Sequences& sequences,
                            const Pass& pass) const {
  const int64_t width = x.size(1);
  // [B*T,3C] -> three of [B,heads,T,C/heads], views of one tensor.
  std::vector<at::Tensor> parts =
      qkv(x, pass)
          .to(pass.attention)
          .view({sequences.count, sequences.length, 3, heads, width / heads})
          .permute({2, 0, 3, 1, 4})
          .unbind(0);
  std::optional<at::Tensor> mask;
  if (sequences.attend.defined()) mask = sequences.attend;
  at::Tensor mixed = at::scaled_dot_product_attention(parts[0], parts[1], parts[2], mask,
                                                      pass.dropout, sequences.causal);
  mixed = mixed.transpose(1, 2).reshape({x.size(0), width});
  return dropped(attentionOutput(mixed, pass).to(at::kFloat), pass);
}

at::Tensor Block::feedForward(const at::Tensor& x, const Pass& pass) const {
  at::Tensor inner = feedForwardIn(x, pass);
  inner = quickGelu ? inner * at::sigmoid(1.702 * inner)
                    : at::gelu(inner);  // exact erf form, as nanoGPT and BERT
  return dropped(feedForwardOut(inner, pass).to(at::kFloat), pass);
}

Linear makeLinear(ParameterList& list, const std::string& name, int64_t out, int64_t in, bool bias,
                  double standardDeviation) {
  Linear linear;
  linear.weight = list.normal(name + ".weight", {out, in}, standardDeviation);
  if (bias) linear.bias = list.constant(name + ".bias", {out}, 0);
  return linear;
}

Norm makeNorm(ParameterList& list, const std::string& name, const ModelSettings& settings) {
  Norm norm;
  norm.weight = list.constant(name + ".weight", {settings.width}, 1);
  if (settings.bias) norm.bias = list.constant(name + ".bias", {settings.width}, 0);
  // Post-LN is BERT as published, which uses 1e-12; GPT-2 and nanoGPT use 1e-5.
  norm.epsilon = settings.norm == "post" ? 1e-12 : 1e-5;
  return norm;
}

Block makeBlock(ParameterList& list, const std::string& name, const ModelSettings& settings) {
  const int64_t width = settings.width;
  const double residual = settings.initialisation == "gpt2"
                              ? kInitialDeviation / std::sqrt(2.0 * settings.layers)
                              : kInitialDeviation;
  Block block;
  block.heads = settings.heads;
  block.preNorm = settings.norm == "pre";
  block.attentionNorm = makeNorm(list, name + ".attention_norm", settings);
  block.qkv =
      makeLinear(list, name + ".attention.qkv", 3 * width, width, settings.bias, kInitialDeviation);
  block.attentionOutput =
      makeLinear(list, name + ".attention.output", width, width, settings.bias, residual);
  block.feedForwardNorm = makeNorm(list, name + ".feed_forward_norm", settings);
  block.feedForwardIn = makeLinear(list, name + ".feed_forward.in", settings.feedForward, width,
                                   settings.bias, kInitialDeviation);
  block.feedForwardOut = makeLinear(list, name + ".feed_forward.out", width, settings.feedForward,
                                    settings.bias, residual);
  return block;
}

}  // namespace unmask
