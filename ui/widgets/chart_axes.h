// The axes of a chart: what a step is in tokens or seconds, linear and logarithmic scales, ticks.
#pragma once

#include <QString>
#include <optional>
#include <vector>

#include "ui/widgets/curve_data.h"

namespace unmask {

// tokens = steps times tokens a step. time = the sum of the steps' own times: training alone,
// without evaluations, checkpoints, pauses and the time between stop and resume.
enum class XUnit { step, tokens, time };

// How the steps of one run become tokens and seconds.
struct XSource {
  double tokensPerStep = 0;  // 0: not known
  CurvePoints seconds;       // x: step, y: seconds of training up to and with it; null: not known

  bool knows(XUnit) const;
  double toX(double step, XUnit) const;
  double toStep(double x, XUnit) const;  // the first step that has come to x
};

struct Range {
  double low = 0, high = 1;
  double extent() const { return high - low; }
  bool operator==(const Range&) const = default;
};

// One axis: a range of values on a range of pixels. On a logarithmic axis values of zero and less
// have no place: they lie at its low end.
struct Scale {
  Range values;
  bool log = false;
  double from = 0, to = 1;  // pixels of low and high

  double place(double value) const;
  double value(double pixel) const;
};

struct Tick {
  double value = 0;
  QString text;
};

// Round places for about `count` ticks, decades and their parts on a logarithmic axis.
std::vector<Tick> valueTicks(const Scale&, int count);
std::vector<Tick> xTicks(const Scale&, int count, XUnit);

QString xName(XUnit);            // "step", "tokens", "training time"
QString xText(double x, XUnit);  // "1,250", "960,000", "2 min 10 s"

}  // namespace unmask
