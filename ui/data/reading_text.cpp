// Showing, colouring and copying.
#include "ui/data/reading_text.h"

#include <QMimeData>
#include <QTextBlock>
#include <QTextLayout>

#include "ui/theme/theme.h"

namespace unmask {

namespace {

constexpr int kMostLetters = 75;  // of a line

}  // namespace

ReadingText::ReadingText(QWidget* parent) : QTextEdit(parent) {
  setReadOnly(true);
  setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  setProperty("reading", true);
  setFrameShape(QFrame::NoFrame);
  setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
  setUndoRedoEnabled(false);
}

void ReadingText::show(ShownText text, bool pieces, std::vector<Stretch> hits) {
  shown_ = std::move(text);
  hits_ = std::move(hits);
  pieces_ = pieces;
  setFont(pieces_ ? theme().fixedFont(15) : theme().font(16));
  fitLines();
  setPlainText(shown_.text);
  colour();
}

// Lines longer than this are hard to follow back to the next one's begin.
void ReadingText::resizeEvent(QResizeEvent* event) {
  fitLines();
  QTextEdit::resizeEvent(event);
}

void ReadingText::fitLines() {
  const QFontMetrics metrics(font());
  const int most = kMostLetters * metrics.horizontalAdvance("abcdefghijklmnopqrstuvwxyz ") / 27;
  setLineWrapMode(QTextEdit::FixedPixelWidth);
  setLineWrapColumnOrWidth(std::min(most, viewport()->width()));
}

// As additional formats of the layout, which cost no editing of the document.
void ReadingText::colour() {
  const Palette& p = theme().palette();
  QTextCharFormat mark, fills[2], hit;
  mark.setForeground(p.secondary);
  fills[0].setBackground(p.kept.fill);
  fills[1].setBackground(p.sunken);
  hit.setBackground(p.random.fill);
  hit.setForeground(p.text);
  hit.setFontWeight(QFont::DemiBold);
  hit.setFontUnderline(true);

  QList<QTextLayout::FormatRange> ranges;  // over the whole text
  for (size_t i = 0; i < shown_.marks.size(); ++i) {
    const ShownText::Mark& m = shown_.marks[i];
    // The break that lets a line end behind a piece is no part of it.
    const auto length = static_cast<int>(pieces_ ? m.length - 1 : m.length);
    if (length > 0)
      ranges.append({static_cast<int>(m.shown), length, pieces_ ? fills[i % 2] : mark});
  }
  for (const Stretch& h : hits_) {
    const qsizetype begin = shown_.shownOf(h.begin), end = shown_.shownOf(h.begin + h.length);
    ranges.append({static_cast<int>(begin), static_cast<int>(end - begin), hit});
  }
  std::stable_sort(ranges.begin(), ranges.end(),
                   [](const auto& a, const auto& b) { return a.start < b.start; });

  qsizetype next = 0;
  for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
    const int begin = block.position(), end = begin + block.length();
    QList<QTextLayout::FormatRange> here;
    for (; next < ranges.size() && ranges[next].start < end; ++next) {
      QTextLayout::FormatRange range = ranges[next];
      range.start -= begin;
      here.append(range);
    }
    if (!here.isEmpty()) block.layout()->setFormats(here);
  }
  document()->markContentsDirty(0, document()->characterCount());
}

void ReadingText::selectSource(Stretch stretch) {
  QTextCursor cursor(document());
  cursor.setPosition(static_cast<int>(shown_.shownOf(stretch.begin)));
  cursor.setPosition(static_cast<int>(shown_.shownOf(stretch.begin + stretch.length)),
                     QTextCursor::KeepAnchor);
  setTextCursor(cursor);
  ensureCursorVisible();
}

QMimeData* ReadingText::createMimeDataFromSelection() const {
  const QTextCursor cursor = textCursor();
  const qsizetype begin = shown_.sourceOf(cursor.selectionStart());
  const qsizetype end = shown_.sourceOf(cursor.selectionEnd());
  auto* data = new QMimeData;
  data->setText(shown_.source.mid(begin, end - begin));
  return data;
}

}  // namespace unmask
