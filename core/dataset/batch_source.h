// What the objectives of one family make batches with; Batches chooses among them.
#pragma once

#include <filesystem>

#include "core/base/result.h"
#include "core/dataset/batch.h"

namespace unmask {

// Where a run's data lies; a place that its objective has no use for may be empty.
struct DataFolders {
  std::filesystem::path tokens;    // the corpus in the tokenizer's pieces
  std::filesystem::path pictures;  // the corpus itself
  std::filesystem::path pictureTokenizer = {};  // of masked-tokens; empty: batches can be looked at
};

// The deterministic validation pass.
struct EvaluationSize {
  uint64_t windows = 0;  // non-overlapping; the last may be shorter and is padded with no loss. Or
                         // pictures
  uint64_t batches = 0;
};

class BatchSource {
 public:
  virtual ~BatchSource() = default;
  // As Batches' functions of the same names.
  virtual Result<Batch> training(uint64_t step, uint64_t micro) const = 0;
  virtual EvaluationSize evaluationSize() const = 0;
  virtual Result<Batch> evaluation(uint64_t index) const = 0;
  virtual uint64_t validationItems() const = 0;
  virtual uint64_t itemsPerStep() const = 0;
};

}  // namespace unmask
