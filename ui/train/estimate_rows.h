// Estimates in words, before the launch and beside what a run took.
#pragma once

#include <QString>
#include <limits>

#include "core/spec/estimate.h"
#include "ui/widgets/parts.h"

namespace unmask {

QString parametersText(double parameters);  // "0.80 M", "124 M", "9,472"
// No more digits than an estimate has: "70 s", "12 min", "14 h", "3 days".
QString roughDuration(double seconds);
QString roughBytes(double bytes);  // "380 MB"

// What a run has taken so far. NaN: not known.
struct Used {
  double memoryBytes = std::numeric_limits<double>::quiet_NaN();  // measure memory_bytes
  double seconds = std::numeric_limits<double>::quiet_NaN();      // RunSummary::trainedSeconds
  bool finished = false;
};

// Parameters, memory and time as promised at the launch (estimate.json) and as they came:
// "Time | 75 s, 70 s estimated".
Figures::Rows estimateRows(const Estimate&, const Used&);

}  // namespace unmask
