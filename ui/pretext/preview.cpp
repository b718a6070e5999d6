// Making previews and measuring rates.
#include "ui/pretext/preview.h"

#include <algorithm>

#include "core/base/array.h"
#include "core/dataset/batches.h"

namespace unmask {

namespace {

constexpr uint64_t kRateExamples = 10'000;
constexpr uint64_t kRatePositions = 4'000'000;

std::vector<bool> wordStarts(const Tokenizer& tokenizer) {
  std::vector<bool> starts(static_cast<size_t>(tokenizer.pieces()));
  for (size_t id = 0; id < starts.size(); ++id)
    starts[id] = tokenizer.startsWord(static_cast<int64_t>(id));
  return starts;
}

std::vector<int64_t> piecesOf(const PreviewRequest& request) {
  const Encoding encoding = request.tokenizer->encode(request.sentence);
  return {encoding.ids.begin(), encoding.ids.end()};
}

void count(Rates& rates, const Example& example) {
  ++rates.examples;
  for (const PositionTrace& trace : example.trace) {
    rates.positions += trace.decision != Decision::special;
    rates.masked += trace.decision == Decision::masked;
    rates.random += trace.decision == Decision::random;
    rates.kept += trace.decision == Decision::kept;
  }
}

}  // namespace

Result<Preview> makePreview(const PreviewRequest& request) {
  Preview preview;
  const std::vector<int64_t> pieces = piecesOf(request);
  preview.sentencePieces = static_cast<int64_t>(pieces.size());
  if (request.batch) {
    UNMASK_ASSIGN(const Batches batches,
                  Batches::open(request.spec, request.tokens, Access::pread));
    UNMASK_ASSIGN(Batch batch, batches.training(request.step, request.micro));
    preview.hash = hashOf(batch);
    for (const Array& array : batch.arrays) preview.tensors.push_back(described(array));
    preview.examples = std::move(batch.examples);
    return preview;
  }
  const size_t least = request.spec.objective == "next-token" ? 2 : 1;
  if (pieces.size() < least) return preview;
  const std::vector<bool> starts = wordStarts(*request.tokenizer);
  for (int i = 0; i < request.draws; ++i)
    preview.examples.push_back(
        previewExample(request.spec, pieces, starts, request.firstDraw + static_cast<uint64_t>(i)));
  return preview;
}

Result<Rates> measureRates(const PreviewRequest& request) {
  Rates rates;
  const auto context = static_cast<uint64_t>(request.spec.model.context);
  const uint64_t wanted = std::clamp<uint64_t>(kRatePositions / context, 100, kRateExamples);
  if (!request.tokens.empty()) {
    UNMASK_ASSIGN(const Batches batches,
                  Batches::open(request.spec, request.tokens, Access::pread));
    for (uint64_t step = 0; rates.examples < wanted; ++step) {
      UNMASK_ASSIGN(const Batch batch, batches.training(step, 0));
      for (const Example& example : batch.examples)
        if (rates.examples < wanted) count(rates, example);
    }
    return rates;
  }
  const std::vector<int64_t> pieces = piecesOf(request);
  if (pieces.size() < 2) return rates;
  const std::vector<bool> starts = wordStarts(*request.tokenizer);
  for (uint64_t draw = 0; draw < wanted; ++draw)
    count(rates, previewExample(request.spec, pieces, starts, draw));
  return rates;
}

}  // namespace unmask
