// BART's corruptions, one after the other, on tokens that remember where they come from.
#include "core/pretext/denoising.h"

#include <algorithm>
#include <cmath>

#include "core/pretext/draw_distinct.h"

namespace unmask {

namespace {

constexpr size_t kNone = ~size_t{0};

// A token of the body as it is now: a piece of the window, or the mark of a span.
struct Token {
  int64_t id = 0;
  size_t source = kNone;  // in the window; kNone: a mark
  size_t span = kNone;    // the span that it marks
};

// ceil(count * rate), where 100 * .07 is 7.
size_t budget(size_t count, double rate) {
  return static_cast<size_t>(std::ceil(static_cast<double>(count) * rate - 1e-9));
}

class Corruption {
 public:
  Corruption(std::span<const int64_t> window, const DenoisingSettings& settings, TokenIds ids,
             RandomStream stream, Example& example)
      : settings_(settings), ids_(ids), stream_(stream), example_(example) {
    for (size_t i = 1; i + 1 < window.size(); ++i) body_.push_back({window[i], i, kNone});
  }

  void permuteSentences(const PieceMark& endsSentence);
  void infill(const WordMarks& wordMarks, size_t room);
  void maskTokens();
  void deleteTokens();
  void rotate();
  void finish(int64_t first, int64_t last);

 private:
  // The mark of a new span of a drawn length: [MASK], or a random piece.
  Token mark(uint64_t length) {
    Token token{ids_.mask(), kNone, spans_.size()};
    spans_.push_back({});
    spans_.back().length = length;
    if (settings_.random > 0 && stream_.bernoulli(settings_.random))
      token.id = static_cast<int64_t>(stream_.below(static_cast<uint64_t>(ids_.pieces)));
    return token;
  }
  // Hides the token behind a mark.
  void hide(const Token& token, const Token& behind, bool first) {
    const bool random = first && behind.id != ids_.mask();
    example_.trace[token.source].decision = random ? Decision::random : Decision::masked;
    spans_[behind.span].pieces.push_back(token.source);
  }
  std::vector<size_t> shownPieces() const {  // positions in body_
    std::vector<size_t> shown;
    for (size_t i = 0; i < body_.size(); ++i)
      if (body_[i].source != kNone) shown.push_back(i);
    return shown;
  }
  void putIn(size_t marks);

