// Breaking words where QLabel does not.
//
// QLabel draws plain text itself, and keeps rich or selectable text in a document. For plain text
// the lines are laid out here; the document is told to break words. Both only where a word is too
// long: else QLabel does all.
#include "ui/widgets/wrapped_label.h"

#include <QPainter>
#include <QTextDocument>
#include <QTextLayout>
#include <cmath>

namespace unmask {

namespace {

// The lines of a plain text; its height.
double layOutLines(QTextLayout& layout, double width) {
  layout.beginLayout();
  double y = 0;
  for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
    line.setLineWidth(width);
    line.setPosition({0, y});
    y += line.height() + std::max(0.0, line.leading());
  }
  layout.endLayout();
  return y;
}

void prepareLayout(QTextLayout& layout, const QLabel& label) {
  QString text = label.text();
  layout.setText(text.replace('\n', QChar::LineSeparator));
  layout.setFont(label.font());
  QTextOption option(label.alignment() & Qt::AlignHorizontal_Mask);
  option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
  option.setTextDirection(label.layoutDirection());
  layout.setTextOption(option);
}

}  // namespace

WrappedLabel::WrappedLabel(const QString& text, QWidget* parent) : QLabel(text, parent) {
  setWordWrap(true);
}

void WrappedLabel::setKeptTogether(int letters) {
  together_ = letters;
  updateGeometry();
}

QSize WrappedLabel::minimumSizeHint() const {
  const QSize usual = QLabel::minimumSizeHint();
  if (!wordWrap()) return usual;
  return {std::min(usual.width(), together_ * fontMetrics().averageCharWidth()), usual.height()};
}

QSize WrappedLabel::sizeHint() const {
  const QSize usual = QLabel::sizeHint();
  constexpr int kLine = 80;  // letters: QLabel's own, but for long words
  const int most = kLine * fontMetrics().averageCharWidth();
  if (!wordWrap() || usual.width() <= most) return usual;
  return {most, heightForWidth(most)};
}

bool WrappedLabel::breaksWords(int width) const {
  return wordWrap() && QLabel::minimumSizeHint().width() > width;
}

// Whether there is a document, which then breaks words. QLabel sets it up with its first layout.
bool WrappedLabel::breakInDocument(int width) const {
  const int laidOut = QLabel::heightForWidth(width);
  auto* document = laidOut >= 0 ? findChild<QTextDocument*>() : nullptr;
  if (!document) return false;
  QTextOption option = document->defaultTextOption();
  if (option.wrapMode() != QTextOption::WrapAtWordBoundaryOrAnywhere) {
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    document->setDefaultTextOption(option);
  }
  return true;
}

int WrappedLabel::heightForWidth(int width) const {
  if (!breaksWords(width) || breakInDocument(width)) return QLabel::heightForWidth(width);
  QTextLayout layout;
  prepareLayout(layout, *this);
  const QSize around = size() - contentsRect().size() + QSize(2 * margin(), 2 * margin());
  return static_cast<int>(std::ceil(layOutLines(layout, std::max(1, width - around.width())))) +
         around.height();
}

void WrappedLabel::paintEvent(QPaintEvent* event) {
  if (!breaksWords(width()) || breakInDocument(width())) return QLabel::paintEvent(event);
  QPainter painter(this);
  drawFrame(&painter);
  const QRect room = contentsRect().adjusted(margin(), margin(), -margin(), -margin());
  QTextLayout layout;
  prepareLayout(layout, *this);
  const double height = layOutLines(layout, room.width());
  const double free = room.height() - height;
  const double above = alignment() & Qt::AlignTop      ? 0
                       : alignment() & Qt::AlignBottom ? free
                                                       : free / 2;
  painter.setPen(palette().color(foregroundRole()));
  layout.draw(&painter, QPointF(room.left(), room.top() + std::max(0.0, above)));
}

}  // namespace unmask
