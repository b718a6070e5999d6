// Denoising (BART; recipes.md section 4): a window is corrupted, the target is the whole of it.
//
//   pieces   [CLS] A B . C D E F . [SEP]        ([CLS] and [SEP] are BART's <s> and </s>)
//   input    [CLS] C [MASK] F . A B . [SEP]
//   target   the pieces; the decoder reads [SEP] and then the pieces without their last
//
// The corruptions in their order, each with a rate of its own, 0 for off: sentence permutation,
// text infilling, token masking, token deletion, document rotation. As fairseq's
// DenoisingDataset, which allows one of infilling, masking and deletion at a time, but:
//   - budgets are counted in double (fairseq: float32, one too many for some lengths);
//   - a number of zero-length spans is put in, not a ratio that may round up;
//   - a rotated window begins at any token with the same probability, as in the paper;
//   - '!' and '?' end sentences too (the tokenizer says which pieces do);
//   - random pieces are pieces, never reserved tokens;
//   - a [MASK] that would make the input longer than `room` is not put in.
// Spans of infilling are placed independently: they may touch or overlap, and a span that runs
// over another's [MASK] removes it. So fewer tokens are hidden than asked for.
#pragma once

#include <functional>
#include <span>

#include "core/base/random.h"
#include "core/pretext/example.h"
#include "core/pretext/words.h"
#include "core/spec/settings.h"
#include "core/spec/token_ids.h"

namespace unmask {

// What the corruptions know of pieces besides words: ends of sentences.
using PieceMark = std::function<bool(int64_t piece)>;
// Kept by piece id; `marks` must outlive it. Other ids are not marked.
PieceMark markOf(const std::vector<bool>& marks);

// window: [CLS] body [SEP]. room: most tokens the input may have.
//
// Draws, in this order, of corruptions that are on alone: the sentences that move and their new
// places (one a sentence that moves, twice); infilling's lengths until they cover its budget, one
// each, then one for each start, one for each start's kind where `random` is on, one for each place
// of a zero-length span, with a kind as before; masking's choice, one each, then the kinds;
// deletion's choice; whether to rotate, and where. A random piece takes one more.
Example denoisingExample(std::span<const int64_t> window, const DenoisingSettings&, TokenIds,
                         const WordMarks& wordMarks, const PieceMark& endsSentence, size_t room,
                         RandomStream);

// Where the sentences of `body` end (one past the last token of each): after the first of a run of
// ending pieces, and at the end of the body unless that goes on such a run.
std::vector<size_t> sentenceEnds(std::span<const int64_t> body, const PieceMark& endsSentence);

// Poisson probabilities for 0, 1, ... up to the first below 1e-7, normalised (fairseq).
std::vector<double> spanLengthDistribution(double lambda);

// Share of the tokens of a long text that infilling really hides, overlaps counted once: every
// token is free if no span of length over d starts d tokens before it, for d = 0, 1, ...
double expectedHidden(double infill, double lambda);

}  // namespace unmask
