// Encoding a corpus with a tokenizer into the token arrays of dataset/token_data.h, as a job that
// uses every core. The result does not depend on the number of threads.
#pragma once

#include <filesystem>

#include "core/base/job.h"
#include "core/corpus/computed_folder.h"
#include "core/corpus/corpus.h"
#include "core/tokenizers/train_tokenizer.h"

namespace unmask {

// Encodes unless already there; returns the folder (computed_folder.h; `root` is the workspace's).
// Refuses text with characters that the tokenizer
// could not give back (a character tokenizer made from another text), naming the first. Memory:
// some ten MiB a core.
Result<std::filesystem::path> encodeCorpus(const Corpus&, const Tokenizer&,
                                           const std::filesystem::path& root, JobControl&);

// The corpus's text for tokenizer training: documents, long ones in parts.
TextSource textOf(const Corpus&);

// The tokenizer that fits a freshly imported text. Words and parts of words (unigram, every
// character with a piece of its own) where a text of less than 1 MiB has spaces between words;
// characters for texts that are one alphabet long enough to learn spelling from (1 to 4 MiB, up to
// 200 distinct ones, as nanoGPT's tinyshakespeare), and for short ones without spaces; unigram
// otherwise with a vocabulary that fits the size.
TokenizerSettings defaultTokenizer(const CorpusStatistics&);

}  // namespace unmask
