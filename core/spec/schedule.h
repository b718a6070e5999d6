// Learning rate at each step (recipes.md 0.4; golden values in section 12).
//
// With lr = train.learning_rate, m = train.min_learning_rate, W = train.warmup_steps,
// D = train.decay_steps and `step` counted from 0:
//   cosine (nanoGPT)   step < W: lr (step+1)/(W+1);  step > D: m;
//                      else m + (lr-m) (1 + cos(pi (step-W)/(D-W))) / 2
//   cosine-mae         the same, but step < W: lr step/W (0 at step 0)
//   cosine-beit        the same, but step < W: lr step/(W-1), both ends included: the whole rate at
//                      steps W-1 and W; a warm-up of one step is at 0
//   cosine-clip        the same, but step < W: lr (step+1)/W
//   linear (BERT-TF)   step < W: lr step/W (0 at step 0);  else m + (lr-m) (1 - min(step,D)/D): the
//                      decay is measured from step 0, so there is a small jump down at step W
//   inverse-root (T5)  lr sqrt(W / max(step, W)), at least m
//   constant           step < W: lr (step+1)/(W+1) as nanoGPT;  else lr
#pragma once

#include "core/spec/settings.h"

namespace unmask {

// decaySteps = 0 stands for train.steps.
double scheduledLearningRate(const TrainSettings&, int64_t step);

// The schedule that a rate set by hand at step `setAt` scales: what was set is reached there and
// never passed because of where the schedule stood. A warm-up is over from then on, and a schedule
// that has ended at zero stays at lr.
double scheduledLearningRate(const TrainSettings&, int64_t step, int64_t setAt);

}  // namespace unmask
