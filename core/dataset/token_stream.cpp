// Finds stream positions by document blocks and reads across documents.
#include "core/dataset/token_stream.h"

#include <algorithm>

#include "core/base/random.h"

namespace unmask {

namespace {
constexpr uint64_t kBlock = 64;  // documents
}

bool TokenStream::takes(uint64_t document) const {
  return selected_.empty() || (selected_[document / kBlock] >> (document % kBlock) & 1);
}

TokenStream::Part TokenStream::part(uint64_t document, uint64_t begin, uint64_t end) const {
  Part part;
  if (!takes(document)) return part;
  part.begin = std::max(begin, range_.begin);
  const uint64_t cut = std::min(end, range_.end);
  if (cut <= part.begin) return part;
  part.length = cut - part.begin;
  part.ended = endOfDocument_ && end <= range_.end;
  part.whole = part.begin == begin;
  return part;
}

Result<TokenStream> TokenStream::create(const TokenData& data, TokenRange range,
                                        Documents documents, double trainFraction,
                                        bool endOfDocument) {
  TokenStream stream(data, range, endOfDocument);
  const uint64_t count = data.info().documents;
  if (documents != Documents::all) {
    // Not keyed by train.seed: runs with different seeds are compared on the same documents.
    constexpr uint64_t kSplitSeed = 0;
    const auto training = static_cast<uint64_t>(static_cast<double>(count) * trainFraction);
    stream.selected_.assign((count + kBlock - 1) / kBlock, 0);
    for (uint64_t d = 0; d < count; ++d) {
      const bool trains = permuted(d, count, kSplitSeed, Purpose::split, 0) < training;
      if (trains == (documents == Documents::training))
        stream.selected_[d / kBlock] |= uint64_t{1} << (d % kBlock);
    }
  }
  if (stream.plain()) {
    stream.size_ = range.size();
    return stream;
  }
  for (uint64_t block = 0; block < count; block += kBlock) {
    stream.blockStarts_.push_back(stream.size_);
    const uint64_t inBlock = std::min(kBlock, count - block);
    UNMASK_ASSIGN(const std::vector<uint64_t> begins, data.documentBegins(block, inBlock));
    for (uint64_t i = 0; i < inBlock; ++i)
      stream.size_ += stream.part(block + i, begins[i], begins[i + 1]).positions();
  }
  return stream;
}

// Calls take(Run) -> Status for the runs that make up positions [first, first+count).
template <class Take>
Status TokenStream::walk(uint64_t first, uint64_t count, Take take) const {
  if (first > size_ || count > size_ - first)
    return failure(
        message(UNMASK_TEXT("core", "Position %1 lies beyond the %2 tokens of this part."),
                first + count, size_));
  if (count == 0) return {};
  const uint64_t documents = data_->info().documents;
  uint64_t document = 0, skip = 0;  // positions of `document` before the first wanted one
  if (plain()) {
    UNMASK_ASSIGN(document, data_->documentOf(range_.begin + first));
    UNMASK_ASSIGN(const TokenRange tokens, data_->documentTokens(document));
    skip = range_.begin + first - std::max(tokens.begin, range_.begin);
  } else {
    const auto after = std::upper_bound(blockStarts_.begin(), blockStarts_.end(), first);
    document = static_cast<uint64_t>(after - blockStarts_.begin() - 1) * kBlock;
    skip = first - *(after - 1);
  }
  std::vector<uint64_t> begins;
  for (; count > 0 && document < documents; ++document) {
    if (begins.empty() || document % kBlock == 0) {
      const uint64_t block = document - document % kBlock;
      UNMASK_ASSIGN(begins, data_->documentBegins(block, std::min(kBlock, documents - block)));
    }
    const Part part =
        this->part(document, begins[document % kBlock], begins[document % kBlock + 1]);
    if (skip >= part.positions()) {
      skip -= part.positions();
      continue;
    }
    const uint64_t tokens = std::min(count, part.length - std::min(skip, part.length));
    if (tokens > 0)
      UNMASK_TRY(take(Run{document, part.begin + skip, tokens, part.whole && skip == 0}));
    count -= tokens;
    if (count > 0 && part.ended) {
      UNMASK_TRY(take(Run{document, part.begin + part.length, 0, false}));
      --count;
    }
    skip = 0;
  }
  // The index was made from the same file; it can only differ if the file changed meanwhile.
  if (count > 0)
    return failure(message(UNMASK_TEXT("core", "The token data changed while it was being read.")),
                   message(UNMASK_TEXT("core", "Open the corpus again.")));
  return {};
}

Status TokenStream::read(uint64_t first, std::span<int64_t> out) const {
  if (plain() && first <= size_ && out.size() <= size_ - first)
    return data_->read(range_.begin + first, out);
  const int64_t endOfDocument = TokenIds{data_->info().pieces}.endOfDocument();
  return walk(first, out.size(), [&](const Run& run) -> Status {
    if (run.tokens == 0) {
      out.front() = endOfDocument;
      out = out.subspan(1);
      return {};
    }
    UNMASK_TRY(data_->read(run.token, out.first(run.tokens)));
    out = out.subspan(run.tokens);
    return {};
  });
}

Status TokenStream::describe(uint64_t first, uint64_t count, Example& example) const {
  Provenance& where = example.provenance;
  std::vector<SourceSpan>& spans = example.spans;
  where = {};
  spans.clear();
  uint64_t position = 0;
  bool unbroken = true;
  return walk(first, count, [&](const Run& run) -> Status {
    if (run.tokens == 0) {  // belongs to its document, covers no text
      if (spans.empty()) {
        UNMASK_ASSIGN(const TokenRange tokens, data_->documentTokens(run.document));
        UNMASK_ASSIGN(const uint64_t bytes, data_->byteCount(tokens.begin, tokens.size()));
        where = {run.document, bytes, bytes, run.token, 0};
        spans.push_back({run.document, bytes, bytes, 0, 0});
      }
      ++spans.back().tokens;
      ++position;
      return {};
    }
    SourceSpan span{run.document, 0, 0, position, run.tokens};
    if (run.fromBegin) {
      UNMASK_ASSIGN(span.byteEnd, data_->byteCount(run.token, run.tokens));
    } else {
      UNMASK_ASSIGN(const Provenance part, data_->provenance(run.token, run.tokens));
      span.byteBegin = part.byteBegin;
      span.byteEnd = part.byteEnd;
    }
    if (spans.empty()) where = {run.document, span.byteBegin, span.byteBegin, run.token, 0};
    unbroken = unbroken && run.token == where.tokenBegin + where.tokenCount;
    if (unbroken) {
      where.tokenCount += run.tokens;
      where.byteEnd += span.byteEnd - span.byteBegin;
    }
    spans.push_back(span);
    position += run.tokens;
    return {};
  });
}

Result<uint64_t> TokenStream::byteCount(uint64_t first, uint64_t count) const {
  if (plain() && first <= size_ && count <= size_ - first)
    return data_->byteCount(range_.begin + first, count);
  uint64_t bytes = 0;
  UNMASK_TRY(walk(first, count, [&](const Run& run) -> Status {
    UNMASK_ASSIGN(const uint64_t more, data_->byteCount(run.token, run.tokens));
    bytes += more;
    return {};
  }));
  return bytes;
}

}  // namespace unmask
