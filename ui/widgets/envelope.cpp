// Min/max envelope, de-biased smoothing and round ticks.
#include "ui/widgets/envelope.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace unmask {

std::vector<QPointF> envelope(const CurveData& curve, std::span<const size_t> cuts) {
  std::vector<QPointF> out;
  if (cuts.size() < 2) return out;
  const size_t columns = cuts.size() - 1;
  out.reserve(2 * columns);
  if (cuts.back() - cuts.front() <= 2 * columns) {
    for (size_t i = cuts.front(); i < cuts.back(); ++i) out.push_back(curve[i]);
    return out;
  }
  for (size_t column = 0; column < columns; ++column) {
    const size_t begin = cuts[column], end = cuts[column + 1];
    if (begin >= end) continue;
    const CurveData::Extremes found = curve.extremes(begin, end);
    if (found.low == CurveData::kNone) {
      out.emplace_back(curve[begin].x(), std::numeric_limits<double>::quiet_NaN());
      continue;
    }
    out.push_back(curve[std::min(found.low, found.high)]);
    if (found.low != found.high) out.push_back(curve[std::max(found.low, found.high)]);
  }
  return out;
}

namespace {

// One more value into the average; the new average.
double average(double value, double keep, double& sum, double& weight) {
  sum = keep * sum + (1 - keep) * value;
  weight = keep * weight + (1 - keep);
  return weight > 0 ? sum / weight : value;
}

double keptShare(double span) {
  return 1 - 1 / std::max(span, 1.0);
}

}  // namespace

double smoothedEnd(const CurveData& curve, size_t begin, size_t end, double span) {
  double sum = 0, weight = 0, last = std::numeric_limits<double>::quiet_NaN();
  for (; begin < end; ++begin)
    if (const double y = curve[begin].y(); std::isfinite(y))
      last = average(y, keptShare(span), sum, weight);
  return last;
}

void SmoothedCurve::follow(const CurveData& raw, double span) {
  if (span != span_ || raw.rewrites() != rewrites_ || taken_ > raw.size()) {
    curve_.clear();
    taken_ = 0;
    sum_ = weight_ = 0;
    span_ = span;
    rewrites_ = raw.rewrites();
  }
  const size_t apart = std::max<size_t>(1, static_cast<size_t>(span / 16));
  for (; taken_ < raw.size(); ++taken_) {
    const QPointF& p = raw[taken_];
    if (!std::isfinite(p.y())) continue;
    const double smooth = average(p.y(), keptShare(span), sum_, weight_);
    if (taken_ < kAllKept || taken_ % apart == 0) curve_.append(p.x(), smooth);
  }
}

void Bounds::include(double value) {
  if (!std::isfinite(value)) return;
  low = any ? std::min(low, value) : value;
  high = any ? std::max(high, value) : value;
  any = true;
}

double tickInterval(double extent, int count) {
  if (!(extent > 0) || count < 1) return 1;
  const double raw = extent / count;
  const double power = std::pow(10, std::floor(std::log10(raw)));
  for (const double step : {1.0, 2.0, 2.5, 5.0})
    if (raw <= 1.4 * step * power) return step * power;  // rather a few more ticks than few
  return 10 * power;
}

}  // namespace unmask
