// What the Pretext page shows, computed off the event loop by the functions that training uses.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/corpus/fit.h"
#include "core/dataset/batch.h"
#include "core/spec/run_spec.h"
#include "core/tokenizers/tokenizer.h"
#include "ui/pretext/preview_source.h"
#include "ui/pretext/run_match.h"

namespace unmask {

// Batches of more positions are shown example by example, without values and hash.
constexpr uint64_t kMostPositions = 4'000'000;

struct PreviewRequest {
  enum class Of { sentence, document, batch };
  Of of = Of::sentence;
  PreviewSource source;
  uint64_t first = 0, count = 4;  // which draws or examples are in view

  std::string sentence;
  uint64_t document = 0, byte = 0;
  uint64_t picture = 0;  // of the picture objectives
  // The batch beside it is of its own draw, with others of the step's batch at the same draw.
  bool inBatch = false;
  uint64_t firstDraw = 0, draws = 2;

  uint64_t step = 0, micro = 0;
  std::filesystem::path run;  // compare with what it recorded; empty: with nothing
};

// Where a document's item lies.
struct DocumentItem {
  std::string text;  // exactly what the item is made of
  uint64_t documents = 0;
  uint64_t bytes = 0;           // of the document
  uint64_t begin = 0, end = 0;  // of the item in it
};

struct Preview {
  bool unencoded = false;  // a batch, and the corpus is not in pieces yet: nothing else is set
  std::vector<Example> examples;        // in view
  uint64_t first = 0, total = 0;        // their place among all draws or examples
  std::vector<Array> arrays;            // of the batch; of one item's draws in view; may lack bytes
  std::string hash;                     // of the batch; empty: not made
  uint64_t counted = 0, positions = 0;  // of the whole batch, else of the first example
  RunMatch match;
  DocumentItem item;
  std::vector<int64_t> pieces;  // of the item
  // What the examples do not show by themselves: characters without a piece, a text without words.
  std::vector<Message> notes;
};

Result<Preview> makePreview(const PreviewRequest&);

// Pieces of the typed sentence or the document's item, cut as makePreview cuts them.
Result<std::vector<int64_t>> itemPieces(const PreviewRequest&, DocumentItem* item = nullptr);

std::vector<bool> sentenceEndings(const Tokenizer&);

}  // namespace unmask
