// Which model a text objective trains.
#include "core/engine/model.h"

#include <torch/torch.h>

#include "core/engine/bart.h"
#include "core/engine/bert.h"
#include "core/engine/gpt.h"
#include "core/engine/t5.h"

namespace unmask {

std::unique_ptr<Model> makeModel(const RunSpec& spec, at::Device device) {
  const int64_t vocabulary = vocabularySize(spec);
  const uint64_t seed = static_cast<uint64_t>(spec.train.seed);
  if (std::holds_alternative<MaskedLmSettings>(spec.objectiveSettings))
    return std::make_unique<Bert>(spec.model, vocabulary, seed, device);
  if (std::holds_alternative<SpanCorruptionSettings>(spec.objectiveSettings))
    return std::make_unique<T5>(spec.model, vocabulary, seed, device);
  if (std::holds_alternative<DenoisingSettings>(spec.objectiveSettings))
    return std::make_unique<Bart>(spec.model, vocabulary, seed, device);
  return std::make_unique<Gpt>(spec.model, vocabulary, seed, device);
}

}  // namespace unmask
