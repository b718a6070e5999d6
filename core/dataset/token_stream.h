// One part of a corpus (training or validation) as a single stream of token ids.
//
// The stream's positions differ from the token array's where documents are left out (a split by
// documents) or an end-of-document token stands after each document. Any position is found without
// preparing a new array: an index holds the stream position of every 64th document.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/dataset/token_data.h"

namespace unmask {

class TokenStream {
 public:
  enum class Documents { all, training, validation };  // the last two: of a split by documents

  // `data` outlives the stream. `range` limits it to tokens [begin, end) of the array; a document
  // cut by its end gets no end-of-document token. The split by documents is a fixed permutation of
  // them, the same for every run: int(documents * trainFraction) of them train.
  static Result<TokenStream> create(const TokenData& data, TokenRange range, Documents,
                                    double trainFraction, bool endOfDocument);

  uint64_t size() const { return size_; }
  Status read(uint64_t first, std::span<int64_t> out) const;  // pieces and end-of-document ids
  // Sets provenance and spans for positions [first, first+count) of the stream.
  Status describe(uint64_t first, uint64_t count, Example&) const;
  // UTF-8 bytes of source text behind positions [first, first+count).
  Result<uint64_t> byteCount(uint64_t first, uint64_t count) const;

 private:
  // Successive tokens of one document, or (tokens == 0) the end-of-document token after it.
  struct Run {
    uint64_t document = 0;
    uint64_t token = 0;  // in the token array
    uint64_t tokens = 0;
    bool fromBegin = false;  // token is the document's first
  };
  struct Part {  // a document's share of the stream
    uint64_t begin = 0, length = 0;
    bool ended = false;  // an end-of-document token follows
    bool whole = false;  // begins with the document's first token
    uint64_t positions() const { return length + (ended ? 1 : 0); }
  };

  TokenStream(const TokenData& data, TokenRange range, bool endOfDocument)
      : data_(&data), range_(range), endOfDocument_(endOfDocument) {}
  bool plain() const { return selected_.empty() && !endOfDocument_; }
  bool takes(uint64_t document) const;
  Part part(uint64_t document, uint64_t begin, uint64_t end) const;
  template <class Take>
  Status walk(uint64_t first, uint64_t count, Take take) const;

  const TokenData* data_;
  TokenRange range_;
  bool endOfDocument_;
  uint64_t size_ = 0;
  std::vector<uint64_t> selected_;     // bit d%64 of word d/64; empty: all documents
  std::vector<uint64_t> blockStarts_;  // stream position of document 64*i; unused when plain
};

}  // namespace unmask
