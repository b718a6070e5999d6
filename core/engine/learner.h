// What the trainer asks of an objective: its weights, the loss of a batch, the validation pass.
#pragma once

#include <functional>
#include <memory>

#include "core/dataset/batches.h"
#include "core/engine/evaluation_report.h"
#include "core/engine/model.h"

namespace unmask {

// Asked between batches of long work; false breaks it off.
using KeepGoing = std::function<bool()>;

struct BatchLoss {
  at::Tensor sum;                          // float32 scalar with a gradient, over Batch::targets
  std::map<std::string, double> measures;  // of this batch: "top1/train"
};

// What a model made of pictures with hidden patches.
struct Reconstruction {
  at::Tensor pixels;  // float32 [N,S,S,C], -1 to 1: hidden patches as predicted, others as given
  // The same with each hidden patch brought to its own true mean and deviation, which a model of
  // normalised targets does not predict. Undefined: its targets are not normalised.
  at::Tensor informed;
};

// What only a model can say of a batch that is shown. Undefined parts: the objective has none.
struct BatchSight {
  // float32 [N,N], cosine: of pairs row picture, column caption; of contrastive [2N,2N], rows as
  // those of the batch's pixels.
  at::Tensor similarities = {};
  // Of image-text-matching, int64 [N]: the wrong picture that caption n is shown with and the wrong
  // caption of picture n, -1 none; and how likely the right pair and these two belong together.
  at::Tensor wrongPictures = {}, wrongCaptions = {};
  // float32 [N]; NaN: there is none.
  at::Tensor ownShare = {}, wrongPictureShare = {}, wrongCaptionShare = {};
};

class Learner {
 public:
  virtual ~Learner() = default;

  virtual const std::vector<Parameter>& parameters() const = 0;
  virtual const std::vector<Parameter>& buffers() const = 0;  // ParameterList::buffer

  virtual BatchLoss loss(const Batch&, const Pass&) const = 0;
  // A batch of `rows` made-up examples of the run's shape, to time a pass with.
  virtual Batch madeUpBatch(int64_t rows) const = 0;
  // Sums over the whole validation part, or `batches` of a fixed subset drawn from the run's seed,
  // and divides once. In float32, whatever precision trains.
  virtual Result<EvaluationReport> evaluate(const Batches&, int64_t batches,
                                            const KeepGoing&) const = 0;
  // What the encoder makes of whole pictures uint8 [N,S,S,C], as used for other tasks: float32
  // [N,D]. Undefined: the objective has no such features.
  virtual at::Tensor features(const Array& pixels) const { return {}; }
  // Whole pictures uint8 [N,S,S,C] with hidden patches bool [N,L]. Undefined: the objective
  // predicts no pixels. picture-tokenizer hides nothing and paints every patch from its code; what
  // masked-tokens predicts is painted by its tokenizer.
  virtual Reconstruction reconstruct(const Array& pixels, const Array& hidden) const { return {}; }
  // Whole pictures uint8 [P,S,S,C] and captions in the space where they are compared, rows of
  // length 1: float32 [P,D], [T,D]. Captions as a Batch has them: input_ids [T,context],
  // caption_end [T]. Undefined: the objective reads no captions.
  virtual at::Tensor pictureVectors(const Array& pixels) const { return {}; }
  virtual at::Tensor captionVectors(const Array& ids, const Array& ends) const { return {}; }
  // Their cosine, float32 [P,T].
  at::Tensor pairSimilarity(const Array& pixels, const Array& ids, const Array& ends) const;
  // Probability that picture i and caption i belong together, float32 [N]. Undefined: not asked of
  // this objective.
  virtual at::Tensor matchProbability(const Array& pixels, const Array& ids,
                                      const Array& ends) const {
    return {};
  }
  virtual BatchSight sight(const Batch&) const { return {}; }
  // After the optimizer has changed the weights: what must hold of them is put right.
  virtual void afterStep() {}

  // The text model that writes answers; null: this objective has none.
  virtual const Model* textModel() const { return nullptr; }
};

class PictureTokenizer;

// For spec.objective, with initial weights drawn from train.seed. masked-tokens learns from a
// picture tokenizer; without one it can only be measured (masked_tokens.h).
std::unique_ptr<Learner> makeLearner(const RunSpec&, at::Device,
                                     std::shared_ptr<const PictureTokenizer> = {});

// Calls `add` with each batch of the validation pass that `batches` asks for.
Status forEachEvaluationBatch(const RunSpec&, const Batches&, int64_t batches, const KeepGoing&,
                              const std::function<Status(const Batch&)>& add);

// "The validation part has nothing to predict."
Error nothingToPredict();

}  // namespace unmask
