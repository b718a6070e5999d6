// Loss and validation pass of masked-pixels.
#include "core/engine/masked_pixels.h"

#include <torch/torch.h>

#include <cmath>

#include "core/engine/picture_tensors.h"

namespace unmask {

namespace {

at::Tensor atPlaces(const at::Tensor& patches, const at::Tensor& places) {
  return patches.gather(1, places.unsqueeze(2).expand({-1, -1, patches.size(2)}));
}

at::Tensor variancesOf(const at::Tensor& patches) {
  return patches.var(std::vector<int64_t>{2}, /*unbiased=*/true, true);
}

}  // namespace

at::Tensor normalisedPatches(const at::Tensor& patches) {
  const at::Tensor mean = patches.mean({2}, true);
  return (patches - mean) / (variancesOf(patches) + 1e-6).sqrt();
}

at::Tensor denormalisedByVisible(const at::Tensor& normalised, const at::Tensor& visible) {
  return normalised * variancesOf(visible).mean({1}, true).sqrt() + visible.mean({1, 2}, true);
}

MaskedPixels::MaskedPixels(const RunSpec& spec, at::Device device)
    : spec_(spec),
      settings_(std::get<MaskedPixelsSettings>(spec.objectiveSettings)),
      device_(device),
      model_(spec, device) {}

BatchLoss MaskedPixels::loss(const Batch& batch, const Pass& pass) const {
  const at::Tensor patches = patchify(pixelsOf(batch, device_), settings_.patch);
  const auto places = MaskedAutoencoder::placesOf(flagsOf(*batch.find("hidden"), device_));
  const at::Tensor predicted = model_.predict(model_.encode(patches, places, pass), places, pass);
  at::Tensor target = atPlaces(patches, places.hidden);
  if (settings_.normPix) target = normalisedPatches(target);
  return {(predicted - target).square().mean({2}).sum(), {}};
}

at::Tensor MaskedPixels::features(const Array& pixels) const {
  return model_.features(patchify(normalisedPixels(pixels, device_), settings_.patch), Pass{});
}

Reconstruction MaskedPixels::reconstruct(const Array& pixels, const Array& hidden) const {
  const at::Tensor patches = patchify(normalisedPixels(pixels, device_), settings_.patch);
  const auto places = MaskedAutoencoder::placesOf(flagsOf(hidden, device_));
  const at::Tensor predicted =
      model_.predict(model_.encode(patches, places, Pass{}), places, Pass{});
  const at::Tensor index = places.hidden.unsqueeze(2).expand({-1, -1, patches.size(2)});
  const auto pasted = [&](const at::Tensor& values) {
    return unpatchify(patches.scatter(1, index, values), settings_.patch, spec_.channels);
  };
  if (!settings_.normPix) return {pasted(predicted), {}};
  const at::Tensor truth = atPlaces(patches, places.hidden);
  const at::Tensor informed =
      predicted * (variancesOf(truth) + 1e-6).sqrt() + truth.mean({2}, true);
  return {pasted(denormalisedByVisible(predicted, atPlaces(patches, places.visible))),
          pasted(informed)};
}

Batch MaskedPixels::madeUpBatch(int64_t rows) const {
  const int64_t grid = patchGrid(settings_), size = settings_.view.size;
  Batch batch;
  batch.arrays.push_back(Array::zeros<uint8_t>("pixels", {rows, size, size, spec_.channels}));
  batch.arrays.push_back(Array::zeros<bool>("hidden", {rows, grid * grid}));
  const int64_t visible = visiblePatches(settings_);
  const auto hidden = batch.arrays[1].values<bool>();
  for (size_t i = 0; i < hidden.size(); ++i)
    hidden[i] = static_cast<int64_t>(i) % (grid * grid) >= visible;
  batch.targets = static_cast<uint64_t>(rows * (grid * grid - visible));
  return batch;
}

Result<EvaluationReport> MaskedPixels::evaluate(const Batches& batches, int64_t count,
                                                const KeepGoing& keepGoing) const {
  at::NoGradGuard noGrad;
  EvaluationReport report;
  double sum = 0, flat = 0;
  UNMASK_TRY(
      forEachEvaluationBatch(spec_, batches, count, keepGoing, [&](const Batch& batch) -> Status {
        sum += loss(batch, Pass{}).sum.item<double>();
        // One colour for all that is hidden: the mean of what is visible, or zeros for targets
        // that have no mean.
        const at::Tensor patches = patchify(pixelsOf(batch, device_), settings_.patch);
        const auto places = MaskedAutoencoder::placesOf(flagsOf(*batch.find("hidden"), device_));
        at::Tensor target = atPlaces(patches, places.hidden);
        if (settings_.normPix)
          target = normalisedPatches(target);
        else
          target = target - atPlaces(patches, places.visible).mean({1, 2}, true);
        flat += target.square().mean({2}).sum(at::kDouble).item<double>();
        report.targets += batch.targets;
        report.windows += batch.pictures.size();
        return {};
      }));
  if (report.targets == 0) return failure(nothingToPredict());
  const auto targets = static_cast<double>(report.targets);
  report.measures["loss/validation"] = sum / targets;
  report.measures["flat_loss/validation"] = flat / targets;
  if (!settings_.normPix)  // pixels lie between -1 and 1
    report.measures["psnr/validation"] = 10 * std::log10(4 * targets / sum);
  return report;
}

}  // namespace unmask
