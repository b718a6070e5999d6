// Loss and validation pass of picture-tokenizer.
#include "core/engine/picture_tokenizer_learner.h"

#include <torch/torch.h>

#include <cmath>

#include "core/engine/picture_tensors.h"

namespace unmask {

namespace {

at::Tensor countsOf(const at::Tensor& chosen, int64_t codes) {
  return at::bincount(chosen.flatten(), {}, codes).cpu().to(at::kDouble);
}

}  // namespace

PictureTokenizerLearner::PictureTokenizerLearner(const RunSpec& spec, at::Device device)
    : spec_(spec),
      settings_(std::get<PictureTokenizerSettings>(spec.objectiveSettings)),
      device_(device),
      model_(pictureTokenizerShape(spec), settings_.decay, static_cast<uint64_t>(spec.train.seed),
             device) {}

PictureTokenizerLearner::Painted PictureTokenizerLearner::painted(const at::Tensor& pixels,
                                                                  const Pass& pass) const {
  Painted result;
  result.vectors = model_.encode(pixels, pass);
  result.chosen = model_.codebook().nearest(result.vectors.detach());
  const at::Tensor codes = model_.codebook().vectorsOf(result.chosen);
  // The value of the codes, the gradient of the vectors.
  const at::Tensor straight = result.vectors + (codes - result.vectors).detach();
  result.pixels = model_.decode(straight, patchGrid(settings_), pass);
  return result;
}

BatchLoss PictureTokenizerLearner::loss(const Batch& batch, const Pass& pass) const {
  const at::Tensor pixels = pixelsOf(batch, device_);
  const auto pictures = static_cast<double>(pixels.size(0));
  const Painted made = painted(pixels, pass);
  const at::Tensor error = (made.pixels - pixels).square().mean();
  const at::Tensor distance =
      (made.vectors - model_.codebook().vectorsOf(made.chosen)).square().mean();
  if (pass.training) model_.codebook().note(made.vectors, made.chosen);
  const at::Tensor counts = countsOf(made.chosen, settings_.codes);
  return {(error + settings_.commitment * distance) * pictures,
          {{"reconstruction_error/train", error.item<double>()},
           {"commitment/train", distance.item<double>()},
           {"code_use/train", codeUse(counts)},
           {"code_perplexity/train", std::exp(codeEntropy(counts))}}};
}

Reconstruction PictureTokenizerLearner::reconstruct(const Array& pixels, const Array&) const {
  const at::NoGradGuard noGrad;
  return {painted(normalisedPixels(pixels, device_), Pass{}).pixels.clamp(-1, 1), {}};
}

at::Tensor PictureTokenizerLearner::codes(const Array& pixels) const {
  const at::NoGradGuard noGrad;
  const at::Tensor vectors = model_.encode(normalisedPixels(pixels, device_), Pass{});
  return model_.codebook().nearest(vectors).view({pixels.shape[0], -1});
}

at::Tensor PictureTokenizerLearner::features(const Array& pixels) const {
  const at::Tensor chosen = codes(pixels);
  const auto options = chosen.options().dtype(at::kFloat);
  const at::Tensor share =
      at::full(chosen.sizes(), 1.0 / static_cast<double>(chosen.size(1)), options);
  return at::zeros({chosen.size(0), settings_.codes}, options).scatter_add_(1, chosen, share);
}

Batch PictureTokenizerLearner::madeUpBatch(int64_t rows) const {
  const int64_t size = settings_.view.size;
  Batch batch;
  batch.arrays.push_back(Array::zeros<uint8_t>("pixels", {rows, size, size, spec_.channels}));
  batch.targets = static_cast<uint64_t>(rows);
  return batch;
}

Result<EvaluationReport> PictureTokenizerLearner::evaluate(const Batches& batches, int64_t count,
                                                           const KeepGoing& keepGoing) const {
  at::NoGradGuard noGrad;
  EvaluationReport report;
  double error = 0, distance = 0, flat = 0;
  at::Tensor counts = at::zeros({settings_.codes}, at::kDouble);
  UNMASK_TRY(
      forEachEvaluationBatch(spec_, batches, count, keepGoing, [&](const Batch& batch) -> Status {
        const at::Tensor pixels = pixelsOf(batch, device_);
        const Painted made = painted(pixels, Pass{});
        const auto sum = [&](const at::Tensor& each) {  // of the pictures' means
          return each.flatten(1).mean({1}).sum(at::kDouble).item<double>();
        };
        const at::Tensor codes = model_.codebook().vectorsOf(made.chosen);
        error += sum((made.pixels - pixels).square());
        distance += sum((made.vectors - codes).square().view({pixels.size(0), -1}));
        // A picture of its own mean colour.
        flat += sum((pixels - pixels.mean({1, 2}, true)).square());
        counts += countsOf(made.chosen, settings_.codes);
        report.targets += batch.targets;
        report.windows += batch.pictures.size();
        return {};
      }));
  if (report.targets == 0) return failure(nothingToPredict());
  const auto pictures = static_cast<double>(report.targets);
  report.measures["loss/validation"] = (error + settings_.commitment * distance) / pictures;
  report.measures["reconstruction_error/validation"] = error / pictures;
  report.measures["flat_loss/validation"] = flat / pictures;
  report.measures["psnr/validation"] = 10 * std::log10(4 * pictures / error);  // from -1 to 1
  report.measures["code_use/validation"] = codeUse(counts);
  report.measures["code_perplexity/validation"] = std::exp(codeEntropy(counts));
  return report;
}

}  // namespace unmask
