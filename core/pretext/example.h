// One training example with the reason of everything in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace unmask {

// What was decided for one position.
enum class Decision : uint8_t {
  none,     // left alone; no loss in masked-lm
  target,   // next-token: simply predicts what follows
  masked,   // chosen, replaced by [MASK]; or hidden in a span behind a [MASK] or sentinel
  random,   // chosen, replaced by a random piece
  kept,     // chosen, left as it was
  special,  // [CLS], [SEP], [PAD], end-of-document: never chosen
  deleted,  // removed without a mark (denoising)
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

// Encoder-decoder objectives: pieces behind one token of the input, the span's mark.
struct HiddenSpan {
  static constexpr size_t kGone = ~size_t{0};
  std::vector<size_t> pieces;  // positions in Example::pieces; empty: a [MASK] put in between
  size_t input = kGone;        // position of its mark in inputIds; kGone: another span ran over it
  size_t target = kGone;       // span-corruption: position of its sentinel in labels
  uint64_t length = 0;  // as drawn, in tokens or words; overlapping others, it may hide fewer
};

// Denoising: a sentence and its place in the permuted order.
struct Sentence {
  size_t begin = 0, length = 0;  // in Example::pieces
  size_t place = 0;              // 0: now the first
};

// What an example of an encoder-decoder is made of besides; the other objectives leave it empty.
struct DecoderSide {
  static constexpr size_t kNowhere = ~size_t{0};
  std::vector<int64_t> inputIds;      // [U], U = labels.size(): what the decoder reads
  std::vector<size_t> inputSources;   // [T]: the piece each input token is, or kNowhere
  std::vector<size_t> targetSources;  // [U]: the piece each label is, or kNowhere
  std::vector<HiddenSpan> spans;      // in the order of their marks in the input; lost ones last
  std::vector<Sentence> sentences;    // in the original order; empty where none may move
  size_t rotation = 0;                // so many of the body's tokens went from its front to its end
};

// In most objectives pieces, inputIds, labels and trace are aligned. An encoder-decoder's input and
// target have lengths of their own: there trace goes with pieces, and `decoder` says what is what.
struct Example {
  std::vector<int64_t> pieces;       // the uncorrupted tokens
  std::vector<int64_t> inputIds;     // [T]
  std::vector<int64_t> labels;       // [T], kNoLoss where there is no loss
  std::vector<PositionTrace> trace;  // [T]
  Provenance provenance;             // where it begins, and how far it runs unbroken in the corpus
  std::vector<SourceSpan> spans;     // the documents it is made of, in order
  DecoderSide decoder;
};

}  // namespace unmask
