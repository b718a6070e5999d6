// Which model an objective trains.
#include "core/engine/model.h"

#include <torch/torch.h>

#include "core/engine/bart.h"
#include "core/engine/bert.h"
#include "core/engine/gpt.h"
#include "core/engine/t5.h"
#include "core/spec/catalogue.h"

namespace unmask {

std::unique_ptr<Model> makeModel(const RunSpec& spec, at::Device device) {
  const int64_t vocabulary = vocabularySize(spec);
  const uint64_t seed = static_cast<uint64_t>(spec.train.seed);
  const ObjectiveInfo* objective = findObjective(spec.objective);
  switch (objective ? objective->architecture : Architecture::gpt) {
    case Architecture::gpt:
      break;
    case Architecture::bert:
      return std::make_unique<Bert>(spec.model, vocabulary, seed, device);
    case Architecture::t5:
      return std::make_unique<T5>(spec.model, vocabulary, seed, device);
    case Architecture::bart:
      return std::make_unique<Bart>(spec.model, vocabulary, seed, device);
  }
  return std::make_unique<Gpt>(spec.model, vocabulary, seed, device);
}

}  // namespace unmask
