// What an encoder-decoder writes by itself: the likeliest token, one after the other.
#pragma once

#include <functional>

#include "core/engine/encoder_decoder.h"

namespace unmask {

// For each row of `input` (ids, attend): the tokens of a target, from what begins it up to what
// ends it (neither is returned), at most `longest`. Breaks off when keepGoing says so.
std::vector<std::vector<int64_t>> likeliestTargets(const Model&, const RunSpec&,
                                                   const ModelInput& input, int64_t longest,
                                                   const std::function<bool()>& keepGoing);

// Span corruption's target taken apart: what stands behind sentinel j, for j below `sentinels`.
std::vector<std::vector<int64_t>> fillsOf(const std::vector<int64_t>& target, TokenIds,
                                          size_t sentinels);

}  // namespace unmask
