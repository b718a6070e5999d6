// Loss, health and validation pass of contrastive.
#include "core/engine/contrastive.h"

#include <torch/torch.h>

#include "core/engine/contrast_loss.h"
#include "core/engine/pair_loss.h"
#include "core/engine/picture_tensors.h"

namespace unmask {

namespace {

constexpr int64_t kRankRowsOfABatch = 128;  // of each step: quick beside it
constexpr int64_t kRankRows = 2048;  // enough to know the rank of, few enough to be quick

}  // namespace

Contrastive::Contrastive(const RunSpec& spec, at::Device device)
    : spec_(spec),
      settings_(std::get<ContrastiveSettings>(spec.objectiveSettings)),
      device_(device),
      model_(spec, device) {}

BatchLoss Contrastive::loss(const Batch& batch, const Pass& pass) const {
  const at::Tensor features = model_.features(pixelsOf(batch, device_), pass);
  const at::Tensor z = model_.project(features, pass);
  const Contrast contrast = contrastOf(z, settings_.temperature);
  BatchLoss loss{summedContrastLoss(contrast), {}};
  at::NoGradGuard noGrad;
  const int64_t pictures = z.size(0) / 2;
  const at::Tensor first = z.narrow(0, 0, pictures).detach();
  loss.measures["contrast_accuracy/train"] = contrastAccuracy(contrast);
  loss.measures["contrast_entropy/train"] = contrastEntropy(contrast);
  loss.measures["feature_deviation/train"] = featureDeviation(features.detach());
  loss.measures["effective_rank/train"] = effectiveRank(
      features.detach().narrow(0, 0, std::min(features.size(0), kRankRowsOfABatch)));
  loss.measures["alignment/train"] = alignment(first, z.narrow(0, pictures, pictures).detach());
  if (pictures > 1) loss.measures["uniformity/train"] = uniformity(first);
  return loss;
}

BatchSight Contrastive::sight(const Batch& batch) const {
  const at::NoGradGuard noGrad;
  const at::Tensor z =
      unitRows(model_.project(model_.features(pixelsOf(batch, device_), Pass{}), Pass{}));
  return {.similarities = z.matmul(z.t())};
}

at::Tensor Contrastive::features(const Array& pixels) const {
  return model_.features(normalisedPixels(pixels, device_), Pass{});
}

Batch Contrastive::madeUpBatch(int64_t rows) const {
  const int64_t size = settings_.view.size;
  const int64_t views = 2 * std::max<int64_t>(rows, 2);
  Batch batch;
  batch.arrays.push_back(Array::zeros<uint8_t>("pixels", {views, size, size, spec_.channels}));
  const auto pixels = batch.arrays[0].values<uint8_t>();
  for (size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<uint8_t>(i * 31 % 251);
  batch.targets = static_cast<uint64_t>(views);
  return batch;
}

Result<EvaluationReport> Contrastive::evaluate(const Batches& batches, int64_t count,
                                               const KeepGoing& keepGoing) const {
  at::NoGradGuard noGrad;
  EvaluationReport report;
  double sum = 0, right = 0, unsure = 0, aligned = 0, uniform = 0;
  std::vector<at::Tensor> kept;
  int64_t keptRows = 0;
  UNMASK_TRY(
      forEachEvaluationBatch(spec_, batches, count, keepGoing, [&](const Batch& batch) -> Status {
        const at::Tensor features = model_.features(pixelsOf(batch, device_), Pass{});
        const at::Tensor z = model_.project(features, Pass{});
        const Contrast contrast = contrastOf(z, settings_.temperature);
        const auto rows = static_cast<double>(batch.targets);
        const int64_t pictures = z.size(0) / 2;
        sum += summedContrastLoss(contrast).item<double>();
        right += rows * contrastAccuracy(contrast);
        unsure += rows * contrastEntropy(contrast);
        aligned += rows * alignment(z.narrow(0, 0, pictures), z.narrow(0, pictures, pictures));
        if (pictures > 1) uniform += rows * uniformity(z.narrow(0, 0, pictures));
        if (keptRows < kRankRows) {
          kept.push_back(features.narrow(0, 0, std::min(pictures, kRankRows - keptRows)));
          keptRows += kept.back().size(0);
        }
        report.targets += batch.targets;
        report.windows += batch.pictures.size();
        return {};
      }));
  if (report.targets == 0) return failure(nothingToPredict());
  const auto targets = static_cast<double>(report.targets);
  report.measures["loss/validation"] = sum / targets;
  report.measures["contrast_accuracy/validation"] = right / targets;
  report.measures["contrast_entropy/validation"] = unsure / targets;
  report.measures["alignment/validation"] = aligned / targets;
  report.measures["uniformity/validation"] = uniform / targets;
  const at::Tensor features = at::cat(kept);
  report.measures["feature_deviation/validation"] = featureDeviation(features);
  report.measures["effective_rank/validation"] = effectiveRank(features);
  return report;
}

}  // namespace unmask
