// The points of one curve under a pyramid of extremes: the lowest and highest point of any part is
// found without looking at all of it, so drawing a curve of millions costs what the picture is
// wide.
#pragma once

#include <QPointF>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <vector>

namespace unmask {

class CurveData {
 public:
  static constexpr size_t kNone = static_cast<size_t>(-1);

  CurveData() = default;
  explicit CurveData(std::span<const QPointF> points);  // rising x

  size_t size() const { return points_.size(); }
  bool empty() const { return points_.empty(); }
  const QPointF& operator[](size_t index) const { return points_[index]; }
  const QPointF& front() const { return points_.front(); }
  const QPointF& back() const { return points_.back(); }
  auto begin() const { return points_.begin(); }
  auto end() const { return points_.end(); }

  // The first index whose x is not below `x`; size() when there is none.
  size_t firstAt(double x) const;
  // The index whose x is nearest to `x`; kNone for an empty curve.
  size_t nearest(double x) const;

  // Indices of NaN and infinite values, rising.
  std::span<const uint32_t> notFinite() const { return notFinite_; }

  // Indices within [begin, end): lowest and highest finite value, and the lowest above zero.
  struct Extremes {
    size_t low = kNone, high = kNone, lowPositive = kNone;
  };
  Extremes extremes(size_t begin, size_t end) const;

  // How often something before the end was changed: what was derived point by point begins again.
  uint64_t rewrites() const { return rewrites_; }

  void append(double x, double y);  // x above all so far
  void set(size_t index, double y);
  void insert(size_t index, QPointF point);
  void clear();

 private:
  static constexpr int kFanBits = 5;  // 32 points or nodes under each node
  static constexpr uint32_t kNobody = UINT32_MAX;
  struct Node {
    uint32_t low = kNobody, high = kNobody, lowPositive = kNobody;
  };
  void join(Node&, const Node&) const;
  Node leaf(size_t index) const;
  void addToPyramid(size_t index);

  std::deque<QPointF> points_;  // grows without ever being there twice
  std::vector<std::vector<Node>> levels_;  // levels_[0]: one node for each 32 points
  std::vector<uint32_t> notFinite_;
  uint64_t rewrites_ = 0;
};

// Shared by who fills it and who draws it, on one thread.
using CurvePoints = std::shared_ptr<const CurveData>;

inline CurvePoints curveOf(std::span<const QPointF> points) {
  return std::make_shared<const CurveData>(points);
}

}  // namespace unmask
