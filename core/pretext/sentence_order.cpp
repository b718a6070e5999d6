// Following the input along the target, and comparing sentences.
#include "core/pretext/sentence_order.h"

#include <algorithm>

namespace unmask {

namespace {

using Tokens = std::span<const int64_t>;

// The window without [CLS] and [SEP].
Tokens bodyOf(const Example& example) {
  return Tokens(example.pieces).subspan(1, example.pieces.size() - 2);
}

std::vector<Tokens> sentencesOf(Tokens body, const PieceMark& endsSentence) {
  std::vector<Tokens> sentences;
  size_t begin = 0;
  for (const size_t end : sentenceEnds(body, endsSentence)) {
    sentences.push_back(body.subspan(begin, end - begin));
    begin = end;
  }
  return sentences;
}

double likeness(Tokens a, Tokens b) {
  std::vector<size_t> longest(b.size() + 1);  // of what was seen of a, and the first j of b
  for (const int64_t token : a) {
    size_t before = 0;
    for (size_t j = 0; j < b.size(); ++j) {
      const size_t joined = token == b[j] ? before + 1 : longest[j];
      before = longest[j + 1];
      longest[j + 1] = std::max(joined, before);
    }
  }
  return 2 * static_cast<double>(longest.back()) / static_cast<double>(a.size() + b.size());
}

}  // namespace

std::vector<int64_t> copiedAnswers(const Example& example) {
  const DecoderSide& decoder = example.decoder;
  std::vector<size_t> after(example.pieces.size(), 0);  // of a piece: what follows it; 0: no trace
  for (size_t i = 0; i < decoder.inputSources.size(); ++i)
    if (decoder.inputSources[i] != DecoderSide::kNowhere) after[decoder.inputSources[i]] = i + 1;
  for (const HiddenSpan& span : decoder.spans)
    for (const size_t piece : span.pieces)
      if (span.input != HiddenSpan::kGone) after[piece] = span.input + 1;
  std::vector<int64_t> answers;
  size_t next = 0;
  for (const size_t source : decoder.targetSources) {
    if (source == DecoderSide::kNowhere) break;  // padding
    answers.push_back(next < example.inputIds.size() ? example.inputIds[next] : kNoLoss);
    if (after[source] > 0) next = after[source];
  }
  return answers;
}

bool outOfOrder(const Example& example, const PieceMark& endsSentence) {
  if (example.pieces.size() < 2) return false;
  std::vector<size_t> shown;
  std::vector<int64_t> copy;  // what the input has between [CLS] and [SEP]
  for (size_t i = 1; i < example.decoder.inputSources.size(); ++i) {
    const size_t source = example.decoder.inputSources[i];
    if (source + 1 == example.pieces.size()) break;
    if (source != DecoderSide::kNowhere) shown.push_back(source);
    copy.push_back(example.inputIds[i]);
  }
  return !std::ranges::is_sorted(shown) && !inOrder(bodyOf(example), copy, endsSentence);
}

bool inOrder(Tokens body, Tokens written, const PieceMark& endsSentence) {
  const std::vector<Tokens> own = sentencesOf(body, endsSentence);
  const std::vector<Tokens> found = sentencesOf(written, endsSentence);
  if (own.size() != found.size()) return false;
  for (size_t i = 0; i < own.size(); ++i) {
    const double here = likeness(found[i], own[i]);
    for (const Tokens& other : own)
      if (!std::ranges::equal(other, own[i]) && likeness(found[i], other) >= here) return false;
  }
  return true;
}

}  // namespace unmask