  const DenoisingSettings& settings_;
  const TokenIds ids_;
  RandomStream stream_;
  Example& example_;
  std::vector<Token> body_;
  std::vector<HiddenSpan> spans_;
};

void Corruption::permuteSentences(const PieceMark& endsSentence) {
  std::vector<int64_t> ids;
  for (const Token& token : body_) ids.push_back(token.id);
  const std::vector<size_t> ends = sentenceEnds(ids, endsSentence);
  const size_t count = ends.size(), moving = budget(count, settings_.permute);
  const std::vector<size_t> moved = drawDistinct(count, moving, stream_);
  const std::vector<size_t> exchange = drawDistinct(moving, moving, stream_);
  std::vector<size_t> order(count);
  for (size_t i = 0; i < count; ++i) order[i] = i;
  for (size_t i = 0; i < moving; ++i) order[moved[i]] = moved[exchange[i]];

  std::vector<Token> result;
  example_.decoder.sentences.resize(count);
  for (size_t place = 0; place < count; ++place) {
    const size_t begin = order[place] > 0 ? ends[order[place] - 1] : 0, end = ends[order[place]];
    example_.decoder.sentences[order[place]] = {begin + 1, end - begin, place};
    result.insert(result.end(), body_.begin() + static_cast<std::ptrdiff_t>(begin),
                  body_.begin() + static_cast<std::ptrdiff_t>(end));
  }
  result.insert(result.end(), body_.begin() + static_cast<std::ptrdiff_t>(result.size()),
                body_.end());
  body_ = std::move(result);
}

void Corruption::infill(const WordMarks& wordMarks, size_t room) {
  std::vector<int64_t> ids;
  for (const Token& token : body_) ids.push_back(token.id);
  const std::vector<bool> begins =
      settings_.wholeWord ? wordBegins(ids, wordMarks) : std::vector<bool>(ids.size(), true);
  std::vector<size_t> starts;
  for (size_t i = 0; i < begins.size(); ++i)
    if (begins[i]) starts.push_back(i);

  // Lengths until they cover the budget; the last is cut to it.
  const uint64_t wanted = budget(starts.size(), settings_.infill);
  const std::vector<double> distribution = spanLengthDistribution(settings_.poissonLambda);
  std::vector<uint64_t> lengths;
  size_t inserts = 0;
  for (uint64_t covered = 0; covered < wanted;) {
    double left = stream_.uniform();
    uint64_t length = 0;
    while (length + 1 < distribution.size() && left >= distribution[length])
      left -= distribution[length++];
    if (length == 0) {
      ++inserts;
      continue;
    }
    length = std::min(length, wanted - covered);
    covered += length;
    lengths.push_back(length);
  }

  std::vector<size_t> places = drawDistinct(starts.size(), lengths.size(), stream_);
  std::vector<Token> marks(body_.size());  // where a span starts, unless another removes it
  std::vector<bool> started(body_.size(), false), removed(body_.size(), false);
  for (size_t i = 0; i < places.size(); ++i) {
    const size_t start = starts[places[i]];
    marks[start] = mark(lengths[i]);
    started[start] = true;
  }
  for (size_t i = 0; i < places.size(); ++i) {
    uint64_t words = 1;
    for (size_t at = starts[places[i]] + 1; at < body_.size(); ++at) {
      if (begins[at] && ++words > lengths[i]) break;
      removed[at] = true;
    }
  }
  std::vector<Token> result;
  for (size_t i = 0; i < body_.size(); ++i) {
    const bool marked = started[i] && !removed[i];
    if (marked) result.push_back(marks[i]);
    if (!marked && !removed[i])
      result.push_back(body_[i]);
    else  // what is removed follows a mark without a gap
      hide(body_[i], result.back(), marked);
  }
  body_ = std::move(result);
  putIn(std::min(inserts, room - std::min(room, body_.size() + 2)));
}

// Zero-length spans: marks where nothing is missing, at random places.
void Corruption::putIn(size_t marks) {
  std::vector<bool> here(body_.size() + marks, false);
  for (const size_t place : drawDistinct(here.size(), marks, stream_)) here[place] = true;
  std::vector<Token> result;
  size_t next = 0;
  for (const bool put : here) result.push_back(put ? mark(0) : body_[next++]);
  body_ = std::move(result);
}

void Corruption::maskTokens() {
  const std::vector<size_t> shown = shownPieces();
  for (const size_t i : drawDistinct(shown.size(), budget(shown.size(), settings_.mask), stream_)) {
    const Token masked = mark(1);
    hide(body_[shown[i]], masked, true);
    body_[shown[i]] = masked;
  }
}

void Corruption::deleteTokens() {
  const std::vector<size_t> shown = shownPieces();
  std::vector<bool> gone(body_.size(), false);
  for (const size_t i :
       drawDistinct(shown.size(), budget(shown.size(), settings_.remove), stream_)) {
    gone[shown[i]] = true;
    example_.trace[body_[shown[i]].source].decision = Decision::deleted;
  }
  std::vector<Token> result;
  for (size_t i = 0; i < body_.size(); ++i)
    if (!gone[i]) result.push_back(body_[i]);
  body_ = std::move(result);
}

void Corruption::rotate() {
  if (!stream_.bernoulli(settings_.rotate) || body_.empty()) return;
  const size_t offset = stream_.below(body_.size());
  std::rotate(body_.begin(), body_.begin() + static_cast<std::ptrdiff_t>(offset), body_.end());
  example_.decoder.rotation = offset;
}

void Corruption::finish(int64_t first, int64_t last) {
  DecoderSide& decoder = example_.decoder;
  const auto add = [&](int64_t id, size_t source) {
    example_.inputIds.push_back(id);
    decoder.inputSources.push_back(source == kNone ? DecoderSide::kNowhere : source);
  };
  add(first, 0);
  for (const Token& token : body_) {
    if (token.span != kNone) spans_[token.span].input = example_.inputIds.size();
    add(token.id, token.source);
  }
  add(last, example_.pieces.size() - 1);
  std::ranges::stable_sort(spans_, {}, &HiddenSpan::input);
  decoder.spans = std::move(spans_);
}

}  // namespace

Example denoisingExample(std::span<const int64_t> window, const DenoisingSettings& settings,
                         TokenIds ids, const WordMarks& wordMarks, const PieceMark& endsSentence,
                         size_t room, RandomStream stream) {
  Example example;
  example.pieces.assign(window.begin(), window.end());
  example.trace.resize(window.size());
  if (window.size() < 2) return example;
  example.trace.front().decision = example.trace.back().decision = Decision::special;

  Corruption corruption(window, settings, ids, stream, example);
  if (settings.permute > 0) corruption.permuteSentences(endsSentence);
  if (settings.infill > 0) corruption.infill(wordMarks, room);
  if (settings.mask > 0) corruption.maskTokens();
  if (settings.remove > 0) corruption.deleteTokens();
  if (settings.rotate > 0) corruption.rotate();
  corruption.finish(window.front(), window.back());

  example.labels = example.pieces;
  for (size_t i = 0; i < window.size(); ++i) example.decoder.targetSources.push_back(i);
  example.decoder.inputIds.assign(1, window.back());
  example.decoder.inputIds.insert(example.decoder.inputIds.end(), window.begin(), window.end() - 1);
  return example;
}

PieceMark markOf(const std::vector<bool>& marks) {
  return [&marks](int64_t piece) {
    return piece >= 0 && static_cast<size_t>(piece) < marks.size() &&
           marks[static_cast<size_t>(piece)];
  };
}

std::vector<size_t> sentenceEnds(std::span<const int64_t> body, const PieceMark& endsSentence) {
  std::vector<size_t> ends;
  bool before = false;
  for (size_t i = 0; i < body.size(); ++i) {
    const bool end = endsSentence(body[i]) || i + 1 == body.size();
    if (end && !before) ends.push_back(i + 1);
    before = end;
  }
  return ends;
}

double expectedHidden(double infill, double lambda) {
  double free = 1, longer = 1;
  for (const double probability : spanLengthDistribution(lambda)) {
    longer -= probability;
    free *= 1 - infill / lambda * longer;
  }
  return 1 - free;
}

std::vector<double> spanLengthDistribution(double lambda) {
  std::vector<double> probabilities;
  double sum = 0;
  double term = std::exp(-lambda);
  for (double k = 1;; ++k) {
    probabilities.push_back(term);
    sum += term;
    if (term < 1e-7 && k > lambda) break;
    term *= lambda / k;
  }
  for (double& probability : probabilities) probability /= sum;
  return probabilities;
}

}  // namespace unmask
