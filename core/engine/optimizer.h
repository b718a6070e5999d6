// What turns gradients into new weights: AdamW, SGD with momentum or LARS over a model's
// parameters.
#pragma once

#include <memory>

#include "core/engine/parameters.h"
#include "core/spec/settings.h"

namespace unmask {

// nanoGPT's rule (recipes.md 0.3): matrices and embedding tables decay, vectors do not. A tied head
// is one parameter and decays once. LARS leaves the same ones without its trust ratio.
bool decays(const Parameter&);

class Optimizer {
 public:
  explicit Optimizer(const std::vector<Parameter>& parameters) : parameters_(parameters) {}
  virtual ~Optimizer() = default;

  // L2 norm over all gradients. Parameters without a gradient (unused in the loss) count as zero.
  double gradientNorm() const;
  // Scales the gradients by clipNorm / (norm + 1e-6) where that is below 1, as PyTorch does.
  void clip(double norm, double clipNorm);
  void clearGradients();

  virtual void step(double learningRate) = 0;
  int64_t updates() const { return updates_; }
  virtual void setUpdates(int64_t updates) { updates_ = updates; }
  // Named tensors of the state: "first_moment.<parameter>".
  const std::vector<Parameter>& state() const { return state_; }

 protected:
  std::vector<Parameter> parameters_;
  std::vector<Parameter> state_;
  int64_t updates_ = 0;

 private:
  std::vector<at::Tensor> gradients() const;
};

// Loshchilov and Hutter 2019, through PyTorch's fused kernel. State: first_moment.NAME and
// second_moment.NAME.
class AdamW : public Optimizer {
 public:
  AdamW(const std::vector<Parameter>&, const TrainSettings&);
  void step(double learningRate) override;
  void setUpdates(int64_t) override;

 private:
  struct Group {
    double weightDecay = 0;
    std::vector<at::Tensor> values, firstMoments, secondMoments, updates;
  };
  std::vector<Group> groups_;
  double beta1_, beta2_;
};

// State: momentum.NAME. With `trust` (eta) LARS (You et al. 2017) as SimCLR has it
// (recipes.md 5.3):
//   g += decay w;  v = momentum v + rate trust(w, g) g;  w -= v
// with trust(w, g) = eta |w| / |g|, 1 where either is 0 or the parameter does not decay; without
// (eta 0), SGD as PyTorch has it: v = momentum v + g;  w -= rate v.
class Momentum : public Optimizer {
 public:
  Momentum(const std::vector<Parameter>&, const TrainSettings&, double trust);
  void step(double learningRate) override;

 private:
  const double momentum_, weightDecay_, trust_;
};

// train.optimizer.
std::unique_ptr<Optimizer> makeOptimizer(const std::vector<Parameter>&, const TrainSettings&);

}  // namespace unmask
