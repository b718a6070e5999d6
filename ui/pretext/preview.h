// What the Pretext page shows, computed off the event loop by the functions that training uses.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/dataset/batch.h"
#include "core/spec/run_spec.h"
#include "core/tokenizers/tokenizer.h"

namespace unmask {

struct PreviewRequest {
  RunSpec spec;
  std::shared_ptr<const Tokenizer> tokenizer;
  std::filesystem::path tokens;  // empty: the corpus is not encoded yet
  bool batch = false;
  std::string sentence;  // one item: its text
  uint64_t firstDraw = 0;
  int draws = 3;
  uint64_t step = 0;  // batch
  uint64_t micro = 0;
};

struct Preview {
  std::vector<Example> examples;
  std::vector<std::string> tensors;  // described(array)
  std::string hash;                  // of the batch
  int64_t sentencePieces = 0;
};

// How often each decision was taken, over `examples` training examples.
struct Rates {
  uint64_t examples = 0;
  uint64_t positions = 0;  // that may be chosen
  uint64_t masked = 0, random = 0, kept = 0;
  uint64_t chosen() const { return masked + random + kept; }
};

Result<Preview> makePreview(const PreviewRequest&);
// Over at most 10,000 examples of the run's own batches from step 0 on, or, with no encoded
// corpus, over draws of the sentence. Long contexts are measured on fewer, at most 4 million
// positions.
Result<Rates> measureRates(const PreviewRequest&);

}  // namespace unmask
