// What a validation pass says.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace unmask {

struct EvaluationReport {
  // "loss/validation", "accuracy/validation", "perplexity/validation" ... (spec/measures.h)
  std::map<std::string, double> measures;
  uint64_t targets = 0;  // that the loss is a mean over
  uint64_t windows = 0;  // of text, or pictures
};

}  // namespace unmask
