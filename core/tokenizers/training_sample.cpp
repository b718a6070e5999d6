// Cutting and sampling the training text of a tokenizer.
#include "core/tokenizers/training_sample.h"

#include <cerrno>
#include <cstdio>

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
  UNMASK_TRY(source([&](std::string_view part) {
    forEachSentence(part, [&](std::string_view sentence) {
      if (!all && (!draws.bernoulli(share) || sample.bytes + sentence.size() > cap)) return;
      written = written &&
                std::fwrite(sentence.data(), 1, sentence.size(), file.get()) == sentence.size() &&
                std::fputc('\n', file.get()) != EOF;
      sample.bytes += sentence.size();
      ++sample.sentences;
    });
    job.add(part.size());
    return written && !job.cancelled();
  }));
  if (job.cancelled()) return failure(cancelledError());
  if (!written || std::fflush(file.get()) != 0) return cannotWrite();
  return sample;
}

}  // namespace unmask
