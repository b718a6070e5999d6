// Takes prompts from the sample's description or from the text itself.
#include "core/corpus/default_prompts.h"

#include "core/corpus/samples.h"

namespace unmask {

namespace {

// Cut to at most `bytes` bytes, at a word's end where there is one, else between two characters.
std::string shortened(std::string line, size_t bytes) {
  if (line.size() <= bytes) return line;
  size_t end = line.rfind(' ', bytes);
  if (end == std::string::npos || end == 0)
    for (end = bytes; end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80;) --end;
  line.resize(end);
  return line;
}

// The beginning of the first line of at least three words; in a text without any, of its first
// line.
std::string firstWords(const std::string& text, size_t bytes) {
  std::string first;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    const std::string line = text.substr(begin, end - begin);
    begin = end + 1;
    if (std::count(line.begin(), line.end(), ' ') >= 2) return shortened(line, bytes);
    if (first.empty()) first = line;
  }
  return shortened(first, bytes);
}

// One word hidden, or one character where pieces are characters: [MASK] stands for one piece.
std::string withMask(const std::string& sentence, TokenizerKind kind) {
  const size_t begin = sentence.rfind(' ', sentence.size() / 2 + 1);
  if (begin == std::string::npos) return "[MASK]";
  const size_t end = std::min(sentence.find(' ', begin + 1), sentence.size());
  const bool characters = kind == TokenizerKind::character || kind == TokenizerKind::byte;
  size_t rest = end;
  if (characters)
    for (rest = begin + 2;
         rest < sentence.size() && (static_cast<unsigned char>(sentence[rest]) & 0xC0) == 0x80;)
      ++rest;
  return sentence.substr(0, begin + 1) + "[MASK]" +
         sentence.substr(std::min(rest, sentence.size()));
}

}  // namespace

Result<std::vector<std::string>> defaultPrompts(const Corpus& corpus, const Tokenizer& tokenizer,
                                                const std::string& objective) {
  const bool masked = objective != "next-token";
  if (const SampleInfo* sample = findSample(corpus.info().sampleOf)) {
    const auto& prompts = masked ? sample->maskedPrompts : sample->prompts;
    return std::vector<std::string>(prompts.begin(), prompts.end());
  }
  if (corpus.documents() == 0) return std::vector<std::string>{};
  const uint64_t looked = std::min<uint64_t>(corpus.info().statistics.bytes, 4096);
  UNMASK_ASSIGN(const std::string text, corpus.bytes(0, looked));
  const std::string words = firstWords(text, masked ? 60 : 24);
  if (words.empty()) return std::vector<std::string>{};
  return std::vector<std::string>{masked ? withMask(words, tokenizer.kind()) : words};
}

}  // namespace unmask
