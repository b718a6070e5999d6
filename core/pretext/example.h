// One training example with the reason of everything in it.
#pragma once

#include <cstdint>
#include <vector>

namespace unmask {

// What was decided for one position.
enum class Decision : uint8_t {
  none,     // left alone, no loss
  target,   // next-token: simply predicts what follows
  masked,   // chosen, replaced by [MASK]
  random,   // chosen, replaced by a random piece
  kept,     // chosen, left as it was
  special,  // [CLS], [SEP], [PAD], end-of-document: never chosen
};

// Where an example comes from. Byte range in the document's UTF-8 text.
struct Provenance {
  uint64_t document = 0;  // of the window's first token
  uint64_t byteBegin = 0;
  uint64_t byteEnd = 0;  // may lie beyond the document's end when the window runs on into the next
  uint64_t tokenBegin = 0;  // in the corpus's token array
  uint64_t tokenCount = 0;
};

// The part of an example that comes from one document: its positions [position, position+tokens).
struct SourceSpan {
  uint64_t document = 0;
  uint64_t byteBegin = 0, byteEnd = 0;  // in the document's UTF-8 text
  uint64_t position = 0;                // of the first of them in the example
  uint64_t tokens = 0;
};

// One position: the decision and the draws that made it.
struct PositionTrace {
  Decision decision = Decision::none;
  double chooseDraw = -1;   // compared with objective.chosen (hf-dynamic), or rank in the shuffle /
                            // count (bert-exact); -1: none
  double replaceDraw = -1;  // decides mask / random / kept; -1: none
};

struct Example {
  std::vector<int64_t> pieces;       // the uncorrupted tokens, aligned with inputIds
  std::vector<int64_t> inputIds;     // [T]
  std::vector<int64_t> labels;       // [T], kNoLoss where there is no loss
  std::vector<PositionTrace> trace;  // [T]
  Provenance provenance;          // where it begins, and how far it runs unbroken in the corpus
  std::vector<SourceSpan> spans;  // the documents it is made of, in order
};

}  // namespace unmask
