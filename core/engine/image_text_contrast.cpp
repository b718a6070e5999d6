// Loss and validation pass of image-text-contrast.
#include "core/engine/image_text_contrast.h"

#include <torch/torch.h>

#include <set>

#include "core/engine/pair_loss.h"
#include "core/engine/picture_tensors.h"

namespace unmask {

namespace {

constexpr size_t kPool = 100;  // candidates among which a partner is looked for

// Picture-caption pairs in pools of distinct captions.
struct Pools {
  std::vector<at::Tensor> images, texts;
  std::set<std::vector<int64_t>> seen;
  double imageToText = 0, textToImage = 0, imageToText5 = 0, textToImage5 = 0;
  int64_t pools = 0;

  void score() {
    const at::Tensor scores = at::cat(images).matmul(at::cat(texts).t());
    imageToText += recall(scores, 1);
    textToImage += recall(scores.t(), 1);
    imageToText5 += recall(scores, 5);
    textToImage5 += recall(scores.t(), 5);
    ++pools;
    images.clear();
    texts.clear();
    seen.clear();
  }
};

at::Tensor unit(const at::Tensor& x) {
  return x / x.norm(2, {1}, true).clamp_min(1e-12);
}

}  // namespace

ImageTextContrast::ImageTextContrast(const RunSpec& spec, at::Device device)
    : spec_(spec),
      settings_(std::get<ImageTextContrastSettings>(spec.objectiveSettings)),
      device_(device),
      model_(spec, device) {}

ImageTextContrast::Embedded ImageTextContrast::embedded(const Batch& batch,
                                                        const Pass& pass) const {
  const auto numbers = [&](const char* name) {
    const Array* array = batch.find(name);
    TORCH_CHECK(array, "a batch of pairs has ", name);
    return numbersOf(*array, device_);
  };
  return {model_.images(model_.features(pixelsOf(batch, device_), pass), pass),
          model_.texts(numbers("input_ids"), numbers("caption_end"), pass),
          numbers("caption_group")};
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

at::Tensor ImageTextContrast::pairSimilarity(const Array& pixels, const Array& ids,
                                             const Array& ends) const {
  const Pass pass{};
  const at::Tensor images = model_.images(features(pixels), pass);
  const at::Tensor texts = model_.texts(numbersOf(ids, device_), numbersOf(ends, device_), pass);
  return unit(images).matmul(unit(texts).t());
}

Batch ImageTextContrast::madeUpBatch(int64_t rows) const {
  const int64_t size = settings_.view.size;
  Batch batch;
  batch.arrays.push_back(Array::zeros<uint8_t>("pixels", {rows, size, size, spec_.channels}));
  const auto pixels = batch.arrays[0].values<uint8_t>();
  for (size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<uint8_t>(i * 31 % 251);
  batch.arrays.push_back(Array::zeros<int64_t>("input_ids", {rows, spec_.model.context}));
  batch.arrays.push_back(Array::zeros<int64_t>("caption_end", {rows}));
  batch.arrays.push_back(Array::zeros<int64_t>("caption_group", {rows}));
  for (int64_t row = 0; row < rows; ++row) batch.arrays[3].values<int64_t>()[row] = row;
  batch.targets = static_cast<uint64_t>(rows);
  return batch;
}

Result<EvaluationReport> ImageTextContrast::evaluate(const Batches& batches, int64_t count,
                                                     const KeepGoing& keepGoing) const {
  at::NoGradGuard noGrad;
  EvaluationReport report;
  double sum = 0;
  Pools pools;
  UNMASK_TRY(
      forEachEvaluationBatch(spec_, batches, count, keepGoing, [&](const Batch& batch) -> Status {
        const Embedded pair = embedded(batch, Pass{});
        sum += summedPairLoss(pairLogits(pair.images, pair.texts, model_.scale(), pair.groups,
                                         sameCaptionNamed(settings_.duplicates)))
                   .item<double>();
        const at::Tensor images = unit(pair.images), texts = unit(pair.texts);
        for (size_t row = 0; row < batch.pictures.size(); ++row) {
          if (!pools.seen.insert(batch.pictures[row].caption.ids).second) continue;
          const auto at = static_cast<int64_t>(row);
          pools.images.push_back(images.narrow(0, at, 1));
          pools.texts.push_back(texts.narrow(0, at, 1));
          if (pools.images.size() == kPool) pools.score();
        }
        report.targets += batch.targets;
        report.windows += batch.pictures.size();
        return {};
      }));
  if (report.targets == 0) return failure(nothingToPredict());
  if (pools.pools == 0) pools.score();  // fewer distinct captions than a pool has
  const auto scored = static_cast<double>(pools.pools);
  report.measures["loss/validation"] = sum / static_cast<double>(report.targets);
  report.measures["image_to_text_r1/validation"] = pools.imageToText / scored;
  report.measures["text_to_image_r1/validation"] = pools.textToImage / scored;
  report.measures["image_to_text_r5/validation"] = pools.imageToText5 / scored;
  report.measures["text_to_image_r5/validation"] = pools.textToImage5 / scored;
  report.measures["logit_scale/validation"] = model_.scale().item<double>();
  return report;
}

}  // namespace unmask
