// Making tokenizers: SentencePiece training, character and byte vocabularies, opening a .model.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/job.h"
#include "core/spec/field.h"
#include "core/tokenizers/tokenizer.h"

namespace unmask {

// tokenizer.*
struct TokenizerSettings {
  std::string type = "unigram";  // unigram | bpe | char | byte
  int64_t vocabularySize = 4096;
  double characterCoverage = 0.9995;
  bool byteFallback = true;
  std::vector<std::string> userSymbols;
  int64_t sampleBytes = int64_t{64} << 20;  // stated cap on the training text
  int64_t threads = 2;                      // fixed: part of the result
  int64_t seed = 1337;
};
std::vector<FieldRef> fieldsOf(TokenizerSettings&);

// Field by field, and the rules for user symbols: not empty, no white space, no U+2581.
Status validate(const TokenizerSettings&);

// Calls `take` with successive parts of the training text (UTF-8, whole documents or lines);
// stops when it returns false. Called twice: once to measure, once to take the sample.
using TextSource = std::function<Status(const std::function<bool(std::string_view)>& take)>;

// Trains into a new folder `folder` (made whole or not at all). SentencePiece runs in a child
// process (`program tokenizer-child JOB.json`, which calls runTokenizerChild), which cancel kills.
Status trainTokenizer(const TextSource&, const TokenizerSettings&, const std::string& name,
                      const std::filesystem::path& folder, const std::filesystem::path& program,
                      JobControl&);

// The whole of `tokenizer-child JOB.json`: exit code 0, or the error as a line on stderr that
// trainTokenizer reads.
int runTokenizerChild(const std::filesystem::path& job);

// The child's part: reads the prepared sample file (a sentence a line), trains, writes
// `prefix`.model. Progress is SentencePiece's log on stderr.
Status trainSentencePieceHere(const std::filesystem::path& sample, const TokenizerSettings&,
                              const std::filesystem::path& prefix);

// True for the error of a vocabulary too large (or too small) for the text.
bool vocabularyDoesNotFit(const Error&);
// The largest possible one, as that error says it; 0: it does not.
int64_t largestVocabulary(const Error&);

// Copies an existing SentencePiece .model (unigram or BPE) in. Hostile or damaged files are
// refused; a model that changes the text (lossless() false) is allowed and recorded in unmask.json.
Status importModel(const std::filesystem::path& model, const std::string& name,
                   const std::filesystem::path& folder);

}  // namespace unmask
