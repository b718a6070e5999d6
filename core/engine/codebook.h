// The codebook of a VQ-VAE (van den Oord et al. 2017): K vectors, and for any vector the nearest.
//
// Codes are learned without a gradient, as that paper's appendix A.1 has it: each is the moving
// average of the vectors that chose it. A code whose average use has fallen below a thirtieth of an
// even share is dead: it starts again from a vector of the batch, drawn the likelier the farther
// that vector lies from every code (as k-means++ begins), and is given an even share, so that it
// has some hundred steps to find its place. The first update starts all codes so.
//
//   codebook.codes [K,D], codebook.uses [K], codebook.sums [K,D], codebook.updates [1]: buffers
#pragma once

#include "core/engine/parameters.h"

namespace unmask {

class Codebook {
 public:
  Codebook(ParameterList&, int64_t codes, int64_t width, double decay, uint64_t seed);

  // Nearest codes int64 [N] of vectors float32 [N,D]; of equally near ones the first.
  at::Tensor nearest(const at::Tensor& vectors) const;
  at::Tensor vectorsOf(const at::Tensor& codes) const;  // int64 [...] -> float32 [...,D]
  const at::Tensor& codes() const { return codes_; }

  // Notes which vectors chose which codes; update() takes them in, one step's micro-batches
  // together, and forgets them.
  void note(const at::Tensor& vectors, const at::Tensor& chosen) const;
  void update();

 private:
  void startAgain(const at::Tensor& dead, const at::Tensor& vectors, double share);

  const double decay_;
  const uint64_t seed_;
  at::Tensor codes_, uses_, sums_, updates_;
  mutable std::vector<at::Tensor> vectors_, chosen_;  // noted
};

// How evenly codes are used. counts float64 [K].
double codeUse(const at::Tensor& counts);      // share of the codes with a count
double codeEntropy(const at::Tensor& counts);  // nats

}  // namespace unmask
