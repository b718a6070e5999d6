// The held-out pictures that every evaluation of a run shows, and the pool that captions and
// pictures are looked for in: a fixed order, the same for every seed.
#pragma once

#include "core/dataset/picture_batches.h"

namespace unmask {

// The first `count` of the order, as they are evaluated; fewer where there are not so many. Of
// pairs with their first captions read, those with a caption that came before left out.
Result<std::vector<PictureExample>> probePictures(const PictureBatches&, uint64_t count);

// `count` training pictures, a fixed choice of them.
std::vector<uint64_t> galleryPictures(const PictureBatches&, uint64_t count);

}  // namespace unmask
