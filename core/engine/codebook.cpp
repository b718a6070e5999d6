// Finding the nearest code, and moving the codes.
#include "core/engine/codebook.h"

#include <torch/torch.h>

#include <cmath>

#include "core/base/random.h"

namespace unmask {

namespace {
constexpr double kDead = 1.0 / 30;  // of an even share of the uses
}

Codebook::Codebook(ParameterList& list, int64_t codes, int64_t width, double decay, uint64_t seed)
    : decay_(decay),
      seed_(seed),
      codes_(list.buffer("codebook.codes", {codes, width}, 0)),
      uses_(list.buffer("codebook.uses", {codes}, 0)),
      sums_(list.buffer("codebook.sums", {codes, width}, 0)),
      updates_(list.buffer("codebook.updates", {1}, 0)) {}

at::Tensor Codebook::nearest(const at::Tensor& vectors) const {
  // |v - c|^2 without |v|^2, which is the same for all codes.
  const at::Tensor lengths = codes_.square().sum({1});
  return at::addmm(lengths.unsqueeze(0), vectors, codes_.t(), 1, -2).argmin(1);
}

at::Tensor Codebook::vectorsOf(const at::Tensor& codes) const {
  return at::embedding(codes_, codes);
}

void Codebook::note(const at::Tensor& vectors, const at::Tensor& chosen) const {
  vectors_.push_back(vectors.detach());
  chosen_.push_back(chosen);
}

void Codebook::update() {
  if (vectors_.empty()) return;
  const at::NoGradGuard noGrad;
  const at::Tensor vectors = at::cat(vectors_), chosen = at::cat(chosen_);
  const int64_t codes = codes_.size(0);
  const double share = static_cast<double>(vectors.size(0)) / static_cast<double>(codes);
  // A table's backward pass adds rows in a fixed order on every thread count.
  const at::Tensor sums = at::embedding_dense_backward(vectors, chosen, codes, -1, false);
  const at::Tensor counts = at::bincount(chosen, {}, codes).to(at::kFloat);
  uses_.mul_(decay_).add_(counts, 1 - decay_);
  sums_.mul_(decay_).add_(sums, 1 - decay_);
  if (updates_.item<float>() == 0) uses_.zero_();  // no code stands anywhere yet
  const at::Tensor dead = uses_.lt(kDead * share);
  codes_.copy_(at::where(dead.unsqueeze(1), codes_, sums_ / uses_.clamp_min(1e-12).unsqueeze(1)));
  if (dead.any().item<bool>()) startAgain(dead.cpu(), vectors.cpu(), share);
  updates_.add_(1);
  vectors_.clear();
  chosen_.clear();
}

// As k-means++ begins: one after the other, each from a vector far from all codes before it.
void Codebook::startAgain(const at::Tensor& dead, const at::Tensor& vectors, double share) {
  const auto farFrom = [&](const at::Tensor& codes) {
    const at::Tensor square =
        vectors.square().sum({1}, true) + codes.square().sum({1}).unsqueeze(0);
    return std::get<0>(at::addmm(square, vectors, codes.t(), 1, -2).min(1))
        .clamp_min(0)
        .to(at::kDouble);
  };
  at::Tensor codes = codes_.cpu();
  const at::Tensor living = dead.logical_not().nonzero().squeeze(1);
  at::Tensor far = living.size(0) > 0 ? farFrom(codes.index_select(0, living))
                                      : at::ones({vectors.size(0)}, at::kDouble);
  at::Tensor uses = uses_.cpu(), sums = sums_.cpu();
  RandomStream random(seed_, Purpose::codes, static_cast<uint64_t>(updates_.item<float>()), 0);
  const at::Tensor places = dead.nonzero().squeeze(1);
  for (int64_t i = 0; i < places.size(0); ++i) {
    const at::Tensor upTo = far.cumsum(0);
    const double all = upTo[-1].item<double>();
    if (!(all > 0) || !std::isfinite(all)) break;  // every vector lies on a code
    const at::Tensor row =
        at::searchsorted(upTo, at::scalar_tensor(random.uniform() * all, at::kDouble), false,
                         /*right=*/true)
            .clamp_max(vectors.size(0) - 1);
    const auto place = places[i].item<int64_t>();
    const at::Tensor vector = vectors[row.item<int64_t>()];
    codes[place].copy_(vector);
    sums[place].copy_(vector * share);
    uses[place].fill_(share);
    far = at::minimum(far, farFrom(vector.unsqueeze(0)));
  }
  codes_.copy_(codes);
  uses_.copy_(uses);
  sums_.copy_(sums);
}

double codeUse(const at::Tensor& counts) {
  return counts.gt(0).to(at::kDouble).mean().item<double>();
}

double codeEntropy(const at::Tensor& counts) {
  const at::Tensor shares = counts / counts.sum().clamp_min(1);
  return -at::xlogy(shares, shares).sum().item<double>();
}

}  // namespace unmask
