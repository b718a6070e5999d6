// Features of labelled pictures, and what can be read from them.
#include "core/engine/probe.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/job.h"
#include "core/base/random.h"
#include "core/engine/picture_parts.h"
#include "core/engine/picture_tensors.h"

namespace unmask {

namespace {

constexpr uint64_t kSubsetSeed = 0;
constexpr int kProbeSteps = 500;
constexpr double kProbeRate = 0.01, kProbeDecay = 5e-6;

struct Parts {
  LabelledFeatures encoded, pixels;
};

// Of at most `most` labelled pictures among `count`, which `pictureAt` numbers.
Result<Parts> featuresOf(const Learner& learner, const PictureBatches& batches, uint64_t count,
                         uint64_t most, const std::function<uint64_t(uint64_t)>& pictureAt,
                         const KeepGoing& keepGoing) {
  const uint64_t wanted = most == 0 ? count : std::min(most, count);
  std::vector<uint64_t> pictures;
  std::vector<int64_t> labels;
  for (uint64_t i = 0; i < wanted; ++i) {
    const uint64_t picture =
        pictureAt(wanted == count ? i : permuted(i, count, kSubsetSeed, Purpose::subset, 0));
    int32_t label = -1;
    UNMASK_TRY(batches.data().labels(picture, std::span(&label, 1)));
    if (label < 0) continue;
    pictures.push_back(picture);
    labels.push_back(label);
  }
  std::vector<at::Tensor> encoded, pixels;
  const auto encode = [&](std::span<const uint64_t>, const Array& plain) -> Status {
    encoded.push_back(learner.features(plain).cpu());
    pixels.push_back(normalisedPixels(plain, at::kCPU).flatten(1).add_(1).div_(2));
    return {};
  };
  UNMASK_TRY(forEachPart(batches, pictures, keepGoing, encode));
  if (pictures.empty()) return Parts{};
  const at::Tensor all = at::tensor(labels, at::kLong);
  return Parts{{at::cat(encoded), all}, {at::cat(pixels), all}};
}

}  // namespace

double neighbourAccuracy(const LabelledFeatures& bank, const LabelledFeatures& queries, int64_t k,
                         double temperature) {
  const at::Tensor known = unitRows(bank.features);
  const int64_t classes = bank.labels.max().item<int64_t>() + 1;
  k = std::min(k, known.size(0));
  int64_t right = 0;
  for (int64_t begin = 0; begin < queries.labels.size(0); begin += 1024) {
    const int64_t count = std::min<int64_t>(1024, queries.labels.size(0) - begin);
    const at::Tensor asked = unitRows(queries.features.narrow(0, begin, count));
    const auto [similarity, places] = asked.matmul(known.t()).topk(k, 1);
    const at::Tensor votes = (similarity / temperature).exp();
    const at::Tensor answers = at::zeros({count, classes}, votes.options())
                                   .scatter_add_(1, bank.labels.index_select(0, places.flatten())
                                                        .view({count, k}),
                                                 votes)
                                   .argmax(1);
    right += answers.eq(queries.labels.narrow(0, begin, count)).sum().item<int64_t>();
  }
  return static_cast<double>(right) / static_cast<double>(queries.labels.size(0));
}

double linearProbeAccuracy(const LabelledFeatures& training, const LabelledFeatures& heldOut) {
  const at::AutoGradMode recording(true);
  const at::Tensor mean = training.features.mean({0}, true);
  const at::Tensor deviation = training.features.std(0, false, true).clamp_min(1e-6);
  const at::Tensor x = ((training.features - mean) / deviation).detach();
  const at::Tensor y = ((heldOut.features - mean) / deviation).detach();
  const int64_t classes = training.labels.max().item<int64_t>() + 1;
  at::Tensor weight = at::zeros({classes, x.size(1)}).requires_grad_(true);
  at::Tensor bias = at::zeros({classes}).requires_grad_(true);
  torch::optim::AdamOptions options(kProbeRate);
  options.weight_decay(kProbeDecay);
  torch::optim::Adam optimizer({weight, bias}, options);
  for (int step = 0; step < kProbeSteps; ++step) {
    const double rate =
        kProbeRate * 0.5 * (1 + std::cos(std::numbers::pi * step / kProbeSteps));
    static_cast<torch::optim::AdamOptions&>(optimizer.param_groups()[0].options()).lr(rate);
    optimizer.zero_grad();
    at::cross_entropy_loss(at::linear(x, weight, bias), training.labels).backward();
    optimizer.step();
  }
  const at::NoGradGuard noGrad;
  return at::linear(y, weight, bias)
      .argmax(1)
      .eq(heldOut.labels)
      .to(at::kDouble)
      .mean()
      .item<double>();
}

Result<std::map<std::string, double>> representationOf(const Learner& learner,
                                                       const PictureBatches& batches,
                                                       uint64_t most, const KeepGoing& keepGoing) {
  std::map<std::string, double> measures;
  if (!batches.data().labelled()) return measures;
  const at::NoGradGuard noGrad;
  UNMASK_ASSIGN(const Parts training,
                featuresOf(learner, batches, batches.parts().training, most,
                           [&](uint64_t i) { return batches.trainingPicture(i); }, keepGoing));
  UNMASK_ASSIGN(const Parts heldOut,
                featuresOf(learner, batches, batches.parts().validation, (most + 1) / 2,
                           [&](uint64_t i) { return batches.validationPicture(i); }, keepGoing));
  if (!training.pixels.labels.defined() || !heldOut.pixels.labels.defined()) return measures;
  const at::Tensor commonest = training.pixels.labels.bincount().argmax();
  measures["majority/validation"] =
      heldOut.pixels.labels.eq(commonest).to(at::kDouble).mean().item<double>();
  measures["pixel_knn/validation"] = neighbourAccuracy(training.pixels, heldOut.pixels);
  measures["knn/validation"] = neighbourAccuracy(training.encoded, heldOut.encoded);
  if (keepGoing && !keepGoing()) return failure(cancelledError());
  measures["probe/validation"] = linearProbeAccuracy(training.encoded, heldOut.encoded);
  if (most > 0) return measures;  // pixels have the most numbers, and say the same each time
  if (keepGoing && !keepGoing()) return failure(cancelledError());
  measures["pixel_probe/validation"] = linearProbeAccuracy(training.pixels, heldOut.pixels);
  return measures;
}

}  // namespace unmask
