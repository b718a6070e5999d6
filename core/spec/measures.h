// The measures a run logs, described once; charts, CSV headers, tooltips and --json use this list.
#pragma once

#include <string>
#include <vector>

namespace unmask {

enum class Better { lower, higher, neither };

struct Measure {
  const char* id;     // "loss/train": the series' name in run.db
  const char* label;  // "Training loss"
  const char* unit;   // "nats/token"
  Better better;
  const char* meaning;  // one sentence
};

const std::vector<Measure>& measures();
const Measure* findMeasure(const std::string& id);

}  // namespace unmask
