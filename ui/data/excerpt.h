// Part of a document, read off the event loop and made ready to be shown.
#pragma once

#include <memory>

#include "core/corpus/corpus.h"
#include "core/corpus/search.h"
#include "core/tokenizers/tokenizer.h"
#include "ui/data/reading_text.h"

namespace unmask {

using OpenCorpus = std::shared_ptr<const Corpus>;

struct ExcerptRequest {
  OpenCorpus corpus;
  uint64_t document = 0;
  uint64_t begin = 0;                          // byte in the document; moved to a character's
  bool invisible = false;                      // mark every invisible character
  std::shared_ptr<const Tokenizer> tokenizer;  // in pieces, where there is one
  std::shared_ptr<const TextPattern> pattern;  // whose matches are marked
  uint64_t select = 0, selectBytes = 0;        // a hit: byte in the document
};

struct Excerpt {
  uint64_t document = 0, documentBytes = 0;
  uint64_t begin = 0, bytes = 0;  // in the document
  uint64_t characters = 0, pieces = 0;
  ShownText shown;
  std::vector<ReadingText::Stretch> hits;
  std::optional<ReadingText::Stretch> selected;
};

// How much of a long document is shown at a time.
constexpr uint64_t kShownBytes = 32 << 10;
constexpr uint64_t kShownPieceBytes = 8 << 10;

Result<Excerpt> readExcerpt(const ExcerptRequest&);

}  // namespace unmask
