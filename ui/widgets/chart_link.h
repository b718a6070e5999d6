// What the charts of one view share: the unit and scale of x, the part that is shown, the cursor,
// how much is smoothed.
#pragma once

#include <QObject>
#include <optional>

#include "ui/widgets/chart_axes.h"

namespace unmask {

class ChartLink : public QObject {
  Q_OBJECT
 public:
  using QObject::QObject;

  XUnit unit() const { return unit_; }
  void setUnit(XUnit);  // shows everything again
  bool logX() const { return logX_; }
  void setLogX(bool);

  // The part of x that is shown, in the unit; nothing: all of it.
  const std::optional<Range>& range() const { return range_; }
  void setRange(std::optional<Range>);

  // Where the line with the values stands, in the unit.
  const std::optional<double>& cursor() const { return cursor_; }
  void setCursor(std::optional<double>);

  // Points that the smoothing averages over: 1 is off; nothing: chosen by the length of the curve.
  const std::optional<double>& smoothing() const { return smoothing_; }
  void setSmoothing(std::optional<double>);

 Q_SIGNALS:
  void changed();  // anything but the cursor
  void cursorChanged();

 private:
  XUnit unit_ = XUnit::step;
  bool logX_ = false;
  std::optional<Range> range_;
  std::optional<double> cursor_, smoothing_;
};

}  // namespace unmask
