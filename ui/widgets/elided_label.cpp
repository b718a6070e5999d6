// Painting what there is room for.
#include "ui/widgets/elided_label.h"

#include <QPainter>

namespace unmask {

ElidedLabel::ElidedLabel(const char* role, QWidget* parent) : QLabel(parent) {
  setTextFormat(Qt::PlainText);
  setIndent(0);
  setProperty("role", role);
  setProperty("elides", true);
}

QSize ElidedLabel::minimumSizeHint() const {
  constexpr int kLetters = 8;
  const QSize usual = QLabel::minimumSizeHint();
  return {std::min(usual.width(), kLetters * fontMetrics().averageCharWidth()), usual.height()};
}

void ElidedLabel::paintEvent(QPaintEvent*) {
  const QString shown = fontMetrics().elidedText(text(), Qt::ElideRight, contentsRect().width());
  setToolTip(shown == text() ? QString() : text());
  QPainter painter(this);
  painter.setPen(palette().color(foregroundRole()));
  painter.drawText(contentsRect(), static_cast<int>(alignment()) | Qt::TextSingleLine, shown);
}

}  // namespace unmask
