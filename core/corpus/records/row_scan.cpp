// A state machine over the characters of one row.
#include "core/corpus/records/row_scan.h"

namespace unmask {

void RowScan::begin() {
  state_ = State::cellBegins;
  at_ = cellBegin_ = 0;
  cells_.clear();
}

// Blanks may stand before an opening quote: `1, "two"`.
RowScan::Found RowScan::beginCell(std::string_view text, bool last) {
  cellBegin_ = at_;
  size_t quote = at_;
  if (quoted_)
    while (quote < text.size() &&
           (text[quote] == ' ' || (text[quote] == '\t' && delimiter_ != '\t')))
      ++quote;
  if (quoted_ && quote == text.size() && !last) return Found::more;
  if (quoted_ && quote < text.size() && text[quote] == '"') {
    state_ = State::inQuotes;
    at_ = quote + 1;
    cell_ = {at_, at_, true, false};
  } else {
    state_ = State::plain;
    cell_ = {at_, at_, false, false};
  }
  return Found::row;
}

RowScan::Found RowScan::readQuoted(std::string_view text, bool last) {
  while (true) {
    const size_t quote = text.find('"', at_);
    if (quote == std::string_view::npos) {
      at_ = text.size();
      return last ? Found::openQuote : Found::more;
    }
    at_ = quote;
    if (quote + 1 == text.size() && !last) return Found::more;
    if (quote + 1 == text.size() || text[quote + 1] != '"') break;
    cell_.doubled = true;
    at_ = quote + 2;
  }
  cell_.end = at_++;
  state_ = State::closed;
  return Found::row;
}

// ` "Hello", she said`: with blanks before it the quote may be the text's own.
bool RowScan::takeAsPlain() {
  if (!cell_.quoted || cell_.begin == cellBegin_ + 1) return false;
  state_ = State::plain;
  at_ = cellBegin_;
  cell_ = {at_, at_, false, false};
  return true;
}

// At the delimiter or the row's end, or at what may not follow a closing quote.
RowScan::Found RowScan::endCell(std::string_view text, bool last, bool& rowEnded) {
  if (state_ == State::closed)
    while (at_ < text.size() && (text[at_] == ' ' || (text[at_] == '\t' && delimiter_ != '\t')))
      ++at_;
  if (state_ == State::plain) {
    const bool oneColumn = delimiter_ == kOneColumn;
    while (at_ < text.size() && text[at_] != '\n' && text[at_] != '\r' &&
           (oneColumn || text[at_] != delimiter_))
      ++at_;
    cell_.end = at_;
  }
  rowEnded = at_ == text.size() || text[at_] == '\n' || text[at_] == '\r';
  if (at_ == text.size() && !last) return Found::more;
  // Whether a CR has its LF is known only from what follows.
  if (at_ + 1 == text.size() && text[at_] == '\r' && !last) return Found::more;
  if (!rowEnded && (text[at_] != delimiter_ || delimiter_ == kOneColumn)) return Found::afterQuote;
  cells_.push_back(cell_);
  if (at_ < text.size() && ++at_ < text.size() && text[at_ - 1] == '\r' && text[at_] == '\n') ++at_;
  state_ = State::cellBegins;
  return cells_.size() > kMostCells ? Found::tooManyCells : Found::row;
}

RowScan::Found RowScan::scan(std::string_view text, bool last) {
  while (true) {
    bool rowEnded = false;
    if (state_ == State::cellBegins) {
      if (const Found found = beginCell(text, last); found != Found::row) return found;
    }
    Found found = state_ == State::inQuotes ? readQuoted(text, last) : Found::row;
    if (found == Found::row) found = endCell(text, last, rowEnded);
    if (found == Found::openQuote || found == Found::afterQuote) {
      if (takeAsPlain()) continue;
      return found;
    }
    if (found != Found::row || rowEnded) return found;
  }
}

std::string RowScan::cell(std::string_view text, size_t i) const {
  const Cell& cell = cells_[i];
  std::string out(text.substr(cell.begin, cell.end - cell.begin));
  if (!cell.doubled) return out;
  size_t to = 0;
  for (size_t from = 0; from < out.size(); ++from) {
    out[to++] = out[from];
    if (out[from] == '"') ++from;  // the second of the two
  }
  out.resize(to);
  return out;
}

bool RowScan::blank() const {
  return cells_.size() == 1 && !cells_[0].quoted && cells_[0].begin == cells_[0].end;
}

}  // namespace unmask
