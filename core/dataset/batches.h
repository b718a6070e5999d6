// The batch of step s as a pure function of (data, settings, s). The window previews with it, the
// trainer trains with it: the same function (design.md section 1).
#pragma once

#include <filesystem>
#include <memory>

#include "core/dataset/picture_batches.h"
#include "core/dataset/text_batches.h"

namespace unmask {

class Batches {
 public:
  // Refuses data that does not fit the spec.
  static Result<Batches> open(const RunSpec&, const DataFolders&, Access);
  // Of objectives that need one folder alone: of the tokens, or the corpus of pictures.
  static Result<Batches> open(const RunSpec&, const std::filesystem::path& folder, Access);
  Batches(Batches&&) noexcept = default;

  // Micro-batch `micro` (0..accumulate-1) of step `step`. Thread-safe; same answer always.
  Result<Batch> training(uint64_t step, uint64_t micro) const;

  // Deterministic pass over the whole validation part. index < evaluationSize().batches.
  EvaluationSize evaluationSize() const { return source_->evaluationSize(); }
  Result<Batch> evaluation(uint64_t index) const;

  uint64_t validationItems() const { return source_->validationItems(); }  // tokens or pictures
  // Input positions of one step, or pictures, all micro-batches.
  uint64_t itemsPerStep() const { return source_->itemsPerStep(); }

  // Where masked-tokens finds its labels: the folder of RunSpec::tokenizer, checked; or empty.
  const std::filesystem::path& pictureTokenizer() const { return pictureTokenizer_; }

  // What only one family has; asked of the spec's own.
  const TextBatches& text() const { return dynamic_cast<const TextBatches&>(*source_); }
  const PictureBatches& pictures() const { return dynamic_cast<const PictureBatches&>(*source_); }

 private:
  Batches(uint64_t accumulate, std::unique_ptr<const BatchSource> source,
          std::filesystem::path pictureTokenizer)
      : accumulate_(accumulate),
        source_(std::move(source)),
        pictureTokenizer_(std::move(pictureTokenizer)) {}
  uint64_t accumulate_;
  std::unique_ptr<const BatchSource> source_;
  std::filesystem::path pictureTokenizer_;
};

}  // namespace unmask
