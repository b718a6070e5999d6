// What is counted over a corpus in tokens: lengths of documents, how often each piece occurs.
#pragma once

#include <filesystem>
#include <vector>

#include "core/base/job.h"
#include "core/dataset/token_data.h"

namespace unmask {

struct TokenMeasures {
  uint64_t tokens = 0, documents = 0, bytes = 0;
  uint64_t shortest = 0, longest = 0;     // tokens of a document
  std::vector<uint64_t> lengthBins;       // documents by their tokens (length_bins.h)
  std::vector<uint64_t> counts;           // [pieces]
};

Result<TokenMeasures> measureTokens(const TokenData&, JobControl&);

// The same for the tokens in `tokenFolder`, kept in `file` and read from there the next time. JSON:
// format, corpus_hash, tokenizer_hash and the fields above. A file that cannot be read, or of other
// tokens, is made anew.
Result<TokenMeasures> tokenMeasuresOf(const std::filesystem::path& tokenFolder,
                                      const std::filesystem::path& file, JobControl&);

}  // namespace unmask
