// A sample of captioned pictures on its way to disk: pictures made in order on every core, each
// with its caption.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/job.h"
#include "core/corpus/corpus.h"
#include "core/corpus/pictures/bitmap.h"

namespace unmask {

struct SamplePicture {
  Bitmap bitmap;
  std::string name;
  int32_t label = -1;
  std::vector<std::string> captions;
};

// `make(i)` for every i below `count`, on any thread: the picture, or why there is none (it is
// listed as skipped). Writes the corpus into the partial folder; `info` has slug, name and
// sampleOf.
Result<CorpusInfo> writePictureSample(CorpusInfo info, uint64_t count, int64_t size,
                                      const std::vector<std::string>& classes,
                                      const std::function<Result<SamplePicture>(uint64_t)>& make,
                                      const std::filesystem::path& partialFolder, JobControl&);

}  // namespace unmask
