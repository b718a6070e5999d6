// Telling the charts of a view what changed.
#include "ui/widgets/chart_link.h"

namespace unmask {

void ChartLink::setUnit(XUnit unit) {
  if (unit == unit_) return;
  unit_ = unit;
  range_.reset();
  setCursor({});
  Q_EMIT changed();
}

void ChartLink::setLogX(bool on) {
  if (on == logX_) return;
  logX_ = on;
  range_.reset();
  Q_EMIT changed();
}

void ChartLink::setRange(std::optional<Range> range) {
  if (range == range_) return;
  range_ = range;
  Q_EMIT changed();
}

void ChartLink::setCursor(std::optional<double> x) {
  if (x == cursor_) return;
  cursor_ = x;
  Q_EMIT cursorChanged();
}

void ChartLink::setSmoothing(std::optional<double> points) {
  if (points == smoothing_) return;
  smoothing_ = points;
  Q_EMIT changed();
}

}  // namespace unmask
