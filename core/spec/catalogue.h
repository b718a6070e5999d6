// The objectives: what each is, where it comes from, what its loss is at chance, its presets.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/spec/run_spec.h"

namespace unmask {

enum class Family { text, pictures, pairs };

// The model that an objective trains (core/engine/gpt.h, bert.h, t5.h, bart.h).
enum class Architecture { gpt, bert, t5, bart };

struct Preset {
  const char* id;     // "tiny"
  const char* label;  // "Tiny"
  const char* explanation;
  std::vector<const char*> assignments;  // "model.width=128"
};

struct ObjectiveInfo {
  const char* id;      // "next-token"
  const char* label;   // "Next token"
  const char* system;  // "GPT"
  Family family;
  Architecture architecture;
  const char* paper;            // short citation
  const char* task;             // one sentence: what the model is asked to do
  const char* lookFor;          // what to look for while it trains
  const char* chanceName;       // "ln V"
  std::vector<Preset> presets;  // the first is the default
};

const std::vector<ObjectiveInfo>& objectives();
const ObjectiveInfo* findObjective(const std::string& id);

// Loss of a model that knows nothing, in nats: ln V. V: what can be a target (the pieces, and the
// end of a document where it is predicted too); of an encoder-decoder, whose targets hold reserved
// tokens as well, its whole vocabulary.
double chanceLoss(const RunSpec&);

Status applyPreset(RunSpec&, const std::string& presetId);

}  // namespace unmask
