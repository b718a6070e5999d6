// Seven shapes: disc, square, triangle, rhombus, cross, plus, triangle upside down.
#include "ui/widgets/chart_marker.h"

#include <QPainter>

namespace unmask {

QPainterPath markerShape(int run, double size) {
  QPainterPath path;
  const auto corners = [&](std::initializer_list<QPointF> points) {
    QPolygonF polygon;
    for (const QPointF& point : points) polygon << size * point;
    path.addPolygon(polygon);
    path.closeSubpath();
  };
  const auto stroke = [&](QPointF from, QPointF to) {
    path.moveTo(size * from);
    path.lineTo(size * to);
  };
  switch (run % 7) {
    case 0:
      path.addEllipse(QPointF(), 0.9 * size, 0.9 * size);
      break;
    case 1:
      corners({{-0.8, -0.8}, {0.8, -0.8}, {0.8, 0.8}, {-0.8, 0.8}});
      break;
    case 2:
      corners({{0, -1.1}, {1, 0.8}, {-1, 0.8}});
      break;
    case 3:
      corners({{0, -1.2}, {1.1, 0}, {0, 1.2}, {-1.1, 0}});
      break;
    case 4:
      stroke({-1, -1}, {1, 1});
      stroke({-1, 1}, {1, -1});
      break;
    case 5:
      stroke({-1.2, 0}, {1.2, 0});
      stroke({0, -1.2}, {0, 1.2});
      break;
    case 6:
      corners({{0, 1.1}, {1, -0.8}, {-1, -0.8}});
      break;
  }
  return path;
}

QPen markerPen(const QColor& color, double size) {
  return {color, std::max(1.0, size / 3), Qt::SolidLine, Qt::RoundCap, Qt::MiterJoin};
}

void paintMarker(QPainter& painter, QPointF at, int run, const QColor& color, double size) {
  painter.setPen(markerPen(color, size));
  painter.setBrush(color);
  painter.drawPath(markerShape(run, size).translated(at));
}

}  // namespace unmask
