// Making previews of sentences, documents and batches.
#include "ui/pretext/preview.h"

#include <algorithm>

#include "core/base/array.h"
#include "core/corpus/word_marks.h"
#include "core/dataset/batches.h"
#include "core/dataset/word_shortage.h"
#include "core/tokenizers/inspection.h"

namespace unmask {

namespace {

// No item is made of more text, however long the context.
constexpr uint64_t kMostItemBytes = 1 << 20;

bool insideCharacter(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

// Text of the document from `byte` on, on character boundaries, as much as `pieces` may take.
Result<std::string> excerpt(const PreviewRequest& request, uint64_t pieces, DocumentItem& item) {
  UNMASK_ASSIGN(const Corpus corpus, Corpus::open(request.source.corpus));
  item.documents = corpus.documents();
  if (item.documents == 0) return std::string();
  const uint64_t document = std::min(request.document, item.documents - 1);
  UNMASK_ASSIGN(item.bytes, corpus.documentBytes(document));
  item.begin = request.byte < item.bytes ? request.byte : 0;
  const uint64_t wanted = std::min(kMostItemBytes, pieces * 16 + 64);
  UNMASK_ASSIGN(std::string text, corpus.text(document, item.begin, wanted));
  size_t skipped = 0;
  while (skipped < text.size() && skipped < 4 && insideCharacter(text[skipped])) ++skipped;
  text.erase(0, skipped);
  item.begin += skipped;
  // The last character may be cut.
  if (item.begin + text.size() < item.bytes) {
    while (!text.empty() && insideCharacter(text.back())) text.pop_back();
    if (!text.empty()) text.pop_back();
  }
  return text;
}

// The same of an encoder-decoder, whose draws differ in length: padded as a batch is.
std::vector<Array> bothSidesOf(const std::vector<Example>& examples, const RunSpec& spec) {
  size_t inputs = 0, targets = 0;
  for (const Example& example : examples) {
    inputs = std::max(inputs, example.inputIds.size());
    targets = std::max(targets, example.labels.size());
  }
  const auto rows = static_cast<int64_t>(examples.size());
  const std::vector<int64_t> inputShape{rows, static_cast<int64_t>(inputs)},
      targetShape{rows, static_cast<int64_t>(targets)};
  std::vector<Array> arrays{Array::zeros<int64_t>("input_ids", inputShape),
                            Array::zeros<int64_t>("labels", targetShape),
                            Array::zeros<bool>("attention_mask", inputShape),
                            Array::zeros<int64_t>("decoder_input_ids", targetShape)};
  std::ranges::fill(arrays[0].values<int64_t>(), spec.tokenIds().pad());
  std::ranges::fill(arrays[1].values<int64_t>(), kNoLoss);
  std::ranges::fill(arrays[3].values<int64_t>(), spec.tokenIds().pad());
  for (size_t row = 0; row < examples.size(); ++row) {
    const Example& example = examples[row];
    const auto put = [row](const std::vector<int64_t>& values, Array& array, size_t columns) {
      std::ranges::copy(values, array.values<int64_t>().subspan(row * columns).begin());
    };
    put(example.inputIds, arrays[0], inputs);
    put(example.labels, arrays[1], targets);
    std::ranges::fill(arrays[2].values<bool>().subspan(row * inputs, example.inputIds.size()),
                      true);
    put(example.decoder.inputIds, arrays[3], targets);
  }
  return arrays;
}

// One row an example, of the same length all: an item's draws side by side.
std::vector<Array> arraysOf(const std::vector<Example>& examples, const RunSpec& spec) {
  if (examples.empty()) return {};
  if (isEncoderDecoder(spec)) return bothSidesOf(examples, spec);
  const bool masked = std::holds_alternative<MaskedLmSettings>(spec.objectiveSettings);
  const auto rows = static_cast<int64_t>(examples.size());
  const auto columns = static_cast<int64_t>(examples.front().inputIds.size());
  std::vector<Array> arrays{Array::zeros<int64_t>("input_ids", {rows, columns}),
                            Array::zeros<int64_t>("labels", {rows, columns})};
  for (size_t row = 0; row < examples.size(); ++row) {
    std::ranges::copy(examples[row].inputIds,
                      arrays[0].values<int64_t>().begin() + static_cast<int64_t>(row) * columns);
    std::ranges::copy(examples[row].labels,
                      arrays[1].values<int64_t>().begin() + static_cast<int64_t>(row) * columns);
  }
  if (masked) {
    arrays.push_back(Array::zeros<bool>("attention_mask", {rows, columns}));
    std::ranges::fill(arrays.back().values<bool>(), true);
  }
  return arrays;
}

void countPositions(Preview& preview, const Example& example) {
  preview.positions += example.labels.size();
  for (const int64_t label : example.labels) preview.counted += label != kNoLoss;
}

// Beyond the last there is the last page.
uint64_t firstInView(const PreviewRequest& request, uint64_t total) {
  return request.first < total ? request.first : (total - 1) / request.count * request.count;
}

void addNote(Preview& preview, Message note) {
  if (!note.empty()) preview.notes.push_back(std::move(note));
}

Result<Preview> batchPreview(const PreviewRequest& request) {
  Preview preview;
  const std::filesystem::path tokens = encodedTokens(request.source);
  preview.unencoded = tokens.empty();
  if (preview.unencoded) return preview;
  UNMASK_ASSIGN(const Batches batches, Batches::open(request.source.spec, tokens, Access::pread));
  addNote(preview, described(batches.text().tokens().info().withoutPiece));
  addNote(preview, wordShortage(request.source.spec, batches.text()));
  const auto rows = static_cast<uint64_t>(request.source.spec.train.batchSize);
  const auto context = static_cast<uint64_t>(request.source.spec.model.context);
  preview.total = rows;
  preview.first = firstInView(request, rows);
  const uint64_t last = std::min(rows, preview.first + request.count);
  if (rows * context > kMostPositions) {
    for (uint64_t row = preview.first; row < last; ++row) {
      UNMASK_ASSIGN(Example example,
                    batches.text().trainingExample(request.step, request.micro * rows + row));
      countPositions(preview, example);
      preview.examples.push_back(std::move(example));
    }
    const std::vector<int64_t> shape{request.source.spec.train.batchSize,
                                     request.source.spec.model.context};
    const std::vector<int64_t> targets{request.source.spec.train.batchSize,
                                       targetLength(request.source.spec)};
    preview.arrays = {{"input_ids", DType::int64, shape, {}},
                      {"labels", DType::int64, targets, {}}};
    if (!std::holds_alternative<NextTokenSettings>(request.source.spec.objectiveSettings))
      preview.arrays.push_back({"attention_mask", DType::boolean, shape, {}});
    if (isEncoderDecoder(request.source.spec))
      preview.arrays.push_back({"decoder_input_ids", DType::int64, targets, {}});
  } else {
    UNMASK_ASSIGN(Batch batch, batches.training(request.step, request.micro));
    preview.hash = hashOf(batch);
    for (const Example& example : batch.examples) countPositions(preview, example);
    preview.arrays = std::move(batch.arrays);
    for (uint64_t row = preview.first; row < last; ++row)
      preview.examples.push_back(std::move(batch.examples[row]));
  }
  UNMASK_ASSIGN(preview.match,
                matchWithRun(request.run, request.step, request.micro, preview.hash));
  return preview;
}

}  // namespace

std::vector<bool> sentenceEndings(const Tokenizer& tokenizer) {
  std::vector<bool> ends(static_cast<size_t>(tokenizer.pieces()));
  for (size_t id = 0; id < ends.size(); ++id)
    ends[id] = endsSentence(tokenizer, static_cast<int64_t>(id));
  return ends;
}

Result<std::vector<int64_t>> itemPieces(const PreviewRequest& request, DocumentItem* item) {
  DocumentItem unused;
  DocumentItem& where = item ? *item : unused;
  std::string text = request.sentence;
  if (request.of == PreviewRequest::Of::document) {
    UNMASK_ASSIGN(text, excerpt(request, windowTokens(request.source.spec), where));
  }
  const Encoding encoding = request.source.tokenizer->encode(text);
  const size_t count = std::min<size_t>(encoding.ids.size(), windowTokens(request.source.spec));
  size_t bytes = 0;
  for (size_t i = 0; i < count; ++i) bytes += encoding.bytes[i];
  where.text = text.substr(0, bytes);
  where.end = where.begin + bytes;
  return std::vector<int64_t>(encoding.ids.begin(),
                              encoding.ids.begin() + static_cast<int64_t>(count));
}

Result<Preview> makePreview(const PreviewRequest& request) {
  if (request.of == PreviewRequest::Of::batch) return batchPreview(request);
  Preview preview;
  UNMASK_ASSIGN(preview.pieces, itemPieces(request, &preview.item));
  const std::vector<int64_t>& pieces = preview.pieces;
  addNote(preview, described(withoutPiece(*request.source.tokenizer, preview.item.text)));
  const RunSpec& spec = request.source.spec;
  const bool masked = std::holds_alternative<MaskedLmSettings>(spec.objectiveSettings);
  if (pieces.size() < (masked ? 1 : 2)) return preview;
  const WordMarks words = wordMarks(*request.source.tokenizer);
  const std::vector<bool> ends = std::holds_alternative<DenoisingSettings>(spec.objectiveSettings)
                                     ? sentenceEndings(*request.source.tokenizer)
                                     : std::vector<bool>();
  preview.total = request.draws;
  preview.first = firstInView(request, request.draws);
  const uint64_t last = std::min(request.draws, preview.first + request.count);
  for (uint64_t draw = preview.first; draw < last; ++draw)
    preview.examples.push_back(previewExample(spec, pieces, words, request.firstDraw + draw, ends));
  countPositions(preview, preview.examples.front());
  preview.arrays = arraysOf(preview.examples, spec);
  return preview;
}

}  // namespace unmask
