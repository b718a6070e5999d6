// Sorting records into series, events and samples.
#include "ui/train/run_record.h"

#include <algorithm>
#include <limits>

namespace unmask {

void RunRecord::place(Series& s, const Point& point) {
  Points& points = *s.points;
  const auto x = static_cast<double>(point.step);
  if (points.empty() || x > points.back().x()) {
    points.emplace_back(x, point.value);
    s.segments.push_back(point.segment);
    return;
  }
  const auto at = std::lower_bound(points.begin(), points.end(), x,
                                   [](const QPointF& p, double value) { return p.x() < value; });
  const auto index = at - points.begin();
  if (at != points.end() && at->x() == x) {
    if (point.segment < s.segments[static_cast<size_t>(index)]) return;
    at->setY(point.value);
    s.segments[static_cast<size_t>(index)] = point.segment;
    return;
  }
  points.insert(at, {x, point.value});
  s.segments.insert(s.segments.begin() + index, point.segment);
}

void RunRecord::take(const RecordBatch& batch) {
  for (const Point& point : batch.points) place(series_[point.series], point);
  events_.insert(events_.end(), batch.events.begin(), batch.events.end());
  for (const CheckpointRecord& record : batch.checkpoints) {
    const auto same = [&](const CheckpointRecord& c) { return c.step == record.step; };
    std::erase_if(checkpoints_, same);
    if (!record.removed) checkpoints_.push_back(record);
  }
  for (const SampleRecord& sample : batch.samples) samples_[sample.step][sample.index] = sample;
}

std::shared_ptr<const RunRecord::Points> RunRecord::series(const std::string& id) const {
  const auto found = series_.find(id);
  static const auto none = std::make_shared<const Points>();
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
