// The child's side of tokenizer training: the one place that calls SentencePiece's trainer.
#include <sentencepiece_trainer.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <regex>

#include "core/base/files.h"
#include "core/tokenizers/child_process.h"
#include "core/tokenizers/train_sentencepiece.h"
#include "core/tokenizers/train_tokenizer.h"

namespace unmask {

namespace {

class SampleLines final : public sentencepiece::SentenceIterator {
 public:
  explicit SampleLines(const fs::path& file) : stream_(file, std::ios::binary) { Next(); }
  bool done() const override { return done_; }
  void Next() override { done_ = !std::getline(stream_, line_); }
  const std::string& value() const override { return line_; }
  sentencepiece::util::Status status() const override { return {}; }

 private:
  std::ifstream stream_;
  std::string line_;
  bool done_ = false;
};

// One value of a list option; SentencePiece splits such options as CSV.
std::string csvQuoted(const std::string& value) {
  if (value.find_first_of(",\"") == std::string::npos) return value;
  std::string quoted = "\"";
  for (const char c : value) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

// SentencePiece's own words, where they say what is wrong with the vocabulary size.
Error explained(const std::string& text, const TokenizerSettings& settings) {
  std::smatch found;
  if (std::regex_search(text, found, std::regex("too high.*<= (\\d+)")))
    return {message(kVocabularyTooLarge, settings.vocabularySize, found[1].str()),
            message(UNMASK_TEXT("core", "Set tokenizer.vocabulary_size to %1 or less."),
                    found[1].str())};
  if (std::regex_search(text, found, std::regex("smaller than required_chars\\. (\\d+) vs (\\d+)")))
    return {message(kVocabularyTooSmall, settings.vocabularySize, found[2].str()),
            message(UNMASK_TEXT("core",
                                "Raise tokenizer.vocabulary_size above %1, or lower "
                                "tokenizer.character_coverage."),
                    found[2].str())};
  return {message(UNMASK_TEXT("core", "SentencePiece could not train: %1."), text),
          message(UNMASK_TEXT("core", "Try another vocabulary size, or the other type."))};
}

}  // namespace

Status trainSentencePieceHere(const fs::path& sample, const TokenizerSettings& settings,
                              const fs::path& prefix) {
  std::string symbols = "\n,\t";
  for (const std::string& symbol : settings.userSymbols) symbols += "," + csvQuoted(symbol);
  const std::unordered_map<std::string, std::string> options{
      {"model_type", settings.type},
      {"vocab_size", std::to_string(settings.vocabularySize)},
      {"character_coverage", formatted(settings.characterCoverage)},
      {"byte_fallback", settings.byteFallback ? "true" : "false"},
      {"user_defined_symbols", symbols},
      {"required_chars", "\u2581"},
      {"num_threads", std::to_string(settings.threads)},
      {"normalization_rule_name", "identity"},
      {"add_dummy_prefix", "false"},
      {"remove_extra_whitespaces", "false"},
      {"max_sentence_length", "8192"},
      {"unk_id", "0"},
      {"bos_id", "-1"},
      {"eos_id", "-1"},
      {"pad_id", "-1"},
  };
  std::string model;
  try {
    SampleLines lines(sample);
    const auto status = sentencepiece::SentencePieceTrainer::Train(options, &lines, &model);
    if (!status.ok()) return failure(explained(status.message(), settings));
  } catch (const std::exception& error) {
    return failure(explained(error.what(), settings));
  }
  return writeFileWhole(prefix.string() + ".model", model);
}

int runTokenizerChild(const fs::path& jobFile) {
  dieWithParent();
  const auto run = [&]() -> Status {
    UNMASK_ASSIGN(const std::string text, readFile(jobFile));
    try {
      const auto job = nlohmann::json::parse(text);
      TokenizerSettings settings;
      UNMASK_TRY(fromJson(fieldsOf(settings), job.at("settings")));
      return trainSentencePieceHere(job.at("sample").get<std::string>(), settings,
                                    job.at("prefix").get<std::string>());
    } catch (const nlohmann::json::exception& error) {
      return failure(message(UNMASK_TEXT("core", "%1 is no training job: %2."), jobFile.string(),
                             std::string(error.what())));
    }
  };
  const Status status = run();
  if (status) return 0;
  const nlohmann::json line = {{"what", status.error().what.pattern},
                               {"what_values", status.error().what.values},
                               {"advice", status.error().advice.pattern},
                               {"advice_values", status.error().advice.values}};
  std::cerr << '\n'
            << kErrorMark << line.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace)
            << std::endl;
  return 1;
}

}  // namespace unmask
