// How good frozen features are for telling classes apart (recipes.md section 10): nearest
// neighbours and a linear classifier on top. Both see the training part's labels and answer for the
// held-out part; neither changes the encoder.
#pragma once

#include "core/engine/learner.h"

namespace unmask {

struct LabelledFeatures {
  at::Tensor features;  // float32 [N,D]
  at::Tensor labels;    // int64 [N]
};

// Of the k = 20 most similar bank rows (cosine) each votes exp(similarity / .07) for its class: the
// protocol of DINO and solo-learn. Share of queries whose class won.
double neighbourAccuracy(const LabelledFeatures& bank, const LabelledFeatures& queries,
                         int64_t k = 20, double temperature = 0.07);

// Multinomial logistic regression from zeros on features brought to mean 0 and deviation 1 by the
// training part's (MAE's batch norm without scale), 500 whole-batch steps of Adam from .01 by a
// cosine to 0, decay 5e-6. Share of held-out pictures that it gets right.
double linearProbeAccuracy(const LabelledFeatures& training, const LabelledFeatures& heldOut);

// Measures of a labelled corpus: "knn/validation" and "probe/validation" of the learner's features,
// "pixel_knn/validation" of the pixels themselves, "majority/validation" of always answering the
// commonest class. On at most `most` training pictures and half as many held-out ones, a fixed
// subset; on all (0) also "pixel_probe/validation". None where the corpus has no labels.
Result<std::map<std::string, double>> representationOf(const Learner&, const PictureBatches&,
                                                       uint64_t most, const KeepGoing&);

}  // namespace unmask
