// Loss and validation pass of image-text-contrast.
#include "core/engine/image_text_contrast.h"

#include <torch/torch.h>

#include "core/engine/pair_loss.h"
#include "core/engine/picture_tensors.h"
#include "core/engine/retrieval_pools.h"

namespace unmask {

ImageTextContrast::ImageTextContrast(const RunSpec& spec, at::Device device)
    : spec_(spec),
      settings_(std::get<ImageTextContrastSettings>(spec.objectiveSettings)),
      device_(device),
      model_(spec, device) {}

ImageTextContrast::Embedded ImageTextContrast::embedded(const Batch& batch,
                                                        const Pass& pass) const {
  return {model_.images(model_.features(pixelsOf(batch, device_), pass), pass),
          model_.texts(numbersOf(batch, "input_ids", device_),
                       numbersOf(batch, "caption_end", device_), pass),
          numbersOf(batch, "caption_group", device_)};
}

BatchLoss ImageTextContrast::loss(const Batch& batch, const Pass& pass) const {
  const Embedded pair = embedded(batch, pass);
  const PairLogits pairs = pairLogits(pair.images, pair.texts, model_.scale(), pair.groups,
                                      sameCaptionNamed(settings_.duplicates));
  BatchLoss loss{summedPairLoss(pairs), {}};
  const at::NoGradGuard noGrad;
  const at::Tensor own = at::arange(pair.groups.size(0), pair.groups.options());
  loss.measures["contrast_accuracy/train"] =
      pairs.logits.argmax(1).eq(own).to(at::kDouble).mean().item<double>();
  loss.measures["logit_scale/train"] = model_.scale().item<double>();
  return loss;
}

void ImageTextContrast::afterStep() {
  model_.clampScale(settings_.maxScale);
}

at::Tensor ImageTextContrast::features(const Array& pixels) const {
  return model_.features(normalisedPixels(pixels, device_), Pass{});
}

at::Tensor ImageTextContrast::pictureVectors(const Array& pixels) const {
  const at::NoGradGuard noGrad;
  return unitRows(model_.images(features(pixels), Pass{}));
}

at::Tensor ImageTextContrast::captionVectors(const Array& ids, const Array& ends) const {
  const at::NoGradGuard noGrad;
  return unitRows(model_.texts(numbersOf(ids, device_), numbersOf(ends, device_), Pass{}));
}

BatchSight ImageTextContrast::sight(const Batch& batch) const {
  const at::NoGradGuard noGrad;
  const Embedded pair = embedded(batch, Pass{});
  return {.similarities = unitRows(pair.images).matmul(unitRows(pair.texts).t())};
}

Result<EvaluationReport> ImageTextContrast::evaluate(const Batches& batches, int64_t count,
                                                     const KeepGoing& keepGoing) const {
  at::NoGradGuard noGrad;
  EvaluationReport report;
  double sum = 0;
  RetrievalPools pools(
      spec_, batches.pictures(),
      [&](const Array& ids, const Array& ends) {
        return std::vector<at::Tensor>{captionVectors(ids, ends)};
      },
      [&](const std::vector<at::Tensor>& pictures, const std::vector<at::Tensor>& captions,
          const at::Tensor& own) {
        addRetrieval(report.measures, pictures[0].matmul(captions[0].t()), own);
      });
  UNMASK_TRY(
      forEachEvaluationBatch(spec_, batches, count, keepGoing, [&](const Batch& batch) -> Status {
        const Embedded pair = embedded(batch, Pass{});
        sum += summedPairLoss(pairLogits(pair.images, pair.texts, model_.scale(), pair.groups,
                                         sameCaptionNamed(settings_.duplicates)))
                   .item<double>();
        UNMASK_TRY(pools.add(batch, {unitRows(pair.images)}, {unitRows(pair.texts)}));
        report.targets += batch.targets;
        report.windows += batch.pictures.size();
        return {};
      }));
  if (report.targets == 0) return failure(nothingToPredict());
  pools.finish();
  for (auto& [measure, value] : report.measures) value /= pools.pools();
  report.measures["loss/validation"] = sum / static_cast<double>(report.targets);
  report.measures["logit_scale/validation"] = model_.scale().item<double>();
  return report;
}

}  // namespace unmask
