// How long the captions of a corpus are in the pieces of a tokenizer, and which a context cuts.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/job.h"
#include "core/dataset/token_data.h"

namespace unmask {

struct CaptionTokens {
  uint64_t captions = 0, shortest = 0, longest = 0, tokens = 0;
  uint64_t cut = 0;              // captions of more tokens than `room`
  std::vector<uint64_t> listed;  // which, the first 10,000
};

// `room`: tokens of a caption that a model reads (its context without begin and end marks).
Result<CaptionTokens> captionTokens(const TokenData&, uint64_t room, const JobControl&);

}  // namespace unmask
