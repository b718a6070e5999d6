// Naming classes and counting what is nearest to its own.
#include "core/engine/zero_shot.h"

#include <torch/torch.h>

#include "core/base/random.h"
#include "core/dataset/caption_data.h"
#include "core/engine/picture_parts.h"
#include "core/engine/picture_tensors.h"

namespace unmask {

namespace {

constexpr uint64_t kSubsetSeed = 0;

}  // namespace

at::Tensor classVectors(const Learner& learner, const RunSpec& spec,
                        const std::vector<std::vector<Caption>>& classes) {
  std::vector<at::Tensor> means;
  for (const std::vector<Caption>& captions : classes) {
    std::vector<const Caption*> all;
    for (const Caption& caption : captions) all.push_back(&caption);
    const CaptionArrays arrays = captionArrays(spec, all);
    const at::Tensor rows = learner.captionVectors(arrays.ids, arrays.ends);
    if (!rows.defined()) return rows;
    means.push_back(rows.mean({0}, true));
  }
  return unitRows(at::cat(means));
}

Result<std::map<std::string, double>> zeroShotOf(const Learner& learner, const RunSpec& spec,
                                                 const PictureBatches& batches,
                                                 const std::vector<ZeroShotTask>& tasks,
                                                 uint64_t most, const KeepGoing& keepGoing) {
  const at::NoGradGuard noGrad;
  std::map<std::string, double> measures;
  std::vector<at::Tensor> classes;
  for (const ZeroShotTask& task : tasks) {
    classes.push_back(classVectors(learner, spec, task.classes));
    if (!classes.back().defined()) return measures;
  }
  if (tasks.empty()) return measures;
  const uint64_t all = batches.parts().validation;
  const uint64_t wanted = most == 0 ? all : std::min(most, all);
  std::vector<uint64_t> pictures;
  for (uint64_t i = 0; i < wanted; ++i)
    pictures.push_back(batches.validationPicture(
        wanted == all ? i : permuted(i, all, kSubsetSeed, Purpose::subset, 0)));
  std::vector<double> right(tasks.size()), asked(tasks.size());
  const auto name = [&](std::span<const uint64_t> part, const Array& plain) -> Status {
    const at::Tensor seen = learner.pictureVectors(plain);
    for (size_t t = 0; t < tasks.size(); ++t) {
      const at::Tensor said = seen.matmul(classes[t].t()).argmax(1).cpu();
      for (size_t i = 0; i < part.size(); ++i) {
        UNMASK_ASSIGN(const int64_t label, tasks[t].label(part[i]));
        if (label < 0) continue;
        ++asked[t];
        right[t] += said[static_cast<int64_t>(i)].item<int64_t>() == label;
      }
    }
    return {};
  };
  UNMASK_TRY(forEachPart(batches, pictures, keepGoing, name));
  for (size_t t = 0; t < tasks.size(); ++t)
    if (asked[t] > 0) measures[tasks[t].measure] = right[t] / asked[t];
  return measures;
}

}  // namespace unmask
