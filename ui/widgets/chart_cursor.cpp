// The line at the cursor and the exact values at it: what was logged, not what was thinned or
// smoothed for drawing.
#include <QAccessible>
#include <QPainter>
#include <cmath>

#include "ui/theme/theme.h"
#include "ui/widgets/chart.h"
#include "ui/widgets/chart_marker.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

constexpr int kMostLines = 12;  // of the read-out

}  // namespace

const ChartCurve* Chart::mainCurve() const {
  const ChartCurve* most = nullptr;
  for (const auto& [id, curve] : content_.curves)
    if (curve.points && !curve.points->empty() &&
        (!most || curve.points->size() > most->points->size()))
      most = &curve;
  return most;
}

double Chart::snapped(double x) const {
  const ChartCurve* curve = mainCurve();
  if (!curve) return x;
  const size_t index = curve->points->nearest(curve->x.toStep(x, link_->unit()));
  return curve->x.toX((*curve->points)[index].x(), link_->unit());
}

QString Chart::readout() const {
  if (!link_->cursor()) return {};
  const XUnit unit = link_->unit();
  QStringList lines;
  double mainStep = NAN;
  if (const ChartCurve* curve = mainCurve()) {
    const size_t index = curve->points->nearest(curve->x.toStep(*link_->cursor(), unit));
    mainStep = (*curve->points)[index].x();
  }
  if (unit == XUnit::step || std::isnan(mainStep))
    lines << tr("%1 %2", "step, its number").arg(xName(unit), xText(*link_->cursor(), unit));
  else
    lines << tr("%1 %2, step %3")
                 .arg(xName(unit), xText(*link_->cursor(), unit), countText(mainStep));
  for (const auto& [id, curve] : content_.curves) {
    if (!curve.points || curve.points->empty()) continue;
    if (lines.size() > kMostLines) {
      lines << tr("and more");
      break;
    }
    const double step = curve.x.toStep(*link_->cursor(), unit);
    const size_t index = curve.points->nearest(step);
    const QPointF& p = (*curve.points)[index];
    QString text = tr("%1 %2", "curve and its value").arg(curve.style.label, content_.text(p.y()));
    if (curve.points.get() != (mainCurve() ? mainCurve()->points.get() : nullptr) &&
        p.x() != mainStep)
      text = tr("%1 (step %2)").arg(text, countText(p.x()));
    lines << text;
  }
  for (const ChartPin& pin : content_.pins)
    if (pin.step == mainStep && lines.size() <= kMostLines) lines << pin.text;
  return lines.join('\n');
}

void Chart::sayReadout() {
  setAccessibleDescription(readout());
  QAccessibleEvent event(this, QAccessible::DescriptionChanged);
  QAccessible::updateAccessibility(&event);
}

void Chart::paintCursor(QPainter& painter) {
  if (!link_->cursor() || !mainCurve()) return;
  const double x = picture_.x.place(*link_->cursor());
  const QRectF& plot = picture_.plot;
  if (x < plot.left() - 1 || x > plot.right() + 1) return;
  const Palette& palette = theme().palette();
  painter.setPen(QPen(palette.secondary, 1));
  painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
  for (const auto& [id, curve] : content_.curves) {
    if (!curve.points || curve.points->empty()) continue;
    const size_t index = curve.points->nearest(curve.x.toStep(*link_->cursor(), link_->unit()));
    const QPointF& p = (*curve.points)[index];
    const double value = content_.inUnit(p.y());
    if (!std::isfinite(value)) continue;
    const QPointF at(picture_.x.place(curve.x.toX(p.x(), link_->unit())), picture_.y.place(value));
    if (!plot.adjusted(-1, -1, 1, 1).contains(at)) continue;
    paintMarker(painter, at, curve.style.run,
                palette.runs[static_cast<size_t>(curve.style.run) % palette.runs.size()],
                theme().px(3.4));
  }

  QStringList lines = readout().split('\n');
  if (content_.compact) {
    // The step is on the large chart; here the value alone fits.
    const ChartCurve& curve = *mainCurve();
    const size_t index = curve.points->nearest(curve.x.toStep(*link_->cursor(), link_->unit()));
    lines = {content_.text((*curve.points)[index].y())};
  } else if (!choosable_.isEmpty() && !chooseHint_.isEmpty()) {
    lines << chooseHint_;
  }
  const QFont font = theme().font(11.5), bold = theme().font(11.5, QFont::DemiBold);
  const QFontMetricsF metrics(font), boldMetrics(bold);
  double width = 0;
  for (qsizetype i = 0; i < lines.size(); ++i)
    width = std::max(width, (i == 0 ? boldMetrics : metrics).horizontalAdvance(lines[i]));
  const double padding = theme().px(content_.compact ? 3 : 7), line = metrics.height();
  QRectF box(0, 0, width + 2 * padding, line * static_cast<double>(lines.size()) + 2 * padding);
  const double gap = theme().px(8);
  box.moveTopLeft({x + gap, plot.top() + theme().px(content_.compact ? 0 : 4)});
  if (box.right() > this->width()) box.moveRight(x - gap);
  if (box.left() < 0) box.moveLeft(0);
  painter.setPen(QPen(palette.line, 1));
  painter.setBrush(palette.surface);
  painter.drawRoundedRect(box, theme().px(5), theme().px(5));
  double y = box.top() + padding + metrics.ascent();
  for (qsizetype i = 0; i < lines.size(); ++i) {
    const bool hint = i + 1 == lines.size() && lines[i] == chooseHint_;
    painter.setFont(i == 0 ? bold : font);
    painter.setPen(hint ? palette.secondary : palette.text);
    painter.drawText(QPointF(box.left() + padding, y), lines[i]);
    y += line;
  }
}

