// Cutting and sampling the training text of a tokenizer.
#include "core/tokenizers/training_sample.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <unordered_map>

#include "core/base/files.h"
#include "core/base/random.h"
#include "core/tokenizers/utf8.h"

namespace unmask {

namespace {

constexpr size_t kLongestSentence = 4096;

// Length of the reserved character or line end that `text` begins with; 0 for none.
size_t breakLength(std::string_view text) {
  if (text[0] == '\n' || text[0] == '\0') return 1;
  return text.starts_with("\u2581") || text.starts_with("\u2585") ? 3 : 0;
}

// Calls take(sentence) for every sentence of `text`.
template <class Take>
void forEachSentence(std::string_view text, Take take) {
  size_t begin = 0;
  for (size_t i = 0; i <= text.size();) {
    const size_t gap = i < text.size() ? breakLength(text.substr(i, 3)) : 0;
    if (i == text.size() || gap > 0) {
      if (i > begin) take(text.substr(begin, i - begin));
      i += gap > 0 ? gap : 1;
      begin = i;
    } else if (i - begin == kLongestSentence) {
      const size_t end = begin + characterBoundary(text.substr(begin), kLongestSentence);
      take(text.substr(begin, end - begin));
      begin = end;
    } else {
      ++i;
    }
  }
}

// The words of the sample that occur more than once, each with its space, with and without the
// punctuation after it.
class RepeatedWords {
 public:
  void add(std::string_view sentence) {
    for (size_t begin = sentence.find(' '); begin != std::string_view::npos;) {
      const size_t end = sentence.find(' ', begin + 1);
      const std::string_view word = sentence.substr(begin, end - begin);
      count(word);
      const size_t bare = word.find_last_not_of(".,;:!?\"')") + 1;
      if (bare < word.size()) count(word.substr(0, bare));
      begin = end;
    }
  }
  std::vector<std::string> take() const {
    std::vector<std::string> words;
    for (const auto& [word, repeated] : seen_)
      if (repeated) words.push_back(word);
    std::sort(words.begin(), words.end());
    return words;
  }

 private:
  static constexpr size_t kLongest = 48, kMost = 500000;

  void count(std::string_view word) {
    if (word.size() < 3 || word.size() > kLongest) return;
    const auto found = seen_.find(std::string(word));
    if (found != seen_.end())
      found->second = true;
    else if (seen_.size() < kMost)
      seen_.emplace(word, false);
  }

  std::unordered_map<std::string, bool> seen_;
};

}  // namespace

Result<TrainingSample> writeTrainingSample(const TextSource& source,
                                           const TokenizerSettings& settings, const fs::path& path,
                                           JobControl& job) {
  TrainingSample sample;
  job.beginStage(message(UNMASK_TEXT("core", "Measuring the training text")));
  UNMASK_TRY(source([&](std::string_view part) {
    sample.allBytes += part.size();
    job.add(part.size());
    return !job.cancelled();
  }));
  if (job.cancelled()) return failure(cancelledError());

  const auto cannotWrite = [&] {
    return failure(
        systemError(message(UNMASK_TEXT("core", "Cannot write %1: %2."), path.string()), errno));
  };
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "wbe"),
                                                       std::fclose);
  if (!file) return cannotWrite();

  job.beginStage(message(UNMASK_TEXT("core", "Taking the training text")), sample.allBytes);
  const auto cap = static_cast<uint64_t>(settings.sampleBytes);
  const bool all = sample.allBytes <= cap;
  const double share = all ? 1 : static_cast<double>(cap) / static_cast<double>(sample.allBytes);
  RandomStream draws(static_cast<uint64_t>(settings.seed), Purpose::subset, 0, 0);
  bool written = true;
  const auto writeSentence = [&](std::string_view sentence) {
    written = written &&
              std::fwrite(sentence.data(), 1, sentence.size(), file.get()) == sentence.size() &&
              std::fputc('\n', file.get()) != EOF;
  };
  RepeatedWords words;
  bool hasSpace = false;
  UNMASK_TRY(source([&](std::string_view part) {
    forEachSentence(part, [&](std::string_view sentence) {
      if (!all && (!draws.bernoulli(share) || sample.bytes + sentence.size() > cap)) return;
      writeSentence(sentence);
      hasSpace = hasSpace || sentence.find(' ') != std::string_view::npos;
      if (settings.type == "unigram") words.add(sentence);
      sample.bytes += sentence.size();
      ++sample.sentences;
    });
    job.add(part.size());
    return written && !job.cancelled();
  }));
  if (job.cancelled()) return failure(cancelledError());
  for (const std::string& word : words.take()) writeSentence(word);
  if (sample.sentences > 0 && !hasSpace) writeSentence(" ");
  if (!written || std::fflush(file.get()) != 0) return cannotWrite();
  return sample;
}

}  // namespace unmask
