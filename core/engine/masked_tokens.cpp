// Loss and validation pass of masked-tokens.
#include "core/engine/masked_tokens.h"

#include <torch/torch.h>

#include <cmath>

#include "core/engine/picture_tensors.h"

namespace unmask {

namespace {

// Flags without columns: nothing is hidden.
at::Tensor flagsOrNone(const Array& hidden, const at::Tensor& patches, at::Device device) {
  if (hidden.shape[1] > 0) return flagsOf(hidden, device);
  return at::zeros({patches.size(0), patches.size(1)}, patches.options().dtype(at::kBool));
}

}  // namespace

MaskedTokens::MaskedTokens(const RunSpec& spec, at::Device device,
                           std::shared_ptr<const PictureTokenizer> tokenizer)
    : spec_(spec),
      settings_(std::get<MaskedTokensSettings>(spec.objectiveSettings)),
      device_(device),
      tokenizer_(std::move(tokenizer)),
      model_(spec, device) {}

at::Tensor MaskedTokens::codesOf(const Batch& batch, const at::Tensor& pixels) const {
  if (const Array* codes = batch.find("codes")) return numbersOf(*codes, device_);
  TORCH_CHECK(tokenizer_, "masked-tokens needs its picture tokenizer");
  return tokenizer_->codes(pixels);
}

at::Tensor MaskedTokens::labels(const Batch& batch) const {
  return codesOf(batch, pixelsOf(batch, device_))
      .masked_select(flagsOf(*batch.find("hidden"), device_));
}

MaskedTokens::Scored MaskedTokens::scored(const Batch& batch, const Pass& pass) const {
  const at::Tensor pixels = pixelsOf(batch, device_);
  const at::Tensor hidden = flagsOf(*batch.find("hidden"), device_);
  const at::Tensor tokens = model_.encode(patchify(pixels, settings_.patch), hidden, pass);
  // Rows differ in their number of hidden patches: places [n,2] in the whole batch.
  const at::Tensor places = hidden.nonzero();
  const at::Tensor rows = places.select(1, 0) * (hidden.size(1) + 1) + places.select(1, 1) + 1;
  return {model_.logits(at::embedding(tokens, rows), pass),
          codesOf(batch, pixels).masked_select(hidden)};
}

BatchLoss MaskedTokens::loss(const Batch& batch, const Pass& pass) const {
  const Scored made = scored(batch, pass);
  const double right =
      made.logits.detach().argmax(1).eq(made.labels).to(at::kDouble).mean().item<double>();
  return {at::cross_entropy_loss(made.logits, made.labels, {}, at::Reduction::Sum),
          {{"code_accuracy/train", right}}};
}

at::Tensor MaskedTokens::features(const Array& pixels) const {
  const at::NoGradGuard noGrad;
  const at::Tensor patches = patchify(normalisedPixels(pixels, device_), settings_.patch);
  const at::Tensor tokens = model_.encode(patches, {}, Pass{});
  return tokens.view({patches.size(0), -1, tokens.size(1)}).slice(1, 1).mean({1});
}

MaskedTokens::Codes MaskedTokens::codes(const Array& pixels, const Array& hidden) const {
  const at::NoGradGuard noGrad;
  TORCH_CHECK(tokenizer_, "masked-tokens needs its picture tokenizer");
  const at::Tensor shown = normalisedPixels(pixels, device_);
  const at::Tensor patches = patchify(shown, settings_.patch);
  const at::Tensor covered = flagsOrNone(hidden, patches, device_);
  const at::Tensor tokens = model_.encode(patches, covered, Pass{});
  const at::Tensor named =
      model_.logits(tokens, Pass{}).argmax(1).view({patches.size(0), -1}).slice(1, 1);
  const at::Tensor own = tokenizer_->codes(shown);
  return {own, at::where(covered, named, own)};
}

Reconstruction MaskedTokens::reconstruct(const Array& pixels, const Array& hidden) const {
  const at::NoGradGuard noGrad;
  const int64_t patch = settings_.patch;
  const at::Tensor painted = patchify(tokenizer_->paint(codes(pixels, hidden).predicted), patch);
  const at::Tensor given = patchify(normalisedPixels(pixels, device_), patch);
  const at::Tensor covered = flagsOrNone(hidden, given, device_).unsqueeze(2);
  return {unpatchify(at::where(covered, painted, given), patch, spec_.channels), {}};
}

Batch MaskedTokens::madeUpBatch(int64_t rows) const {
  const int64_t grid = patchGrid(settings_), size = settings_.view.size;
  Batch batch;
  batch.arrays.push_back(Array::zeros<uint8_t>("pixels", {rows, size, size, spec_.channels}));
  batch.arrays.push_back(Array::zeros<bool>("hidden", {rows, grid * grid}));
  batch.arrays.push_back(Array::zeros<int64_t>("codes", {rows, grid * grid}));
  const auto hidden = batch.arrays[1].values<bool>();
  const int64_t target = maskTarget(settings_);
  for (size_t i = 0; i < hidden.size(); ++i)
    hidden[i] = static_cast<int64_t>(i) % (grid * grid) < target;
  batch.targets = static_cast<uint64_t>(rows * target);
  return batch;
}

Result<EvaluationReport> MaskedTokens::evaluate(const Batches& batches, int64_t count,
                                                const KeepGoing& keepGoing) const {
  at::NoGradGuard noGrad;
  EvaluationReport report;
  double sum = 0, right = 0;
  at::Tensor counts = at::zeros({spec_.pieces}, at::kDouble);
  UNMASK_TRY(
      forEachEvaluationBatch(spec_, batches, count, keepGoing, [&](const Batch& batch) -> Status {
        const Scored made = scored(batch, Pass{});
        sum +=
            at::cross_entropy_loss(made.logits, made.labels, {}, at::Reduction::Sum).item<double>();
        right += made.logits.argmax(1).eq(made.labels).sum().item<double>();
        counts += at::bincount(made.labels, {}, spec_.pieces).cpu().to(at::kDouble);
        report.targets += batch.targets;
        report.windows += batch.pictures.size();
        return {};
      }));
  if (report.targets == 0) return failure(nothingToPredict());
  const auto targets = static_cast<double>(report.targets);
  const double entropy = codeEntropy(counts);
  report.measures["loss/validation"] = sum / targets;
  report.measures["code_accuracy/validation"] = right / targets;
  // What knows nothing of the picture reaches these.
  report.measures["code_entropy/validation"] = entropy;
  report.measures["majority_code/validation"] = counts.max().item<double>() / targets;
  report.measures["code_use/validation"] = codeUse(counts);
  report.measures["code_perplexity/validation"] = std::exp(entropy);
  return report;
}

}  // namespace unmask
