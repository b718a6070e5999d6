// Thinning and smoothing of curves for drawing. Drawing only: no point of a run is dropped.
#pragma once

#include <QPointF>
#include <span>
#include <vector>

namespace unmask {

// For every of `columns` equal parts of [from, to] the lowest and the highest finite point, in
// order of x, so that no spike is lost; at most 2 * columns points. `points` rise in x. Points
// outside the range are left out but for the nearest on either side.
std::vector<QPointF> envelope(std::span<const QPointF> points, double from, double to, int columns);

// Exponential moving average over about `span` points, de-biased at the start (the weights of the
// points seen so far sum to one). Non-finite points are passed over.
std::vector<QPointF> smoothed(std::span<const QPointF> points, double span);

struct Bounds {
  double low = 0, high = 1;
  bool any = false;
  void include(double value);
};

// A round distance between ticks such that about `count` fit in `extent`.
double tickInterval(double extent, int count);

}  // namespace unmask
