// Keeping the pyramid of extremes up to date.
#include "ui/widgets/curve_data.h"

#include <algorithm>
#include <cmath>

namespace unmask {

CurveData::CurveData(std::span<const QPointF> points) {
  for (const QPointF& p : points) append(p.x(), p.y());
}

size_t CurveData::firstAt(double x) const {
  const auto at = std::lower_bound(points_.begin(), points_.end(), x,
                                   [](const QPointF& p, double value) { return p.x() < value; });
  return static_cast<size_t>(at - points_.begin());
}

size_t CurveData::nearest(double x) const {
  if (points_.empty()) return kNone;
  const size_t at = firstAt(x);
  if (at == points_.size()) return at - 1;
  return at > 0 && x - points_[at - 1].x() < points_[at].x() - x ? at - 1 : at;
}

void CurveData::join(Node& into, const Node& from) const {
  const auto take = [this](uint32_t& best, uint32_t other, auto better) {
    if (other == kNobody) return;
    if (best == kNobody || better(points_[other].y(), points_[best].y())) best = other;
  };
  take(into.low, from.low, std::less<>());
  take(into.high, from.high, std::greater<>());
  take(into.lowPositive, from.lowPositive, std::less<>());
}

CurveData::Node CurveData::leaf(size_t index) const {
  const double y = points_[index].y();
  if (!std::isfinite(y)) return {};
  const auto self = static_cast<uint32_t>(index);
  return {self, self, y > 0 ? self : kNobody};
}

CurveData::Extremes CurveData::extremes(size_t begin, size_t end) const {
  end = std::min(end, points_.size());
  Node all;
  const auto takePoints = [&](size_t from, size_t to) {
    for (; from < to; ++from) join(all, leaf(from));
  };
  // Whole nodes as high up as they fit, single points at both ends.
  constexpr size_t fan = size_t{1} << kFanBits;
  for (; begin < end && begin % fan != 0; ++begin) takePoints(begin, begin + 1);
  size_t unit = fan, level = 0;
  while (begin < end) {
    while (level + 1 < levels_.size() && begin % (unit * fan) == 0 && begin + unit * fan <= end) {
      unit *= fan;
      ++level;
    }
    while (unit > fan && begin + unit > end) {
      unit /= fan;
      --level;
    }
    if (begin + unit > end) {
      takePoints(begin, end);
      break;
    }
    join(all, levels_[level][begin / unit]);
    begin += unit;
  }
  const auto wide = [](uint32_t index) { return index == kNobody ? kNone : size_t{index}; };
  return {wide(all.low), wide(all.high), wide(all.lowPositive)};
}

void CurveData::addToPyramid(size_t index) {
  const Node self = leaf(index);
  size_t at = index;
  for (size_t level = 0;; ++level) {
    at >>= kFanBits;
    if (level == levels_.size()) {
      if (level > 0 && levels_[level - 1].size() < 2) break;
      levels_.emplace_back();
      // A new top begins with all that is under it so far.
      if (level > 0) {
        Node all;
        for (const Node& node : levels_[level - 1]) join(all, node);
        levels_[level].push_back(all);
      }
    }
    auto& nodes = levels_[level];
    if (at == nodes.size()) nodes.emplace_back();
    join(nodes[at], self);
  }
}

void CurveData::append(double x, double y) {
  points_.emplace_back(x, y);
  const size_t index = points_.size() - 1;
  if (!std::isfinite(y)) notFinite_.push_back(static_cast<uint32_t>(index));
  addToPyramid(index);
}

void CurveData::set(size_t index, double y) {
  ++rewrites_;
  const bool wasFinite = std::isfinite(points_[index].y());
  points_[index].setY(y);
  const auto at = std::lower_bound(notFinite_.begin(), notFinite_.end(), index);
  if (wasFinite && !std::isfinite(y)) notFinite_.insert(at, static_cast<uint32_t>(index));
  if (!wasFinite && std::isfinite(y)) notFinite_.erase(at);
  // Each node above is made anew of what is under it.
  size_t under = index;
  for (size_t level = 0; level < levels_.size(); ++level) {
    const size_t node = under >> kFanBits;
    const size_t first = node << kFanBits;
    const size_t count = level == 0 ? points_.size() : levels_[level - 1].size();
    Node all;
    for (size_t i = first; i < std::min(count, first + (size_t{1} << kFanBits)); ++i)
      join(all, level == 0 ? leaf(i) : levels_[level - 1][i]);
    levels_[level][node] = all;
    under = node;
  }
}

void CurveData::insert(size_t index, QPointF point) {
  ++rewrites_;
  points_.insert(points_.begin() + static_cast<std::ptrdiff_t>(index), point);
  levels_.clear();
  notFinite_.clear();
  for (size_t i = 0; i < points_.size(); ++i) {
    if (!std::isfinite(points_[i].y())) notFinite_.push_back(static_cast<uint32_t>(i));
    addToPyramid(i);
  }
}

void CurveData::clear() {
  ++rewrites_;
  points_.clear();
  levels_.clear();
  notFinite_.clear();
}

}  // namespace unmask
