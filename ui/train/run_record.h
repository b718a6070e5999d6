// Everything a session has told about one run, arranged for the charts and lists of the run view.
#pragma once

#include <QPointF>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/runs/records.h"

namespace unmask {

class RunRecord {
 public:
  using Points = std::vector<QPointF>;  // x: step, rising

  // Views take the highest segment of a step: a resumed run's points replace what it repeats.
  void take(const RecordBatch&);

  std::shared_ptr<const Points> series(const std::string& id) const;  // never null
  double last(const std::string& id) const;                           // NaN: none
  const std::vector<EventRecord>& events() const { return events_; }
  const std::vector<CheckpointRecord>& checkpoints() const { return checkpoints_; }
  // Steps at which samples were made, rising; and the samples of one step by prompt.
  std::vector<int64_t> sampleSteps() const;
  std::vector<SampleRecord> samplesAt(int64_t step) const;

 private:
  struct Series {
    std::shared_ptr<Points> points = std::make_shared<Points>();
    std::vector<int64_t> segments;
  };
  static void place(Series&, const Point&);
  std::map<std::string, Series> series_;
  std::vector<EventRecord> events_;
  std::vector<CheckpointRecord> checkpoints_;
  std::map<int64_t, std::map<int64_t, SampleRecord>> samples_;
};

}  // namespace unmask
