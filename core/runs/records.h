// What a run writes down: points of curves, events, samples, batch hashes, checkpoints.
//
// Every record carries one rising `seq` over the whole run; every start of a worker opens a new
// `segment`. Views take the highest segment of a step; exports have all.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <QMetaType>

namespace unmask {

struct Point {
  int64_t seq = 0;
  int64_t segment = 0;
  std::string series;  // measure id: "loss/train"
  int64_t step = 0;
  double value = 0;  // may be NaN or infinite
};

// kind: started, finished, stopped, paused, resumed, failed, evaluated, checkpoint, learning_rate
// (values: the rate), extended (values: the new number of steps), warning, waiting_for_disk,
// disk_back, damaged (made by the reader for a part of run.db that it could not believe)
struct EventRecord {
  int64_t seq = 0;
  int64_t segment = 0;
  int64_t step = 0;
  int64_t timeMs = 0;  // Unix time
  std::string kind;
  std::string text;  // English pattern (context "core")
  std::vector<std::string> values;
  std::string advice;  // what to do about it, pattern and values as above; may be empty
  std::vector<std::string> adviceValues;
};

struct SampleRecord {
  int64_t seq = 0;
  int64_t segment = 0;
  int64_t step = 0;
  int64_t index = 0;  // which prompt
  std::string prompt;
  std::string
      json;  // next-token: {"text": "..."}; masked-lm: {"fills": [[["piece", p], ...], ...]}
};

struct CheckpointRecord {
  int64_t seq = 0;
  int64_t segment = 0;
  int64_t step = 0;
  uint64_t bytes = 0;
  double validationLoss = 0;  // NaN when not evaluated at this step
  bool best = false;
  bool removed = false;  // by the keep rule
};

struct BatchHashRecord {
  int64_t seq = 0;
  int64_t segment = 0;
  int64_t step = 0;
  int64_t micro = 0;
  std::string hash;
};

// Everything that arrived together.
struct RecordBatch {
  std::vector<Point> points;
  std::vector<EventRecord> events;
  std::vector<SampleRecord> samples;
  std::vector<CheckpointRecord> checkpoints;
  std::vector<BatchHashRecord> hashes;
  int64_t lastSeq = 0;
  bool empty() const {
    return points.empty() && events.empty() && samples.empty() && checkpoints.empty() &&
           hashes.empty();
  }
};

}  // namespace unmask

Q_DECLARE_METATYPE(unmask::RecordBatch)
