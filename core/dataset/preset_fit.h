// What a preset becomes on the data at hand. Presets are made for thousands of pictures or a book's
// text; thirty pictures fill no batch of 64, and a page of text no window of the held-out part.
//
// Three rules, each for settings that nobody set by hand:
//   little data    the held-out part grows until it holds an example (of pictures 4, at least 2);
//                  the batch shrinks to the training pictures, a codebook to an eighth of their
//                  patches, a context to the shorter part, each to a power of two; and what then
//                  still goes over the data more than 400 times is shortened, to no less than 300
//                  steps
//   much held out  of more than 131,072 tokens or 2,048 pictures a fixed sample of half as many is
//                  evaluated (tinyshakespeare's 111,540 are scored whole)
//   other steps    the schedule ends with them, and a warm-up keeps its share of a shorter run
#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/spec/run_spec.h"

namespace unmask {

// What a corpus has for an objective; 0: not known, and nothing is changed for it.
struct DataSize {
  uint64_t pictures = 0;  // of pairs, those with a caption
  uint64_t tokens = 0;    // of a text, in the run's pieces

  bool operator==(const DataSize&) const = default;
};

// Keys of the settings that a person set: they stay as they are.
using OwnKeys = std::set<std::string, std::less<>>;

// A setting that is not as the preset has it.
struct FittedSetting {
  std::string key;
  std::string label;        // "Batch size", translatable
  std::string preset, now;  // for reading
  Message reason;           // a sentence: "26 pictures train."
};

// Sets what goes by the data and the steps, from spec.preset's values on: calling it again, or with
// other data, is as calling it once. Says what is now other than in the preset. A spec without a
// preset stays as it is. What cannot be made to fit keeps the preset's value.
std::vector<FittedSetting> fitPreset(RunSpec&, const DataSize&, const OwnKeys& own);

// Batches that are sample enough of so much held out, in tokens or pictures; 0: it is scored whole.
int64_t sampleBatches(const RunSpec&, uint64_t heldOut);

// What the settings would be if nobody had set any: the preset, fitted. Corpus, tokenizer, prompts
// and device are the spec's.
RunSpec presetOf(const RunSpec&, const DataSize&);

// For every setting the value that it would have if it, and it alone, had not been set.
RunSpec unset(const RunSpec&, const DataSize&, const OwnKeys& own);

// What a person must have set for the settings to be as they are: fitPreset() with these keys
// changes nothing.
OwnKeys ownKeysOf(const RunSpec&, const DataSize&);

// Keys whose values differ. Both specs are of one objective.
OwnKeys differingKeys(RunSpec, RunSpec);

}  // namespace unmask
