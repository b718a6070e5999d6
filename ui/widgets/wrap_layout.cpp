// Breaking a row of parts into lines.
#include "ui/widgets/wrap_layout.h"

#include <QStyle>
#include <QWidget>
#include <algorithm>

#include "ui/theme/theme.h"

namespace unmask {

namespace {

int gap() {
  return theme().px(kSpaceS);
}

}  // namespace

int WrapLayout::lines(int width,
                      const std::function<void(QLayoutItem*, const QRect&)>& place) const {
  int x = 0, y = 0, high = 0;
  for (QLayoutItem* item : shown()) {
    const QSize size = item->sizeHint();
    if (x > 0 && x + size.width() > width) {
      x = 0;
      y += high + gap();
      high = 0;
    }
    place(item, {QPoint(x, y), QSize(std::min(size.width(), width), size.height())});
    x += size.width() + gap();
    high = std::max(high, size.height());
  }
  return y + high;
}

int WrapLayout::heightForWidth(int width) const {
  return lines(width, [](QLayoutItem*, const QRect&) {});
}

QSize WrapLayout::minimumSize() const {
  QSize least;
  for (const QLayoutItem* item : shown()) least = least.expandedTo(item->minimumSize());
  return least;
}

QSize WrapLayout::sizeHint() const {
  int width = 0, height = 0;
  for (const QLayoutItem* item : shown()) {
    width += item->sizeHint().width() + (width > 0 ? gap() : 0);
    height = std::max(height, item->sizeHint().height());
  }
  return {width, height};
}

void WrapLayout::setGeometry(const QRect& rect) {
  QLayout::setGeometry(rect);
  lines(rect.width(), [&](QLayoutItem* item, const QRect& at) {
    item->setGeometry(
        QStyle::visualRect(parentWidget()->layoutDirection(), rect, at.translated(rect.topLeft())));
  });
}

}  // namespace unmask
