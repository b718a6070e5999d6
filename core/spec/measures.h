// The measures a run logs, described once; charts, CSV headers, tooltips and --json use this list.
#pragma once

#include <string>
#include <vector>

namespace unmask {

struct ObjectiveInfo;

enum class Better { lower, higher, neither };

struct Measure {
  const char* id;     // "loss/train": the series' name in run.db
  const char* label;  // "Training loss"
  const char* unit;   // "nats/token"; "" where it has none, and of a loss: see unitOf
  Better better;
  const char* meaning;  // one sentence
};

const std::vector<Measure>& measures();
const Measure* findMeasure(const std::string& id);

// The loss that a run is trained by: "loss/train", "loss/validation".
bool isTrainedLoss(const std::string& id);
// The measure's unit in runs of this objective: the loss counts in the objective's own.
const char* unitOf(const Measure&, const ObjectiveInfo&);

}  // namespace unmask
