// Encoding a corpus with a tokenizer into the token arrays of dataset/token_data.h, as a job that
// uses every core. The result does not depend on the number of threads.
#pragma once

#include <filesystem>

#include "core/base/job.h"
#include "core/corpus/corpus.h"
#include "core/tokenizers/train_tokenizer.h"

namespace unmask {

// corpora/<slug>/tokens/<tokenizer slug>-<first 12 digits of its hash>
std::filesystem::path tokenFolder(const std::filesystem::path& corpusFolder, const Tokenizer&);

// Encodes unless already there; returns the folder.
Result<std::filesystem::path> encodeCorpus(const Corpus&, const Tokenizer&, JobControl&);

// The tokenizer that fits a freshly imported text: characters up to 200 distinct ones and a small
// text, unigram otherwise with a vocabulary that fits its size.
TokenizerSettings defaultTokenizer(const CorpusStatistics&);

}  // namespace unmask
