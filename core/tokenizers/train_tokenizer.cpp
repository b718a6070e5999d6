// Making tokenizers: settings, the parent's side of training, opening an existing model.
#include "core/tokenizers/train_tokenizer.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <csignal>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/files.h"
#include "core/tokenizers/child_process.h"
#include "core/tokenizers/sentencepiece_tokenizer.h"
#include "core/tokenizers/tokenizer_file.h"
#include "core/tokenizers/train_sentencepiece.h"
#include "core/tokenizers/training_sample.h"
#include "core/tokenizers/utf8.h"

namespace unmask {

std::vector<FieldRef> fieldsOf(TokenizerSettings& s) {
  return {
      choiceField({.key = "tokenizer.type",
                   .label = UNMASK_TEXT("core", "Type"),
                   .unit = "",
                   .explanation = UNMASK_TEXT("core",
                                              "How text is cut: learned pieces (unigram or BPE, by "
                                              "SentencePiece), single characters, or bytes."),
                   .choices = {{"unigram", UNMASK_TEXT("core", "Unigram pieces")},
                               {"bpe", UNMASK_TEXT("core", "BPE pieces")},
                               {"char", UNMASK_TEXT("core", "Characters")},
                               {"byte", UNMASK_TEXT("core", "Bytes")}},
                   .essential = true},
                  s.type),
      integerField(
          {.key = "tokenizer.vocabulary_size",
           .label = UNMASK_TEXT("core", "Vocabulary size"),
           .unit = UNMASK_TEXT("core", "pieces"),
           .explanation = UNMASK_TEXT("core",
                                      "How many different pieces unigram and BPE may have, with "
                                      "the 256 byte pieces."),
           .minimum = 8,
           .maximum = 1000000,
           .essential = true},
          s.vocabularySize),
      fractionField(
          {.key = "tokenizer.character_coverage",
           .label = UNMASK_TEXT("core", "Character coverage"),
           .unit = "",
           .explanation = UNMASK_TEXT("core",
                                      "The share of all characters of the text that get a piece "
                                      "of their own; the rare rest is written in bytes."),
           .minimum = 0.9,
           .maximum = 1},
          s.characterCoverage),
      booleanField(
          {.key = "tokenizer.byte_fallback",
           .label = UNMASK_TEXT("core", "Byte fallback"),
           .unit = "",
           .explanation = UNMASK_TEXT("core",
                                      "Characters without a piece are written in byte pieces; "
                                      "without it they become the unknown piece and are lost.")},
          s.byteFallback),
      textsField(
          {.key = "tokenizer.user_symbols",
           .label = UNMASK_TEXT("core", "User symbols"),
           .unit = "",
           .explanation = UNMASK_TEXT("core",
                                      "Strings that are always one piece; newline and tab are "
                                      "always among them.")},
          s.userSymbols),
      integerField(
          {.key = "tokenizer.sample_bytes",
           .label = UNMASK_TEXT("core", "Training text"),
           .unit = UNMASK_TEXT("core", "bytes"),
           .explanation = UNMASK_TEXT("core",
                                      "At most so much text is looked at while learning pieces: "
                                      "a fixed random sample of its lines."),
           .minimum = 1024,
           .maximum = double{1 << 30}},
          s.sampleBytes),
      integerField({.key = "tokenizer.threads",
                    .label = UNMASK_TEXT("core", "Threads"),
                    .unit = "",
                    .explanation =
                        UNMASK_TEXT("core", "Threads for learning the pieces; part of the result."),
                    .minimum = 1,
                    .maximum = 128},
                   s.threads),
      integerField({.key = "tokenizer.seed",
                    .label = UNMASK_TEXT("core", "Seed"),
                    .unit = "",
                    .explanation = UNMASK_TEXT("core", "Draws the sample of the training text."),
                    .minimum = 0,
                    .maximum = 9007199254740992.0},
                   s.seed),
  };
}

Status validate(const TokenizerSettings& settings) {
  TokenizerSettings copy = settings;
  for (const FieldRef& field : fieldsOf(copy)) UNMASK_TRY(field.set(field.get()));
  std::set<std::string> seen;
  for (const std::string& symbol : settings.userSymbols) {
    const bool bad = symbol.empty() || validPrefix(symbol) != symbol.size() ||
                     symbol.find_first_of(std::string_view(" \t\r\n\0", 5)) != std::string::npos ||
                     symbol.find("\u2581") != std::string::npos;
    if (bad || !seen.insert(symbol).second)
      return failure(
          message(UNMASK_TEXT("core", "tokenizer.user_symbols: \"%1\" cannot be used."), symbol),
          message(UNMASK_TEXT("core",
                              "A user symbol is not empty, has no white space and "
                              "occurs once; newline and tab are there already.")));
  }
  return {};
}

bool vocabularyDoesNotFit(const Error& error) {
  return error.what.pattern == kVocabularyTooLarge || error.what.pattern == kVocabularyTooSmall;
}

int64_t largestVocabulary(const Error& error) {
  return error.what.pattern == kVocabularyTooLarge && error.what.values.size() > 1 ? std::atoll(error.what.values[1].c_str()) : 0;
}

namespace {

// Turns SentencePiece's log into progress in per cent: unigram shrinks its seed vocabulary
// ("EM sub_iter=0 size=8568"), BPE grows its own ("Added: freq=158 size=620").
class LogReader {
 public:
  LogReader(const TokenizerSettings& settings, JobControl& job) : settings_(settings), job_(job) {
    job_.beginStage(message(UNMASK_TEXT("core", "Finding candidate pieces")), 100);
  }

