// Which learner an objective has, and the walk over the validation part that all share.
#include "core/engine/learner.h"

#include <torch/torch.h>

#include "core/base/job.h"
#include "core/base/random.h"
#include "core/engine/contrastive.h"
#include "core/engine/image_text_contrast.h"
#include "core/engine/image_text_matching.h"
#include "core/engine/masked_pixels.h"
#include "core/engine/masked_tokens.h"
#include "core/engine/picture_tokenizer_learner.h"
#include "core/engine/text_learner.h"

namespace unmask {

std::unique_ptr<Learner> makeLearner(const RunSpec& spec, at::Device device,
                                     std::shared_ptr<const PictureTokenizer> tokenizer) {
  if (std::holds_alternative<MaskedPixelsSettings>(spec.objectiveSettings))
    return std::make_unique<MaskedPixels>(spec, device);
  if (std::holds_alternative<PictureTokenizerSettings>(spec.objectiveSettings))
    return std::make_unique<PictureTokenizerLearner>(spec, device);
  if (std::holds_alternative<MaskedTokensSettings>(spec.objectiveSettings))
    return std::make_unique<MaskedTokens>(spec, device, std::move(tokenizer));
  if (std::holds_alternative<ContrastiveSettings>(spec.objectiveSettings))
    return std::make_unique<Contrastive>(spec, device);
  if (std::holds_alternative<ImageTextContrastSettings>(spec.objectiveSettings))
    return std::make_unique<ImageTextContrast>(spec, device);
  if (std::holds_alternative<ImageTextMatchingSettings>(spec.objectiveSettings))
    return std::make_unique<ImageTextMatching>(spec, device);
  return std::make_unique<TextLearner>(spec, device);
}

at::Tensor Learner::pairSimilarity(const Array& pixels, const Array& ids, const Array& ends) const {
  const at::Tensor captions = captionVectors(ids, ends);
  return captions.defined() ? pictureVectors(pixels).matmul(captions.t()) : captions;
}

Status forEachEvaluationBatch(const RunSpec& spec, const Batches& batches, int64_t count,
                              const KeepGoing& keepGoing,
                              const std::function<Status(const Batch&)>& add) {
  const uint64_t all = batches.evaluationSize().batches;
  const bool subset = count > 0 && static_cast<uint64_t>(count) < all;
  const uint64_t wanted = subset ? static_cast<uint64_t>(count) : all;
  for (uint64_t i = 0; i < wanted; ++i) {
    if (keepGoing && !keepGoing()) return failure(cancelledError());
    const uint64_t index =
        subset ? permuted(i, all, static_cast<uint64_t>(spec.train.seed), Purpose::subset, 0) : i;
    UNMASK_ASSIGN(const Batch batch, batches.evaluation(index));
    UNMASK_TRY(add(batch));
  }
  // What broke off the last batch's own work has left it unfinished.
  if (keepGoing && !keepGoing()) return failure(cancelledError());
  return {};
}

Error nothingToPredict() {
  return {message(UNMASK_TEXT("core", "The validation part has nothing to predict.")),
          message(UNMASK_TEXT("core", "Lower data.train_fraction or use a longer text."))};
}

}  // namespace unmask
