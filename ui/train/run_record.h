// Everything a session has told about one run, arranged for the charts and lists of the run view.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/runs/records.h"
#include "ui/widgets/curve_data.h"

namespace unmask {

class RunRecord {
 public:
  // Views take the highest segment of a step: a resumed run's points replace what it repeats.
  void take(const RecordBatch&);

  CurvePoints series(const std::string& id) const;  // x: steps; never null
  double last(const std::string& id) const;         // NaN: none
  // Seconds of training up to and with each step: the sum of the steps' own times.
  CurvePoints trainingSeconds() const { return seconds_; }
  const std::vector<EventRecord>& events() const { return events_; }
  const std::vector<CheckpointRecord>& checkpoints() const { return checkpoints_; }
  // Steps at which samples were made, rising; and the samples of one step by prompt.
  std::vector<int64_t> sampleSteps() const;
  std::vector<SampleRecord> samplesAt(int64_t step) const;

 private:
  struct Series {
    std::shared_ptr<CurveData> points = std::make_shared<CurveData>();
    std::map<size_t, int64_t> segments;  // by the first point of each stretch
    int64_t segmentOf(size_t index) const;
    void setSegment(size_t index, int64_t segment);
    void insertSegment(size_t index, int64_t segment);
  };
  static void place(Series&, const Point&);
  void addSeconds();

  std::map<std::string, Series> series_;
  std::shared_ptr<CurveData> seconds_ = std::make_shared<CurveData>();
  size_t secondsTaken_ = 0;  // points of step_seconds
  uint64_t secondsRewrites_ = 0;
  std::vector<EventRecord> events_;
  std::vector<CheckpointRecord> checkpoints_;
  std::map<int64_t, std::map<int64_t, SampleRecord>> samples_;
};

}  // namespace unmask