  void line(const std::string& text) {
    if (text.starts_with(kErrorMark)) errorJson_ = text.substr(kErrorMark.size());
    // What ended the process is told on the line before.
    if (!text.empty() && errorJson_.empty() && !text.starts_with("Program terminated"))
      last_ = text;
    joined_ = joined_ || text.find("Added: ") != std::string::npos;
    const size_t at = text.find(" size=");
    if (at == std::string::npos) return;
    double size = 0;
    std::from_chars(text.data() + at + 6, text.data() + text.size(), size);
    const double target = static_cast<double>(settings_.vocabularySize);
    if (size <= 0) return;
    double share = size / target;
    if (text.find("EM sub_iter=") != std::string::npos) {
      first_ = std::max(first_, size);
      share = first_ > target ? std::log(first_ / size) / std::log(first_ / target) : 1;
    }
    if (!choosing_) job_.beginStage(message(UNMASK_TEXT("core", "Choosing pieces")), 100);
    choosing_ = true;
    job_.report(static_cast<uint64_t>(100 * std::clamp(share, 0.0, 1.0)));
  }

  Error error(const ChildEnd& end) const {
    const auto json = nlohmann::json::parse(errorJson_, nullptr, false);
    if (json.is_object()) try {
        return {{json.at("what"), json.at("what_values")},
                {json.at("advice"), json.at("advice_values")}};
      } catch (const nlohmann::json::exception&) {
        // not our line after all: told with the last line below
      }
    // SentencePiece's BPE trainer reads past the end of an empty list of pairs.
    if (end.signal == SIGSEGV && settings_.type == "bpe" && !joined_)
      return {message(UNMASK_TEXT("core",
                                  "There is nothing for BPE to learn: no two characters of this "
                                  "text can be joined into a piece.")),
              message(UNMASK_TEXT("core", "Choose characters, or a longer text."))};
    if (end.signal != 0)
      return {message(UNMASK_TEXT("core", "Tokenizer training was ended by signal %1: %2"),
                      end.signal, last_),
              message(UNMASK_TEXT("core", "If memory ran out, lower tokenizer.sample_bytes."))};
    return {message(UNMASK_TEXT("core", "Tokenizer training ended with code %1: %2"), end.exitCode,
                    last_),
            {}};
  }

