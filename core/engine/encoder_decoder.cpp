// Attention of the encoder-decoders.
#include "core/engine/encoder_decoder.h"

#include <torch/torch.h>

#include <limits>

namespace unmask {

namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();

// Written out, because no fused kernel gives the bias its gradient on every device.
at::Tensor biasedAttention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                           const Attention::Sight& sight, double scale, const Pass& pass) {
  at::Tensor scores = q.matmul(k.transpose(2, 3)).to(at::kFloat) * scale + sight.bias;
  if (sight.attend.defined()) scores = scores.masked_fill(sight.attend.logical_not(), kNever);
  if (sight.causal) {
    const at::Tensor later = at::ones({q.size(2), k.size(2)}, q.options().dtype(at::kBool))
                                 .triu(1 + k.size(2) - q.size(2));
    scores = scores.masked_fill(later, kNever);
  }
  return dropped(scores.softmax(3), pass).to(v.scalar_type()).matmul(v);
}

}  // namespace

at::Tensor Attention::operator()(const at::Tensor& x, const at::Tensor& memory, const Sight& sight,
                                 const Pass& pass, KeptKeys* kept) const {
  const auto split = [&](const at::Tensor& rows) {  // [B*L,heads*D] -> [B,heads,L,D]
    const int64_t length = rows.size(0) / sight.count;
    return rows.to(pass.attention)
        .view({sight.count, length, heads, rows.size(1) / heads})
        .transpose(1, 2);
  };
  const at::Tensor q = split(query(x, pass));
  const bool known = kept && kept->keys.defined();
  at::Tensor k, v;
  if (known && !sight.causal) {
    k = kept->keys;
    v = kept->values;
  } else {
    k = split(key(memory, pass));
    v = split(value(memory, pass));
    if (known) {
      k = at::cat({kept->keys, k}, 2);
      v = at::cat({kept->values, v}, 2);
    }
    if (kept) *kept = {k, v};
  }
  at::Tensor mixed;
  if (sight.bias.defined()) {
    mixed = biasedAttention(q, k, v, sight, scale, pass);
  } else {
    std::optional<at::Tensor> mask;
    if (sight.attend.defined()) mask = sight.attend;
    mixed = at::scaled_dot_product_attention(q, k, v, mask, pass.dropout,
                                             sight.causal && q.size(2) > 1, scale);
  }
  mixed = mixed.transpose(1, 2).reshape({x.size(0), q.size(1) * q.size(3)});
  return dropped(output(mixed, pass).to(at::kFloat), pass);
}

}  // namespace unmask
