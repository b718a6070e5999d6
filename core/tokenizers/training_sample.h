// The text that SentencePiece is trained on: sentences of at most 4,096 bytes, sampled to a cap.
#pragma once

#include <filesystem>

#include "core/base/job.h"
#include "core/tokenizers/train_tokenizer.h"

namespace unmask {

struct TrainingSample {
  uint64_t bytes = 0, sentences = 0;  // taken
  uint64_t allBytes = 0;              // there were
};

// Writes a sentence a line. Lines are cut at character boundaries (SentencePiece drops sentences
// over 4,192 bytes) and at NUL, U+2581 and U+2585, which SentencePiece reserves. With more text
// than settings.sampleBytes every sentence is kept with the same probability, drawn from
// settings.seed.
//
// For unigram the words that occur more than once follow, one a line: SentencePiece takes its
// candidates from the branching nodes of a suffix tree, so a word that is always followed by a
// space ("was", in generated text) would be none and be cut to pieces, however frequent.
//
// A text without any space gets a sentence that is one: the space always has a piece, and
// SentencePiece's BPE trainer ends the process over a required character that it never sees.
Result<TrainingSample> writeTrainingSample(const TextSource&, const TokenizerSettings&,
                                           const std::filesystem::path& file, JobControl&);

}  // namespace unmask