 private:
  const TokenizerSettings& settings_;
  JobControl& job_;
  std::string errorJson_, last_;
  double first_ = 0;
  bool choosing_ = false, joined_ = false;
};

Error noText(const std::string& name) {
  return {message(UNMASK_TEXT("core", "There is no text to make the tokenizer \"%1\" from."), name),
          message(UNMASK_TEXT("core", "Choose a corpus that is not empty."))};
}

Result<std::vector<uint32_t>> distinctCharacters(const TextSource& source, JobControl& job) {
  std::vector<bool> seen(0x110000);
  job.beginStage(message(UNMASK_TEXT("core", "Collecting characters")));
  UNMASK_TRY(source([&](std::string_view part) {
    const char* const end = part.data() + part.size();
    for (const char* p = part.data(); p < end;) {
      const CodePoint c = decodeOne(p, end);
      seen[c.value] = true;
      p += c.length;
    }
    job.add(part.size());
    return !job.cancelled();
  }));
  if (job.cancelled()) return failure(cancelledError());
  std::vector<uint32_t> characters;
  for (uint32_t c = 0; c < seen.size(); ++c)
    if (seen[c]) characters.push_back(c);
  return characters;
}

Status trainPieces(const TextSource& source, const TokenizerSettings& settings,
                   const fs::path& folder, const fs::path& program, TokenizerFile& file,
                   JobControl& job) {
  const fs::path sample = folder / "sample.txt", jobFile = folder / "job.json";
  UNMASK_ASSIGN(const TrainingSample taken, writeTrainingSample(source, settings, sample, job));
  if (taken.sentences == 0) return failure(noText(file.name));
  const nlohmann::json description = {{"sample", sample.string()},
                                      {"prefix", (folder / "spm").string()},
                                      {"settings", file.origin["settings"]}};
  UNMASK_TRY(writeFileWhole(jobFile, description.dump()));

  LogReader log(settings, job);
  UNMASK_ASSIGN(const ChildEnd end, runChild(
                                        program, {"tokenizer-child", jobFile.string()},
                                        [&](const std::string& line) { log.line(line); }, job));
  if (end.exitCode != 0) return failure(log.error(end));

  const fs::path modelFile = folder / "spm.model";
  UNMASK_ASSIGN(const std::string model, readFile(modelFile, uint64_t{256} << 20));
  UNMASK_ASSIGN(const auto tokenizer, SentencePieceTokenizer::load(model, modelFile.string()));
  file.hash = tokenizerHash(file.kind, model);
  file.pieces = tokenizer->pieces();
  file.origin["sample_bytes"] = taken.bytes;
  file.origin["sample_sentences"] = taken.sentences;
  file.origin["text_bytes"] = taken.allBytes;
  std::error_code error;
  if (fs::remove(sample, error) && fs::remove(jobFile, error)) return {};
  return failure(
      systemError(message(UNMASK_TEXT("core", "Cannot remove a file in %1: %2."), folder.string()),
                  error.value()));
}

}  // namespace

Status trainTokenizer(const TextSource& source, const TokenizerSettings& settings,
                      const std::string& name, const fs::path& folder, const fs::path& program,
                      JobControl& job) {
  UNMASK_TRY(validate(settings));
  UNMASK_TRY(refuseExisting(folder));
  UNMASK_ASSIGN(PartialFolder partial, PartialFolder::create(folder));
  TokenizerFile file;
  file.name = name;
  TokenizerSettings copy = settings;
  file.origin["settings"] = toJson(fieldsOf(copy));
  if (settings.type == "byte") {
    file.kind = TokenizerKind::byte;
    file.pieces = 256;
    file.hash = tokenizerHash(file.kind, {});
  } else if (settings.type == "char") {
    file.kind = TokenizerKind::character;
    UNMASK_ASSIGN(file.characters, distinctCharacters(source, job));
    if (file.characters.empty()) return failure(noText(name));
    file.pieces = static_cast<int64_t>(file.characters.size());
    file.hash = tokenizerHash(file.characters);
  } else {
    file.kind = settings.type == "bpe" ? TokenizerKind::bpe : TokenizerKind::unigram;
    UNMASK_TRY(trainPieces(source, settings, partial.path(), program, file, job));
  }
  UNMASK_TRY(writeTokenizerFile(partial.path(), file));
  if (job.cancelled()) return failure(cancelledError());
  return partial.commit();
}

Status importModel(const fs::path& model, const std::string& name, const fs::path& folder) {
  UNMASK_TRY(refuseExisting(folder));
  UNMASK_ASSIGN(const std::string bytes, readFile(model, uint64_t{256} << 20));
  UNMASK_ASSIGN(const auto tokenizer, SentencePieceTokenizer::load(bytes, model.string()));
  UNMASK_ASSIGN(PartialFolder partial, PartialFolder::create(folder));
  TokenizerFile file;
  file.kind = tokenizer->kind();
  file.name = name;
  file.hash = tokenizerHash(file.kind, bytes);
  file.pieces = tokenizer->pieces();
  file.origin = {{"opened_from", model.filename().string()}, {"lossless", tokenizer->lossless()}};
  UNMASK_TRY(writeFileWhole(partial.path() / "spm.model", bytes));
  UNMASK_TRY(writeTokenizerFile(partial.path(), file));
  return partial.commit();
}

}  // namespace unmask
