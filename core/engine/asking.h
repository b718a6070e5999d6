// What a model can do: go on with a prompt, fill in [MASK], restore a text. None changes the model,
// and what is drawn comes from streams of its own, so a run in training is not disturbed.
#pragma once

#include "core/engine/model.h"
#include "core/engine/trainer.h"

namespace unmask {

// recipes.md 1.1: context cropped to the last model.context tokens; logits / temperature (0: the
// likeliest); top-k keeps ties at the k-th value. Stops at settings.length tokens, at an
// end-of-document token (not returned), or when keepGoing says so.
Result<std::vector<int64_t>> continueText(const Model&, const RunSpec&, at::Device device,
                                          const std::vector<int64_t>& prompt, const SampleSettings&,
                                          uint64_t draw, const std::function<bool()>& keepGoing);

// The `top` likeliest pieces for each [MASK] among `tokens`. Each is read in the model.context
// tokens around it, with [CLS] and [SEP] where the run trains with them.
Result<std::vector<Fill>> fillMasks(const Model&, const RunSpec&, at::Device device,
                                    const std::vector<int64_t>& tokens, int64_t top);

// An encoder-decoder's likeliest target for a text, put together. span-corruption: each [MASK] or
// sentinel, or several in a row, is one gap. denoising: the text may hold [MASK] anywhere. Refuses
// a text longer than model.context, and for span-corruption one without a gap.
Result<Restored> restoreText(const Model&, const RunSpec&, at::Device device,
                             const std::vector<int64_t>& tokens,
                             const std::function<bool()>& keepGoing);

}  // namespace unmask
