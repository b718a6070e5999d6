// Painting a laid-out chart.
#include "ui/widgets/chart_picture.h"

#include <QFontMetricsF>
#include <QPainter>
#include <cmath>

#include "ui/theme/theme.h"

namespace unmask {

namespace {

// A line with gaps where it has no value; a point between two gaps is a dot.
void paintLine(QPainter& painter, const ChartPicture::Line& line) {
  QPen pen(line.color, line.width, Qt::SolidLine, Qt::FlatCap, Qt::BevelJoin);
  if (line.dashed) pen.setDashPattern({4, 2.5});
  painter.setPen(pen);
  painter.setBrush(Qt::NoBrush);
  qsizetype begin = 0;
  const auto finish = [&](qsizetype end) {
    if (end - begin >= 2)
      painter.drawPolyline(line.points.constData() + begin, static_cast<int>(end - begin));
    else if (end > begin)
      painter.fillRect(QRectF(line.points[begin] - QPointF(line.width, line.width),
                              QSizeF(2 * line.width, 2 * line.width)),
                       line.color);
    begin = end + 1;
  };
  for (qsizetype i = 0; i < line.points.size(); ++i)
    if (std::isnan(line.points[i].y())) finish(i);
  finish(line.points.size());
}

void paintTicks(QPainter& painter, const ChartPicture& picture, const Palette& palette,
                const QFontMetricsF& metrics, bool labelled) {
  const QRectF& plot = picture.plot;
  for (const Tick& tick : picture.yTicks) {
    const double y = std::round(picture.y.place(tick.value)) + 0.5;
    painter.setPen(QPen(palette.line, 1));
    painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
    painter.setPen(palette.secondary);
    painter.drawText(QPointF(plot.left() - theme().px(8) - metrics.horizontalAdvance(tick.text),
                             y + metrics.ascent() / 2 - 1),
                     tick.text);
  }
  if (!labelled) return;
  painter.setPen(QPen(palette.line, 1));
  painter.drawLine(plot.bottomLeft(), plot.bottomRight());
  // The tick nearest to the middle says what x is.
  size_t middle = 0;
  const auto fromMiddle = [&](size_t i) {
    return std::fabs(picture.x.place(picture.xTicks[i].value) - plot.center().x());
  };
  for (size_t i = 1; i < picture.xTicks.size(); ++i)
    if (fromMiddle(i) < fromMiddle(middle)) middle = i;
  painter.setPen(palette.secondary);
  double free = 0;
  const double right = picture.size.width();
  for (size_t i = 0; i < picture.xTicks.size(); ++i) {
    const Tick& tick = picture.xTicks[i];
    const QString text = i == middle ? xName(picture.unit) + " " + tick.text : tick.text;
    const double width = metrics.horizontalAdvance(text);
    const double left =
        std::min(picture.x.place(tick.value) - width / 2, right - width - theme().px(2));
    if (left < free) continue;
    painter.drawText(QPointF(left, plot.bottom() + theme().px(10) + metrics.ascent()), text);
    free = left + width + theme().px(10);
  }
}

void paintReference(QPainter& painter, const ChartPicture& picture, const Palette& palette,
                    const QFontMetricsF& metrics, double unit, bool labelled) {
  const QRectF& plot = picture.plot;
  const double y = *picture.reference;
  QPen pen(palette.secondary, 1.2 * unit);
  pen.setDashPattern({5, 4});
  painter.setPen(pen);
  painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
  if (!labelled) return;
  const double width = metrics.horizontalAdvance(picture.referenceText);
  const bool above = y - metrics.height() - 2 >= plot.top() - theme().px(9);
  painter.drawText(
      QPointF(plot.right() - width - theme().px(4),
              above ? y - metrics.descent() - theme().px(2) : y + metrics.ascent() + theme().px(2)),
      picture.referenceText);
}

}  // namespace

void paintMarker(QPainter& painter, QPointF at, int run, const QColor& color, double size) {
  painter.setPen(QPen(color, std::max(1.0, size / 3), Qt::SolidLine, Qt::RoundCap, Qt::MiterJoin));
  painter.setBrush(color);
  const double r = size;
  const auto shape = [&](std::initializer_list<QPointF> corners) {
    QPolygonF polygon;
    for (const QPointF& corner : corners) polygon << at + r * corner;
    painter.drawPolygon(polygon);
  };
  switch (run % 7) {
    case 0:
      painter.drawEllipse(at, 0.9 * r, 0.9 * r);
      break;
    case 1:
      shape({{-0.8, -0.8}, {0.8, -0.8}, {0.8, 0.8}, {-0.8, 0.8}});
      break;
    case 2:
      shape({{0, -1.1}, {1, 0.8}, {-1, 0.8}});
      break;
    case 3:
      shape({{0, -1.2}, {1.1, 0}, {0, 1.2}, {-1.1, 0}});
      break;
    case 4:
      painter.drawLine(at + QPointF(-r, -r), at + QPointF(r, r));
      painter.drawLine(at + QPointF(-r, r), at + QPointF(r, -r));
      break;
    case 5:
      painter.drawLine(at + QPointF(-1.2 * r, 0), at + QPointF(1.2 * r, 0));
      painter.drawLine(at + QPointF(0, -1.2 * r), at + QPointF(0, 1.2 * r));
      break;
    case 6:
      shape({{0, 1.1}, {1, -0.8}, {-1, -0.8}});
      break;
  }
}

void paint(QPainter& painter, const ChartPicture& picture, const Palette& palette,
           const QImage& behind) {
  const QRectF& plot = picture.plot;
  if (plot.width() < 10 || plot.height() < 10) return;
  const double unit = theme().scalePercent() / 100.0;
  const bool labelled =
      !picture.ends.empty() || plot.bottom() < picture.size.height() - theme().px(8);
  const QFont small = theme().font(11);
  const QFontMetricsF metrics(small);
  if (!picture.title.isEmpty()) {
    const QFont bold = theme().font(14, QFont::DemiBold);
    const QFontMetricsF title(bold);
    painter.setFont(bold);
    painter.setPen(palette.text);
    painter.drawText(QPointF(theme().px(14), theme().px(10) + title.ascent()), picture.title);
    painter.setFont(small);
    painter.setPen(palette.secondary);
    painter.drawText(QPointF(theme().px(14), theme().px(10) + title.height() + metrics.ascent()),
                     picture.valueName);
  }
  painter.setFont(small);
  painter.setRenderHint(QPainter::Antialiasing, false);
  paintTicks(painter, picture, palette, metrics, labelled);
  if (!behind.isNull()) painter.drawImage(plot, behind);

  painter.save();
  painter.setClipRect(plot.adjusted(-1, -2, 1, 2));
  painter.setRenderHint(QPainter::Antialiasing, true);
  for (const auto& line : picture.lines) paintLine(painter, line);
  painter.restore();

  painter.setRenderHint(QPainter::Antialiasing, false);
  if (picture.reference) paintReference(painter, picture, palette, metrics, unit, labelled);
  painter.setRenderHint(QPainter::Antialiasing, true);
  for (const auto& marker : picture.markers)
    paintMarker(painter, marker.at, marker.run, marker.color, 3.6 * unit);

  // Values without a place hang from the top edge.
  const double size = 4.5 * unit;
  painter.setPen(Qt::NoPen);
  painter.setBrush(palette.masked.ink);
  for (const double x : picture.marks)
    painter.drawPolygon(
        QPolygonF({{x - size, plot.top()}, {x + size, plot.top()}, {x, plot.top() + 1.6 * size}}));
  painter.setBrush(palette.secondary);
  for (const auto& pin : picture.pins)
    painter.drawPolygon(QPolygonF({{pin.x, plot.bottom() + unit},
                                   {pin.x + size, plot.bottom() + 1.5 * size + unit},
                                   {pin.x - size, plot.bottom() + 1.5 * size + unit}}));

  if (labelled || picture.notFinite > 0) {
    painter.setFont(theme().font(11, QFont::DemiBold));
    painter.setPen(palette.masked.ink);
    // Right, where falling curves leave room, below the name of the reference line.
    const QFontMetricsF bold(painter.font());
    double y = plot.top() + bold.height() + metrics.ascent() + theme().px(6);
    for (const QString& note : picture.notes) {
      painter.drawText(QPointF(plot.right() - bold.horizontalAdvance(note) - theme().px(4), y),
                       note);
      y += metrics.height();
    }
  }
  const QFont end = theme().font(11.5, QFont::Medium);
  painter.setFont(end);
  for (const auto& label : picture.ends) {
    painter.setPen(label.color);
    painter.drawText(label.at + QPointF(0, QFontMetricsF(end).ascent()), label.text);
  }
}

}  // namespace unmask
