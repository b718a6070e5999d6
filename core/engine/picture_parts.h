// Many whole pictures through an encoder, a bounded number at a time.
#pragma once

#include <functional>
#include <span>

#include "core/dataset/picture_batches.h"
#include "core/engine/learner.h"

namespace unmask {

// Hands `take` the pictures in their order, at most 64 together, with their pixels uint8 [N,S,S,C].
Status forEachPart(const PictureBatches&, std::span<const uint64_t> pictures, const KeepGoing&,
                   const std::function<Status(std::span<const uint64_t> part, const Array& pixels)>&
                       take);

}  // namespace unmask
