// Reading series from run.db.
#include "ui/runs/run_curves.h"

#include <algorithm>
#include <cmath>

#include "core/runs/run_store.h"

namespace unmask {

namespace {

// Not a series of the store: the sum of step_seconds up to each step.
constexpr const char* kSeconds = "#seconds";

std::vector<QPointF> inOrder(std::vector<Point> points) {
  points = newestSegments(std::move(points));
  std::ranges::stable_sort(points, {}, &Point::step);
  std::vector<QPointF> curve;
  curve.reserve(points.size());
  for (const Point& point : points)
    curve.emplace_back(static_cast<double>(point.step), point.value);
  return curve;
}

void sumUp(std::vector<QPointF>& curve, double from) {
  for (QPointF& point : curve) {
    from += std::isfinite(point.y()) ? point.y() : 0;
    point.setY(from);
  }
}

}  // namespace

RunCurves::RunCurves(QObject* parent)
    : QObject(parent), latest_(this, [this](Kept read) {
        for (auto& [key, one] : read) kept_[key] = std::move(one);
        Q_EMIT changed();
      }) {}

RunCurves::Read RunCurves::read(const Wanted& wanted) {
  const bool seconds = wanted.key.second == kSeconds;
  const std::string series = seconds ? "step_seconds" : wanted.key.second;
  Read now = wanted.before;
  now.step = wanted.step;
  now.state = wanted.state;
  const auto reader = RunStoreReader::open(wanted.key.first);
  if (!reader) return now;  // never started, or told of by the list of runs
  auto fresh = reader->points(series, now.lastSeq);
  if (!fresh) return now;
  const double end = now.points && !now.points->empty() ? now.points->back().x() : -1;
  const bool repeats = std::ranges::any_of(
      *fresh, [&](const Point& point) { return static_cast<double>(point.step) <= end; });
  if (repeats) {  // a resumed run went over steps again: everything anew
    now.points = nullptr;
    fresh = reader->points(series, 0);
    if (!fresh) return now;
  }
  for (const Point& point : *fresh) now.lastSeq = std::max(now.lastSeq, point.seq);
  std::vector<QPointF> added = inOrder(std::move(*fresh));
  const bool before = now.points && !now.points->empty();
  if (seconds) sumUp(added, before ? now.points->back().y() : 0);
  if (added.empty() && before) return now;
  std::vector<QPointF> all;
  if (before) all.assign(now.points->begin(), now.points->end());
  all.insert(all.end(), added.begin(), added.end());
  now.points = curveOf(all);
  return now;
}

RunCurves::Kept RunCurves::readAll(const std::vector<Wanted>& wanted) {
  Kept read;
  for (const Wanted& one : wanted) read[one.key] = RunCurves::read(one);
  return read;
}

void RunCurves::ask(const std::vector<RunSummary>& runs, const std::vector<std::string>& series) {
  std::vector<std::string> all = series;
  all.push_back(kSeconds);
  std::vector<Wanted> wanted;
  for (const RunSummary& run : runs) {
    if (familyOf(run.spec) == Family::text)
      tokensPerStep_[run.folder] = static_cast<double>(
          run.spec.train.batchSize * run.spec.train.accumulate * run.spec.model.context);
    for (const std::string& one : all) {
      const Key key{run.folder, one};
      const auto known = kept_.find(key);
      if (known != kept_.end() && !isLive(run.state) && known->second.step == run.step &&
          known->second.state == run.state)
        continue;
      wanted.push_back({key, run.step, run.state, known == kept_.end() ? Read{} : known->second});
    }
  }
  if (wanted.empty()) {
    Q_EMIT changed();
    return;
  }
  latest_.ask([wanted = std::move(wanted)] { return readAll(wanted); });
}

RunCurve RunCurves::curve(const std::filesystem::path& run, const std::string& series) const {
  RunCurve curve;
  const auto found = [&](const std::string& name) {
    const auto known = kept_.find({run, name});
    return known == kept_.end() ? CurvePoints() : known->second.points;
  };
  curve.points = found(series);
  curve.x.seconds = found(kSeconds);
  const auto tokens = tokensPerStep_.find(run);
  if (tokens != tokensPerStep_.end()) curve.x.tokensPerStep = tokens->second;
  return curve;
}

}  // namespace unmask