void Chart::paintHovered(QPainter& painter) {
  if (hovered_.isEmpty()) return;
  for (const BackgroundCurve& curve : background_->curves()) {
    if (curve.id != hovered_) continue;
    const Palette& palette = theme().palette();
    const QPolygonF line = placedLine(*curve.points, curve.x, scales());
    painter.save();
    painter.setClipRect(picture_.plot);
    painter.setPen(QPen(palette.accent, theme().px(2)));
    painter.drawPolyline(line);
    painter.restore();
    const QFont font = theme().font(11.5, QFont::DemiBold);
    const QFontMetricsF metrics(font);
    painter.setFont(font);
    const QString text = tr("%1 %2", "curve and its last value")
                             .arg(curve.label, content_.text(curve.points->back().y()));
    QRectF box(
        QPointF(picture_.plot.left() + theme().px(8),
                picture_.plot.bottom() - metrics.height() - theme().px(14)),
        QSizeF(metrics.horizontalAdvance(text) + theme().px(12), metrics.height() + theme().px(6)));
    painter.setPen(QPen(palette.line, 1));
    painter.setBrush(palette.surface);
    painter.drawRoundedRect(box, theme().px(5), theme().px(5));
    painter.setPen(palette.accent);
    painter.drawText(box, Qt::AlignCenter, text);
  }
}

void Chart::moveCursor(int points) {
  const ChartCurve* curve = mainCurve();
  if (!curve) return;
  const XUnit unit = link_->unit();
  const auto& all = *curve->points;
  auto index = static_cast<std::ptrdiff_t>(
      link_->cursor() ? all.nearest(curve->x.toStep(*link_->cursor(), unit))
                      : all.nearest(curve->x.toStep(picture().x.values.high, unit)));
  if (link_->cursor()) index += points;
  index = std::clamp<std::ptrdiff_t>(index, 0, static_cast<std::ptrdiff_t>(all.size()) - 1);
  const double x = curve->x.toX(all[static_cast<size_t>(index)].x(), unit);
  // The sight follows the cursor out of the plot.
  if (const auto& range = link_->range(); range && (x < range->low || x > range->high)) {
    const double by = x < range->low ? x - range->low : x - range->high;
    link_->setRange(Range{range->low + by, range->high + by});
  }
  link_->setCursor(x);
  sayReadout();
}

void Chart::moveToPin(int direction) {
  const ChartCurve* curve = mainCurve();
  if (!curve || content_.pins.empty()) return;
  const double now = link_->cursor()
                         ? curve->x.toStep(*link_->cursor(), link_->unit())
                         : (direction > 0 ? -1.0 : std::numeric_limits<double>::infinity());
  const ChartPin* found = nullptr;
  for (const ChartPin& pin : content_.pins) {
    if (direction > 0 && pin.step > now && !found) found = &pin;
    if (direction < 0 && pin.step < now) found = &pin;
  }
  if (!found) return;
  link_->setCursor(curve->x.toX(found->step, link_->unit()));
  sayReadout();
}

}  // namespace unmask
