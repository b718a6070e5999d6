// Thinning and smoothing of curves for drawing. Drawing only: no point of a run is dropped.
#pragma once

#include <QPointF>
#include <span>
#include <vector>

#include "ui/widgets/curve_data.h"

namespace unmask {

// The points to draw of a curve that is cut into columns: `cuts` are rising indices, column i holds
// the points [cuts[i], cuts[i + 1]). Of each column the lowest and the highest finite point, in
// order of x, so that no spike is lost; a column without finite points gives one NaN, where the
// line is broken. With no more points than two a column, all of them as they are.
std::vector<QPointF> envelope(const CurveData&, std::span<const size_t> cuts);

// Exponential moving average over about `span` points, de-biased at the start (the weights of the
// points seen so far sum to one). Non-finite points are passed over. Here: where the average over
// the points [begin, end) ends; NaN when none of them is finite.
double smoothedEnd(const CurveData&, size_t begin, size_t end, double span);

// The same at every point, kept beside a curve that grows: each point is smoothed once. Of a long
// curve only some are kept, a sixteenth of the span apart, between which it hardly moves.
class SmoothedCurve {
 public:
  static constexpr size_t kAllKept = 50'000;  // points of which every one is kept
  void follow(const CurveData& raw, double span);
  const CurveData& curve() const { return curve_; }

 private:
  CurveData curve_;
  size_t taken_ = 0;  // points of the raw curve
  uint64_t rewrites_ = 0;
  double span_ = 0, sum_ = 0, weight_ = 0;
};

struct Bounds {
  double low = 0, high = 1;
  bool any = false;
  void include(double value);
};

// A round distance between ticks such that about `count` fit in `extent`.
double tickInterval(double extent, int count);

}  // namespace unmask
