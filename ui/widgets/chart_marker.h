// The shape that tells a run where colours cannot.
#pragma once

#include <QPainterPath>

class QPainter;
class QPen;

namespace unmask {

// Around the origin; drawn with the pen and filled with its colour.
QPainterPath markerShape(int run, double size);
QPen markerPen(const QColor&, double size);
void paintMarker(QPainter&, QPointF at, int run, const QColor&, double size);

}  // namespace unmask
