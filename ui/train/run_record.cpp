// Sorting records into series, events and samples.
#include "ui/train/run_record.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace unmask {

int64_t RunRecord::Series::segmentOf(size_t index) const {
  return std::prev(segments.upper_bound(index))->second;
}

// A point comes to be of a stretch of its own, or of a neighbour's.
void RunRecord::Series::setSegment(size_t index, int64_t segment) {
  const int64_t before = segmentOf(index);
  if (before == segment) return;
  if (index + 1 < points->size()) segments.try_emplace(index + 1, before);
  segments[index] = segment;
  if (const auto next = segments.find(index + 1);
      next != segments.end() && next->second == segment)
    segments.erase(next);
  if (index > 0 && segmentOf(index - 1) == segment) segments.erase(index);
}

void RunRecord::Series::insertSegment(size_t index, int64_t segment) {
  std::map<size_t, int64_t> moved;
  for (const auto& [first, of] : segments) moved[first < index ? first : first + 1] = of;
  segments = std::move(moved);
  if (index > 0) return setSegment(index, segment);
  segments[0] = segment;
}

void RunRecord::place(Series& s, const Point& point) {
  CurveData& points = *s.points;
  const auto x = static_cast<double>(point.step);
  if (points.empty() || x > points.back().x()) {
    if (points.empty() || s.segments.rbegin()->second != point.segment)
      s.segments[points.size()] = point.segment;
    points.append(x, point.value);
    return;
  }
  const size_t index = points.firstAt(x);
  if (points[index].x() == x) {
    if (point.segment < s.segmentOf(index)) return;
    points.set(index, point.value);
    s.setSegment(index, point.segment);
    return;
  }
  points.insert(index, {x, point.value});
  s.insertSegment(index, point.segment);
}

void RunRecord::addSeconds() {
  const auto found = series_.find("step_seconds");
  if (found == series_.end()) return;
  const CurveData& steps = *found->second.points;
  if (steps.rewrites() != secondsRewrites_) {
    secondsRewrites_ = steps.rewrites();
    seconds_->clear();
    secondsTaken_ = 0;
  }
  double sum = seconds_->empty() ? 0 : seconds_->back().y();
  for (; secondsTaken_ < steps.size(); ++secondsTaken_) {
    const QPointF& step = steps[secondsTaken_];
    if (std::isfinite(step.y()) && step.y() > 0) sum += step.y();
    seconds_->append(step.x(), sum);
  }
}

void RunRecord::take(const RecordBatch& batch) {
  for (const Point& point : batch.points) place(series_[point.series], point);
  addSeconds();
  events_.insert(events_.end(), batch.events.begin(), batch.events.end());
  for (const CheckpointRecord& record : batch.checkpoints) {
    const auto same = [&](const CheckpointRecord& c) { return c.step == record.step; };
    std::erase_if(checkpoints_, same);
    if (!record.removed) checkpoints_.push_back(record);
  }
  for (const SampleRecord& sample : batch.samples) samples_[sample.step][sample.index] = sample;
}

CurvePoints RunRecord::series(const std::string& id) const {
  const auto found = series_.find(id);
  static const auto none = std::make_shared<const CurveData>();
  return found == series_.end() ? none : found->second.points;
}

double RunRecord::last(const std::string& id) const {
  const auto points = series(id);
  return points->empty() ? std::numeric_limits<double>::quiet_NaN() : points->back().y();
}

std::vector<int64_t> RunRecord::sampleSteps() const {
  std::vector<int64_t> steps;
  for (const auto& [step, samples] : samples_) steps.push_back(step);
  return steps;
}

std::vector<SampleRecord> RunRecord::samplesAt(int64_t step) const {
  std::vector<SampleRecord> out;
  if (const auto found = samples_.find(step); found != samples_.end())
    for (const auto& [index, sample] : found->second) out.push_back(sample);
  return out;
}

}  // namespace unmask
