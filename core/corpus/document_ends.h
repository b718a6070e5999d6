// Where the documents of a corpus end, asked for in rising order: read some thousand at a time.
#pragma once

#include <algorithm>

#include "core/corpus/corpus.h"

namespace unmask {

class DocumentEnds {
 public:
  explicit DocumentEnds(const Corpus& corpus) : corpus_(corpus) {}

  // Byte position in the corpus's text; document < corpus.documents().
  Result<uint64_t> of(uint64_t document) {
    constexpr uint64_t kAtOnce = 8192;
    if (document < first_ || document >= first_ + ends_.size()) {
      ends_.resize(std::min(kAtOnce, corpus_.documents() - document));
      UNMASK_TRY(corpus_.offsets(document + 1, ends_));
      first_ = document;
    }
    return ends_[document - first_];
  }

 private:
  const Corpus& corpus_;
  std::vector<uint64_t> ends_;  // of documents first_...
  uint64_t first_ = 0;
};

}  // namespace unmask
