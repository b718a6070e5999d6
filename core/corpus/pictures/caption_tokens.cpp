// Counting between the documents' first tokens.
#include "core/corpus/pictures/caption_tokens.h"

#include <algorithm>

#include "core/corpus/pictures/audit.h"

namespace unmask {

Result<CaptionTokens> captionTokens(const TokenData& data, uint64_t room, const JobControl& job) {
  constexpr uint64_t kAtOnce = 65536;
  CaptionTokens found;
  found.captions = data.info().documents;
  found.shortest = UINT64_MAX;
  for (uint64_t first = 0; first < found.captions; first += kAtOnce) {
    if (job.cancelled()) return failure(cancelledError());
    const uint64_t count = std::min(kAtOnce, found.captions - first);
    UNMASK_ASSIGN(const std::vector<uint64_t> begins, data.documentBegins(first, count));
    for (uint64_t i = 0; i < count; ++i) {
      const uint64_t tokens = begins[i + 1] - begins[i];
      found.tokens += tokens;
      found.shortest = std::min(found.shortest, tokens);
      found.longest = std::max(found.longest, tokens);
      if (tokens <= room) continue;
      ++found.cut;
      if (found.listed.size() < kListedAudits) found.listed.push_back(first + i);
    }
  }
  if (found.captions == 0) found.shortest = 0;
  return found;
}

}  // namespace unmask
