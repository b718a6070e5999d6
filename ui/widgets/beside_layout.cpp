// Dividing the width among the parts.
#include "ui/widgets/beside_layout.h"

#include <algorithm>
#include <numeric>

#include "ui/theme/theme.h"

namespace unmask {

namespace {

int heightOf(const QLayoutItem* part, int width) {
  return part->hasHeightForWidth() ? part->heightForWidth(width) : part->sizeHint().height();
}

}  // namespace

int BesideLayout::gap() const {
  return theme().px(gapAt100_);
}

// Equal shares, but none below its part's least.
std::vector<int> BesideLayout::widths(int width) const {
  const auto parts = shown();
  int left = width - gap() * (static_cast<int>(parts.size()) - 1);
  int wanting = static_cast<int>(parts.size());
  std::vector<int> widths(parts.size(), 0);
  for (bool found = true; found && wanting > 0;) {
    found = false;
    for (size_t i = 0; i < parts.size(); ++i) {
      const int least = parts[i]->minimumSize().width();
      if (widths[i] > 0 || least * wanting <= left) continue;
      widths[i] = least;
      left -= least;
      --wanting;
      found = true;
    }
  }
  if (left < 0) return {};
  for (int& each : widths)
    if (each == 0) {
      each = left / wanting;
      left -= each;
      --wanting;
    }
  return widths;
}

int BesideLayout::heightForWidth(int width) const {
  const QMargins margins = contentsMargins();
  width -= margins.left() + margins.right();
  const auto parts = shown();
  const std::vector<int> each = widths(width);
  int height = 0;
  for (size_t i = 0; i < parts.size(); ++i)
    height = each.empty() ? height + heightOf(parts[i], width) + (i > 0 ? gap() : 0)
                          : std::max(height, heightOf(parts[i], each[i]));
  return height + margins.top() + margins.bottom();
}

QSize BesideLayout::minimumSize() const {
  QSize size(0, 0);
  for (const QLayoutItem* part : shown()) size = size.expandedTo(part->minimumSize());
  return size.grownBy(contentsMargins());
}

QSize BesideLayout::sizeHint() const {
  QSize size(0, 0);
  for (const QLayoutItem* part : shown()) size = size.expandedTo(part->sizeHint());
  return size.grownBy(contentsMargins());
}

void BesideLayout::setGeometry(const QRect& rect) {
  QLayout::setGeometry(rect);
  const QRect inside = rect.marginsRemoved(contentsMargins());
  const auto parts = shown();
  const std::vector<int> each = widths(inside.width());
  beside_ = !each.empty();
  QPoint at = inside.topLeft();
  for (size_t i = 0; i < parts.size(); ++i) {
    const int width = beside_ ? each[i] : inside.width();
    const int height = beside_ ? inside.height() : heightOf(parts[i], width);
    parts[i]->setGeometry(QRect(at, QSize(width, height)));
    at += beside_ ? QPoint(width + gap(), 0) : QPoint(0, height + gap());
  }
}

}  // namespace unmask
