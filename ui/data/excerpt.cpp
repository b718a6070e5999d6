// Reading, cutting at characters, and making the shown text.
#include "ui/data/excerpt.h"

#include <algorithm>

#include "core/tokenizers/utf8.h"

namespace unmask {

namespace {

constexpr uint64_t kLookBack = 4096;

// Where pieces may begin: before the last space or line end in front of `begin`, so that they are
// those that the whole document has (tokenizers of words cut there).
Result<uint64_t> pieceBoundary(const ExcerptRequest& request, uint64_t begin) {
  if (begin == 0) return 0;
  const uint64_t from = begin - std::min(begin, kLookBack);
  UNMASK_ASSIGN(const std::string before,
                request.corpus->text(request.document, from, begin - from + 1));
  const size_t at = before.find_last_of(" \n\t");
  return at == std::string::npos ? begin : from + at;
}

ShownText inPieces(const Tokenizer& tokenizer, const std::string& text, uint64_t& pieces) {
  const Encoding encoding = tokenizer.encode(text);
  pieces = encoding.ids.size();
  ShownText shown;
  shown.source = QString::fromStdString(text);
  size_t byte = 0;
  qsizetype source = 0;
  for (size_t i = 0; i < encoding.ids.size(); ++i) {
    const size_t width = std::min<size_t>(encoding.bytes[i], text.size() - byte);
    // In UTF-16: a character whose bytes are apart belongs to the piece with its first byte.
    qsizetype units = 0;
    for (size_t k = byte; k < byte + width; ++k)
      if (!continuesCharacter(text[k]))
        units += static_cast<unsigned char>(text[k]) >= 0xF0 ? 2 : 1;
    byte += width;
    const QString piece =
        oneLine(QString::fromStdString(displayPiece(tokenizer, encoding.ids[i]))) + QChar(0x200B);
    shown.marks.push_back({shown.text.size(), piece.size(), source, units});
    shown.text += piece;
    // What follows a line end begins a line, as in the text.
    if (width > 0 && text[byte - 1] == '\n' && shown.source.size() > source + units) {
      shown.marks.push_back({shown.text.size(), 1, source + units, 0});
      shown.text += QChar('\n');
    }
    source += units;
  }
  return shown;
}

}  // namespace

Result<Excerpt> readExcerpt(const ExcerptRequest& request) {
  const Corpus& corpus = *request.corpus;
  Excerpt excerpt;
  excerpt.document = request.document;
  UNMASK_ASSIGN(excerpt.documentBytes, corpus.documentBytes(request.document));
  const uint64_t wanted = request.tokenizer ? kShownPieceBytes : kShownBytes;
  uint64_t begin = std::min(request.begin, excerpt.documentBytes);
  if (excerpt.documentBytes <= wanted) begin = 0;
  if (request.tokenizer) {
    UNMASK_ASSIGN(begin, pieceBoundary(request, begin));
  }
  UNMASK_ASSIGN(std::string text, corpus.text(request.document, begin, wanted));
  size_t cut = 0;
  while (begin > 0 && cut < 3 && cut < text.size() && continuesCharacter(text[cut])) ++cut;
  text.erase(0, cut);
  begin += cut;
  if (begin + text.size() < excerpt.documentBytes && text.size() > 4) {
    size_t end = text.size() - 1;  // the last character may go on behind what was read
    while (end > 0 && text.size() - end < 4 && continuesCharacter(text[end])) --end;
    const CodePoint last = decodeOne(text.data() + end, text.data() + text.size());
    if (last.kind == Utf8::cutOff) text.resize(end);
  }
  excerpt.begin = begin;
  excerpt.bytes = text.size();
  excerpt.characters = static_cast<uint64_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !continuesCharacter(c); }));
  excerpt.shown = request.tokenizer ? inPieces(*request.tokenizer, text, excerpt.pieces)
                                    : shownText(QString::fromStdString(text), request.invisible);

  const auto stretch = [&](size_t from, size_t bytes) {
    const auto units = [&](size_t a, size_t b) {
      return QString::fromUtf8(text.data() + a, static_cast<qsizetype>(b - a)).size();
    };
    return ReadingText::Stretch{units(0, from), units(from, from + bytes)};
  };
  constexpr size_t kMarkedHits = 1000;
  if (request.pattern)
    for (size_t at = 0; excerpt.hits.size() < kMarkedHits;) {
      const auto match = request.pattern->find(text, at);
      if (!match) break;
      excerpt.hits.push_back(stretch(match->begin, match->bytes));
      at = match->begin + match->bytes;
    }
  if (request.selectBytes > 0 && request.select >= begin &&
      request.select + request.selectBytes <= begin + text.size())
    excerpt.selected = stretch(request.select - begin, request.selectBytes);
  return excerpt;
}

}  // namespace unmask
