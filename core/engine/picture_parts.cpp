// Reading and handing on.
#include "core/engine/picture_parts.h"

#include <algorithm>

#include "core/base/job.h"

namespace unmask {

namespace {

constexpr size_t kTogether = 64;

}  // namespace

Status forEachPart(const PictureBatches& batches, std::span<const uint64_t> pictures,
                   const KeepGoing& keepGoing,
                   const std::function<Status(std::span<const uint64_t>, const Array&)>& take) {
  for (size_t begin = 0; begin < pictures.size(); begin += kTogether) {
    if (keepGoing && !keepGoing()) return failure(cancelledError());
    const auto part = pictures.subspan(begin, std::min(kTogether, pictures.size() - begin));
    UNMASK_ASSIGN(const Array pixels, batches.plainPixels(part));
    UNMASK_TRY(take(part, pixels));
  }
  return {};
}

}  // namespace unmask
