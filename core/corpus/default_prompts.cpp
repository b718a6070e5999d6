// Takes prompts from the sample's description or from the text itself.
#include "core/corpus/default_prompts.h"

#include <algorithm>

#include "core/corpus/samples.h"
#include "core/tokenizers/utf8.h"

namespace unmask {

namespace {

constexpr uint64_t kLooked = 4096;  // bytes read for a prompt

bool continues(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

// Cut to at most `bytes` bytes, at a word's end where there is one, else between two characters.
std::string shortened(std::string line, size_t bytes) {
  if (line.size() <= bytes) return line;
  size_t end = line.rfind(' ', bytes);
  if (end == std::string::npos || end == 0)
    for (end = bytes; end > 0 && continues(line[end]);) --end;
  line.resize(end);
  return line;
}

// The beginning of the first line of at least three words; in a text without any, of its first
// line that is not blank.
std::string firstWords(const std::string& text, size_t bytes) {
  std::string first;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    const size_t ink = std::min(text.find_first_not_of(" \t\r", begin), end);
    const std::string line = text.substr(ink, end - ink);
    begin = end + 1;
    if (std::count(line.begin(), line.end(), ' ') >= 2) return shortened(line, bytes);
    if (first.empty()) first = line;
  }
  return shortened(first, bytes);
}

struct Stretch {
  size_t begin = 0, end = 0;  // bytes of a sentence
  bool empty() const { return begin == end; }
};

// The words after a space, without the punctuation behind them: from the middle to the beginning,
// then those after it.
std::vector<Stretch> wordsFromTheMiddle(const std::string& sentence) {
  std::vector<Stretch> words;
  for (size_t at = sentence.find(' '); at != std::string::npos; at = sentence.find(' ', at + 1)) {
    const std::string word = sentence.substr(at + 1, sentence.find(' ', at + 1) - at - 1);
    const size_t bare = word.find_last_not_of(".,;:!?\"')") + 1;
    if (bare > 0) words.push_back({at + 1, at + 1 + bare});
  }
  const size_t middle = sentence.size() / 2 + 2;
  const auto fromMiddle = [middle](const Stretch& word) {
    const bool after = word.begin > middle;
    return std::pair(after, after ? word.begin - middle : middle - word.begin);
  };
  std::ranges::stable_sort(words, {}, fromMiddle);
  return words;
}

// The piece in the middle of a sentence without spaces; of a character in bytes, all of it.
Stretch middlePiece(const std::string& sentence, const Tokenizer& tokenizer) {
  const Encoding encoding = tokenizer.encode(sentence);
  Stretch piece;
  for (const uint32_t bytes : encoding.bytes) {
    piece = {piece.end, piece.end + bytes};
    if (2 * piece.end > sentence.size()) break;
  }
  while (piece.begin > 0 && continues(sentence[piece.begin])) --piece.begin;
  while (piece.end < sentence.size() && continues(sentence[piece.end])) ++piece.end;
  return piece;
}

// What [MASK], which stands for one piece, is to hide: a word that is one piece, near the middle;
// the first character of one where pieces are characters.
Stretch toHide(const std::string& sentence, const Tokenizer& tokenizer) {
  const std::vector<Stretch> words = wordsFromTheMiddle(sentence);
  if (words.empty()) return middlePiece(sentence, tokenizer);
  Stretch word = words.front();
  if (tokenizer.kind() == TokenizerKind::character || tokenizer.kind() == TokenizerKind::byte) {
    for (word.end = word.begin + 1; word.end < sentence.size() && continues(sentence[word.end]);)
      ++word.end;
    return word;
  }
  for (const Stretch& other : words) {
    const std::string spaced = sentence.substr(other.begin - 1, other.end - other.begin + 1);
    if (tokenizer.encode(spaced).ids.size() == 1) return other;
  }
  return word;
}

std::string withMask(const std::string& sentence, const Tokenizer& tokenizer) {
  const Stretch hidden = toHide(sentence, tokenizer);
  return sentence.substr(0, hidden.begin) + "[MASK]" + sentence.substr(hidden.end);
}

// From the first whole line at or after `begin`.
Result<std::string> wordsAt(const Corpus& corpus, uint64_t begin, size_t bytes) {
  const uint64_t looked = std::min(corpus.info().statistics.bytes - begin, kLooked);
  UNMASK_ASSIGN(std::string text, corpus.bytes(begin, looked));
  text.resize(validPrefix(text));  // not the beginning of a character
  if (begin > 0) text.erase(0, text.find('\n'));  // all of it where no line begins
  return firstWords(text, bytes);
}

}  // namespace

Result<std::vector<std::string>> defaultPrompts(const Corpus& corpus, const Tokenizer& tokenizer,
                                                const std::string& objective) {
  const bool masked = objective != "next-token";
  if (const SampleInfo* sample = findSample(corpus.info().sampleOf)) {
    const auto& prompts = masked ? sample->maskedPrompts : sample->prompts;
    return std::vector<std::string>(prompts.begin(), prompts.end());
  }
  std::vector<std::string> prompts;
  if (corpus.documents() == 0) return prompts;
  const uint64_t size = corpus.info().statistics.bytes;
  const uint64_t places = size >= 3 * kLooked ? 3 : 1;
  for (uint64_t i = 0; i < places; ++i) {
    UNMASK_ASSIGN(const std::string words, wordsAt(corpus, size / places * i, masked ? 60 : 24));
    const std::string prompt = masked && !words.empty() ? withMask(words, tokenizer) : words;
    if (!words.empty() && std::ranges::find(prompts, prompt) == prompts.end())
      prompts.push_back(prompt);
  }
  return prompts;
}

Result<std::string> exampleSentence(const Corpus& corpus) {
  if (corpus.documents() == 0) return std::string();
  return wordsAt(corpus, 0, 60);
}

}  // namespace unmask
