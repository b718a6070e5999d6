// Learning rate at each step.
#include "core/spec/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace unmask {

double scheduledLearningRate(const TrainSettings& train, int64_t step) {
  const double lr = train.learningRate;
  const double low = train.minLearningRate;
  const double it = static_cast<double>(step);
  const double warmup = static_cast<double>(train.warmupSteps);
  const double decay = static_cast<double>(train.decaySteps > 0 ? train.decaySteps : train.steps);

  // T5: lr for the first `warmup` steps, then as 1 / sqrt(step); with lr .01 and 10,000 steps that
  // is 1 / sqrt(max(step, 10000)).
  if (train.schedule == "inverse-root")
    return std::max(low, lr * std::sqrt(std::max(warmup, 1.) / std::max({it, warmup, 1.})));
  if (train.schedule == "linear") {
    if (it < warmup) return lr * it / warmup;
    return low + (lr - low) * (1 - std::min(it, decay) / decay);
  }
  if (it < warmup) {
    if (train.schedule == "cosine-mae") return lr * it / warmup;
    if (train.schedule == "cosine-beit") return warmup > 1 ? lr * it / (warmup - 1) : 0;
    if (train.schedule == "cosine-clip") return lr * (it + 1) / warmup;
    return lr * (it + 1) / (warmup + 1);
  }
  if (train.schedule == "constant") return lr;
  if (it > decay) return low;
  if (decay <= warmup) return lr;
  const double progress = (it - warmup) / (decay - warmup);
  return low + 0.5 * (1 + std::cos(std::numbers::pi * progress)) * (lr - low);
}

double scheduledLearningRate(const TrainSettings& train, int64_t step, int64_t setAt) {
  const bool warmedUp = setAt < train.warmupSteps && step < train.warmupSteps;
  const bool ended = setAt >= train.warmupSteps && scheduledLearningRate(train, setAt) <= 0;
  return warmedUp || ended ? train.learningRate : scheduledLearningRate(train, step);
}

}  // namespace unmask
