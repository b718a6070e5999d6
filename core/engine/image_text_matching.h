// The objective image-text-matching: pictures and captions are brought near each other, and a
// fusion encoder says of pairs whether they belong together; the wrong ones are those that look
// right (ALBEF; recipes.md section 9). The loss is the sum of both, unweighted.
#pragma once

#include "core/engine/hard_negatives.h"
#include "core/engine/learner.h"
#include "core/engine/made_up_pairs.h"
#include "core/engine/match_model.h"
#include "core/engine/pair_loss.h"

namespace unmask {

class ImageTextMatching : public Learner {
 public:
  static constexpr int64_t kReranked = 16;  // candidates that the matching head puts in order

  ImageTextMatching(const RunSpec&, at::Device);
  const std::vector<Parameter>& parameters() const override { return model_.parameters().all(); }
  const std::vector<Parameter>& buffers() const override { return model_.parameters().buffers(); }
  BatchLoss loss(const Batch&, const Pass&) const override;
  Batch madeUpBatch(int64_t rows) const override { return madeUpPairs(spec_, rows); }
  Result<EvaluationReport> evaluate(const Batches&, int64_t batches,
                                    const KeepGoing&) const override;
  at::Tensor features(const Array& pixels) const override;
  at::Tensor pictureVectors(const Array& pixels) const override;
  at::Tensor captionVectors(const Array& ids, const Array& ends) const override;
  at::Tensor matchProbability(const Array& pixels, const Array& ids,
                              const Array& ends) const override;
  BatchSight sight(const Batch&) const override;
  void afterStep() override { model_.clampScale(); }
  const MatchModel& model() const { return model_; }

 private:
  struct Encoded {
    at::Tensor imageTokens, textTokens, ends;  // what the fusion encoder is given
    at::Tensor images, texts;                  // in the shared space
  };
  // A batch with what is shown of it, and what was answered.
  struct Shown {
    Encoded encoded;
    PairLogits contrast;
    at::Tensor wrongPictures, wrongCaptions;
    ShownPairs pairs;
    at::Tensor logits;  // [P,2]
  };
  Encoded encoded(const at::Tensor& pixels, const at::Tensor& ids, const at::Tensor& ends,
                  const Pass&) const;
  Shown shown(const Batch&, const Pass&) const;
  // Which of the candidates that contrast finds best the matching head puts first: scores like
  // `similarities` of a pool, those that it was not asked about far below. Rows: pictures, or
  // captions. Parts of the pool: image tokens; text tokens and ends.
  at::Tensor reranked(const std::vector<at::Tensor>& pictures,
                      const std::vector<at::Tensor>& captions, const at::Tensor& similarities,
                      bool rowsArePictures) const;

  const RunSpec spec_;
  const ImageTextMatchingSettings settings_;
  const MatchingRules rules_;
  const at::Device device_;
  MatchModel model_;
};

}  // namespace unmask
