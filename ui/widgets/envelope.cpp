// Min/max envelope, de-biased smoothing and round ticks.
#include "ui/widgets/envelope.h"

#include <algorithm>
#include <cmath>

namespace unmask {

std::vector<QPointF> envelope(std::span<const QPointF> points, double from, double to,
                              int columns) {
  std::vector<QPointF> out;
  if (points.empty() || columns < 1) return out;
  const auto byX = [](const QPointF& p, double x) { return p.x() < x; };
  auto first = std::lower_bound(points.begin(), points.end(), from, byX);
  auto last = std::lower_bound(points.begin(), points.end(), std::nextafter(to, INFINITY), byX);
  if (first != points.begin()) --first;
  if (last != points.end()) ++last;
  const auto finite = [](const QPointF& p) { return std::isfinite(p.y()); };

  if (last - first <= 2 * columns) {
    std::copy_if(first, last, std::back_inserter(out), finite);
    return out;
  }
  out.reserve(static_cast<size_t>(2 * columns));
  const double width = (to - from) / columns;
  const auto columnOf = [&](const QPointF& p) {
    return width > 0 ? std::clamp(static_cast<int>((p.x() - from) / width), 0, columns - 1) : 0;
  };
  for (auto at = first; at != last;) {
    const int column = columnOf(*at);
    const QPointF *low = nullptr, *high = nullptr;
    for (; at != last && columnOf(*at) == column; ++at) {
      if (!finite(*at)) continue;
      if (!low || at->y() < low->y()) low = &*at;
      if (!high || at->y() > high->y()) high = &*at;
    }
    if (!low) continue;
    const QPointF* earlier = std::min(low, high);
    const QPointF* later = std::max(low, high);
    out.push_back(*earlier);
    if (later != earlier) out.push_back(*later);
  }
  return out;
}

std::vector<QPointF> smoothed(std::span<const QPointF> points, double span) {
  std::vector<QPointF> out;
  out.reserve(points.size());
  const double keep = 1 - 1 / std::max(span, 1.0);
  double sum = 0, weight = 0;
  for (const QPointF& p : points) {
    if (!std::isfinite(p.y())) continue;
    sum = keep * sum + (1 - keep) * p.y();
    weight = keep * weight + (1 - keep);
    out.emplace_back(p.x(), weight > 0 ? sum / weight : p.y());
  }
  return out;
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
