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
  std::vector<std::pair<QLayoutItem*, QRect>> line;
  // The parts of a line stand on one middle.
  const auto end = [&] {
    for (auto& [item, at] : line) place(item, at.translated(0, (high - at.height()) / 2));
    line.clear();
  };
  for (QLayoutItem* item : shown()) {
    QSize size = item->sizeHint();
    if (size.width() > width)  // it may have lines of its own
      size = {width, item->hasHeightForWidth() ? item->heightForWidth(width) : size.height()};
    if (x > 0 && x + size.width() > width) {
      end();
      x = 0;
      y += high + gap();
      high = 0;
    }
    line.emplace_back(item, QRect(QPoint(x, y), size));
    x += size.width() + gap();
    high = std::max(high, size.height());
  }
  end();
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
