// Batches of the text objectives: windows of the token stream, corrupted as the objective says.
#pragma once

#include <filesystem>
#include <memory>

#include "core/dataset/batch_source.h"
#include "core/dataset/token_data.h"
#include "core/spec/run_spec.h"

namespace unmask {

// Tokens of the two parts of the data under a spec's split, end-of-document tokens included.
struct PartSizes {
  uint64_t training = 0, validation = 0;
};
Result<PartSizes> partSizes(const RunSpec&, const std::filesystem::path& tokenFolder, Access);

// Tokens that one example of the objective takes from its part.
uint64_t windowTokens(const RunSpec&);

class TextBatches : public BatchSource {
 public:
  // Refuses data that does not fit: a context longer than the training or validation part, another
  // tokenizer or corpus hash than the spec's.
  static Result<TextBatches> open(const RunSpec&, const std::filesystem::path& tokenFolder, Access);
  TextBatches(TextBatches&&) noexcept;
  ~TextBatches() override;

  // next-token: windows drawn with replacement from the training part (recipes.md 1.1).
  // The others: the training part cut in windows, in a permuted order without replacement per
  // epoch.
  Result<Batch> training(uint64_t step, uint64_t micro) const override;
  // One of its examples alone: slot = micro * batch_size + row.
  Result<Example> trainingExample(uint64_t step, uint64_t slot) const;

  // Non-overlapping windows in order, corrupted with a fixed seed (recipes.md 1.4, 2.4).
  EvaluationSize evaluationSize() const override;
  Result<Batch> evaluation(uint64_t index) const override;

  // UTF-8 bytes of the text that the whole validation pass scores: for bits per byte.
  Result<uint64_t> scoredBytes() const;

  const TokenData& tokens() const;
  // Split by position: ranges of the token array. Split by documents: [0, size) of a stream of its
  // own, made of the part's documents, so that only the size means something.
  TokenRange trainingPart() const;
  TokenRange validationPart() const;
  uint64_t validationItems() const override { return validationPart().size(); }
  uint64_t itemsPerStep() const override;

 private:
  struct State;
  explicit TextBatches(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

// Examples of typed text or one document for Pretext's "one item" mode: the `draw`-th draw. Not
// part of any run. The marks are by piece id (TokenDataInfo). Cut to the context.
Example previewExample(const RunSpec&, std::span<const int64_t> pieces, const WordMarks& words,
                       uint64_t draw, const std::vector<bool>& endsSentence = {});

}  // namespace unmask
