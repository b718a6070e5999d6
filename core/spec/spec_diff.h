// What differs between runs' settings, key by key.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/spec/run_spec.h"

namespace unmask {

// Puts core's English into the person's language.
using Translate = std::function<std::string(const char*)>;
inline std::string asItIs(const char* text) {
  return text;
}

// A setting in which not all of the runs are equal.
struct SpecDifference {
  std::string key;    // "train.learning_rate"; "objective", "corpus", "tokenizer", "device"
  std::string label;  // "Learning rate"
  std::vector<std::string> values;  // for reading, one a run; "" where it has no such setting
};

// In display order. Corpora and tokenizers differ when their content does; of two contents with one
// name the hashes are shown.
std::vector<SpecDifference> specDiff(const std::vector<RunSpec>&, const Translate& = asItIs);

// A field's value for reading: "0.001", "15 %", "on", "cosine", "The cat | Once".
std::string shownValue(const FieldRef&, const Translate& = asItIs);

}  // namespace unmask
