// AdamW over a model's parameters, through PyTorch's fused kernel (Loshchilov and Hutter 2019).
#pragma once

#include <optional>

#include "core/engine/parameters.h"
#include "core/spec/settings.h"

namespace unmask {

// nanoGPT's rule (recipes.md 0.3): matrices and embedding tables decay, vectors do not. A tied head
// is one parameter and decays once.
bool decays(const Parameter&);

class AdamW {
 public:
  AdamW(const std::vector<Parameter>&, const TrainSettings&);

  // L2 norm over all gradients. Parameters without a gradient (unused in the loss) count as zero.
  double gradientNorm() const;
  // Scales the gradients by clipNorm / (norm + 1e-6) where that is below 1, as PyTorch does.
  void clip(double norm, double clipNorm);
  void step(double learningRate);
  void clearGradients();

  int64_t updates() const { return updates_; }
  void setUpdates(int64_t);
  // Named tensors of the state: "first_moment.<parameter>", "second_moment.<parameter>".
  std::vector<Parameter> state() const;

 private:
  struct Group {
    double weightDecay = 0;
    std::vector<at::Tensor> values, firstMoments, secondMoments, updates;
  };
  std::vector<at::Tensor> gradients() const;

  std::vector<Parameter> parameters_;
  std::vector<Parameter> state_;
  std::vector<Group> groups_;
  double beta1_, beta2_;
  int64_t updates_ = 0;
};

}  // namespace unmask
