// Reading the text in overlapping blocks and matching in each.
#include "core/corpus/search.h"

#include <QChar>
#include <algorithm>
#include <chrono>
#include <cstring>

#include "core/corpus/document_ends.h"
#include "core/tokenizers/utf8.h"

namespace unmask {

namespace {

constexpr uint64_t kBlock = uint64_t{4} << 20;
constexpr uint64_t kSurroundings = 64;  // bytes shown on each side of a match
constexpr auto kBetweenNews = std::chrono::milliseconds(100);

uint32_t folded(uint32_t c) {
  return QChar::toCaseFolded(static_cast<char32_t>(c));
}

char leadByte(uint32_t c) {
  if (c < 0x80) return static_cast<char>(c);
  if (c < 0x800) return static_cast<char>(0xC0 | c >> 6);
  if (c < 0x10000) return static_cast<char>(0xE0 | c >> 12);
  return static_cast<char>(0xF0 | c >> 18);
}

}  // namespace

TextPattern::TextPattern(std::string text, bool matchCase)
    : text_(std::move(text)), matchCase_(matchCase) {
  if (matchCase_ || text_.empty()) return;
  const char* const end = text_.data() + text_.size();
  for (const char* p = text_.data(); p < end;) {
    const CodePoint c = decodeOne(p, end);
    folded_.push_back(folded(c.value));
    p += c.length;
  }
  for (uint32_t c = 0; c < 0x20000; ++c)  // no letters with case lie above
    if (folded(c) == folded_.front()) mayBegin_[static_cast<unsigned char>(leadByte(c))] = true;
  mayBegin_[static_cast<unsigned char>(leadByte(folded_.front()))] = true;
}

size_t TextPattern::longestMatch() const {
  return matchCase_ ? text_.size() : 4 * folded_.size();
}

size_t TextPattern::matchAt(std::string_view text, size_t at) const {
  const char* p = text.data() + at;
  const char* const end = text.data() + text.size();
  for (const uint32_t wanted : folded_) {
    if (p == end) return 0;
    const CodePoint c = decodeOne(p, end);
    if (c.kind != Utf8::valid || folded(c.value) != wanted) return 0;
    p += c.length;
  }
  return static_cast<size_t>(p - text.data()) - at;
}

std::optional<TextPattern::Match> TextPattern::find(std::string_view text, size_t from) const {
  if (text_.empty() || from >= text.size()) return {};
  if (matchCase_) {
    const void* at = ::memmem(text.data() + from, text.size() - from, text_.data(), text_.size());
    if (!at) return {};
    return Match{static_cast<size_t>(static_cast<const char*>(at) - text.data()), text_.size()};
  }
  for (size_t i = from; i < text.size(); ++i) {
    if (!mayBegin_[static_cast<unsigned char>(text[i])]) continue;
    if (const size_t bytes = matchAt(text, i)) return Match{i, bytes};
  }
  return {};
}

namespace {

class Search {
 public:
  Search(const Corpus& corpus, const TextPattern& pattern,
         const std::function<void(std::vector<SearchHit>, const SearchTotals&)>& found,
         JobControl& job)
      : corpus_(corpus), pattern_(pattern), found_(found), job_(job), ends_(corpus) {}

  Result<SearchTotals> run() {
    const uint64_t size = corpus_.info().statistics.bytes;
    job_.beginStage(message(UNMASK_TEXT("core", "Searching")), size);
    if (size > 0) UNMASK_TRY(moveTo(0));
    for (uint64_t position = 0; position < size && !pattern_.empty();) {
      if (job_.cancelled()) return failure(cancelledError());
      // A block begins with what came before it, and ends with the whole of a match that begins in
      // it, so that every match has its surroundings.
      textBegin_ = position - std::min(position, kSurroundings);
      const uint64_t blockEnd = std::min(size, position + kBlock);
      const uint64_t readEnd = std::min(size, blockEnd + pattern_.longestMatch() + kSurroundings);
      UNMASK_ASSIGN(text_, corpus_.bytes(textBegin_, readEnd - textBegin_));
      UNMASK_ASSIGN(position, searchBlock(position, blockEnd));
      job_.report(position);
      tell();
    }
    found_(std::move(news_), totals_);
    return totals_;
  }

 private:
  // Returns where the search goes on: `end`, or behind a match that reaches over it.
  Result<uint64_t> searchBlock(uint64_t begin, uint64_t end) {
    uint64_t next = begin;
    while (const auto match = pattern_.find(text_, next - textBegin_)) {
      const uint64_t at = textBegin_ + match->begin;
      if (at >= end) break;
      UNMASK_TRY(moveTo(at));
      if (at + match->bytes > documentEnd_) {  // goes on in the next document: none
        next = at + 1;
        continue;
      }
      next = at + match->bytes;
      ++totals_.hits;
      if (lastDocument_ != document_) ++totals_.documents;
      lastDocument_ = document_;
      if (totals_.hits <= kListedHits) news_.push_back(hitAt(at, match->bytes));
    }
    return std::max(next, end);
  }

  // Makes document_ the one that holds the byte.
  Status moveTo(uint64_t byte) {
    while (documentEnd_ <= byte) {
      if (begun_) ++document_;
      begun_ = true;
      documentBegin_ = documentEnd_;
      UNMASK_ASSIGN(documentEnd_, ends_.of(document_));
    }
    return {};
  }

  SearchHit hitAt(uint64_t at, uint64_t bytes) const {
    const std::string_view text = text_;
    uint64_t from = std::max({documentBegin_, textBegin_, at - std::min(at, kSurroundings)});
    uint64_t to = std::min({documentEnd_, textBegin_ + text.size(), at + bytes + kSurroundings});
    const auto slice = [&](uint64_t begin, uint64_t end) {
      return std::string(text.substr(begin - textBegin_, end - begin));
    };
    while (from < at && continuesCharacter(text[from - textBegin_])) ++from;
    while (to > at + bytes && to < textBegin_ + text.size() &&
           continuesCharacter(text[to - textBegin_]))
      --to;
    return {document_,       at - documentBegin_,   bytes,
            slice(from, at), slice(at, at + bytes), slice(at + bytes, to)};
  }

  void tell() {
    const auto now = std::chrono::steady_clock::now();
    if (now - told_ < kBetweenNews) return;
    told_ = now;
    found_(std::exchange(news_, {}), totals_);
  }

  const Corpus& corpus_;
  const TextPattern& pattern_;
  const std::function<void(std::vector<SearchHit>, const SearchTotals&)>& found_;
  JobControl& job_;
  DocumentEnds ends_;
  std::string text_;
  uint64_t textBegin_ = 0;
  uint64_t document_ = 0, documentBegin_ = 0, documentEnd_ = 0;
  uint64_t lastDocument_ = UINT64_MAX;
  bool begun_ = false;
  std::vector<SearchHit> news_;
  SearchTotals totals_;
  std::chrono::steady_clock::time_point told_;
};

}  // namespace

Result<SearchTotals> searchCorpus(
    const Corpus& corpus, const TextPattern& pattern,
    const std::function<void(std::vector<SearchHit>, const SearchTotals&)>& found,
    JobControl& job) {
  return Search(corpus, pattern, found, job).run();
}

}  // namespace unmask
