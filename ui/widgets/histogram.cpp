// Painting bars; hovering one names it.
#include "ui/widgets/histogram.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

#include "ui/theme/theme.h"
#include "ui/widgets/words.h"

namespace unmask {

Histogram::Histogram(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  connect(&theme(), &Theme::changed, this, [this] { updateGeometry(); });
}

void Histogram::setBars(std::vector<Bar> bars, const QString& first, const QString& last) {
  bars_ = std::move(bars);
  first_ = first;
  last_ = last;
  QStringList described;
  for (const Bar& bar : bars_)
    if (bar.count > 0) described << tr("%1: %2").arg(bar.name, countText(bar.count));
  setAccessibleDescription(described.join(", "));
  update();
}

QSize Histogram::sizeHint() const {
  return {theme().px(200), theme().px(84)};
}

void Histogram::paintEvent(QPaintEvent*) {
  if (bars_.empty()) return;
  QPainter painter(this);
  const Palette& p = theme().palette();
  painter.setFont(theme().font(11));
  const int axis = painter.fontMetrics().height() + theme().px(4);
  const double plot = height() - axis;
  double most = 1;
  for (const Bar& bar : bars_) most = std::max(most, bar.count);
  const double width = static_cast<double>(this->width()) / static_cast<double>(bars_.size());
  for (size_t i = 0; i < bars_.size(); ++i) {
    if (bars_[i].count <= 0) continue;
    const double h = std::max(2.0, plot * bars_[i].count / most);
    const double gap = std::max(std::min(2.0, width / 6), (width - theme().px(36)) / 2);
    painter.fillRect(QRectF(static_cast<double>(i) * width + gap, plot - h, width - 2 * gap, h),
                     p.accent);
  }
  painter.fillRect(QRectF(0, plot, this->width(), 1), p.line);
  painter.setPen(p.secondary);
  const QRectF text(0, plot + theme().px(3), this->width(), axis);
  painter.drawText(text, Qt::AlignLeft | Qt::AlignTop, first_);
  painter.drawText(text, Qt::AlignRight | Qt::AlignTop, last_);
}

bool Histogram::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip && !bars_.empty()) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto at = std::clamp<qsizetype>(
        help->pos().x() * static_cast<qsizetype>(bars_.size()) / std::max(1, width()), 0,
        static_cast<qsizetype>(bars_.size()) - 1);
    const Bar& bar = bars_[static_cast<size_t>(at)];
    QToolTip::showText(help->globalPos(), tr("%1: %2").arg(bar.name, countText(bar.count)), this);
    return true;
  }
  return QWidget::event(event);
}

}  // namespace unmask
