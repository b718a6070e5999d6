// Scales, ticks and the units of x.
#include "ui/widgets/chart_axes.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>

#include "ui/widgets/envelope.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

constexpr double kFar = 1e6;  // pixels; nothing is drawn further out

class AxisWords {
  Q_DECLARE_TR_FUNCTIONS(chart)
};

// As many digits as tell neighbouring ticks apart.
QString numberText(double value, double interval) {
  const double size = std::fabs(value);
  if (size == 0) return QStringLiteral("0");
  // Decimals of the interval itself: 0.25 has two.
  int decimals = std::max(0, -static_cast<int>(std::floor(std::log10(interval) + 1e-9)));
  const double scaled = interval * std::pow(10, decimals);
  if (std::fabs(scaled - std::round(scaled)) > 1e-6 * scaled) ++decimals;
  const int whole = static_cast<int>(std::floor(std::log10(size) + 1e-9)) + 1;  // digits before
  const int digits = std::clamp(whole + decimals, 1, 12);
  if (size >= 1e12) return QLocale().toString(value, 'g', digits);
  if (size >= 1e6) {
    const double unit = size >= 1e9 ? 1e9 : 1e6;
    const QString number = QLocale().toString(value / unit, 'g', std::max(4, digits));
    return unit == 1e9 ? AxisWords::tr("%1 G").arg(number) : AxisWords::tr("%1 M").arg(number);
  }
  if (size < 1e-3 || decimals > 6) return QLocale().toString(value, 'g', digits);
  return QLocale().toString(value, 'f', decimals);
}

QString timeText(double seconds, double interval) {
  if (interval < 1) return AxisWords::tr("%1 s").arg(numberText(seconds, interval));
  const auto s = static_cast<qint64>(std::llround(seconds));
  if (s == 0) return QStringLiteral("0");
  const qint64 h = s / 3600, m = s % 3600 / 60, rest = s % 60;
  QStringList parts;
  if (h > 0) parts << AxisWords::tr("%1 h").arg(QLocale().toString(h));
  if (m > 0) parts << AxisWords::tr("%1 min").arg(m);
  if (rest > 0 && h == 0) parts << AxisWords::tr("%1 s").arg(rest);
  return parts.join(' ');
}

double timeInterval(double extent, int count) {
  const double raw = extent / count;
  for (const double step :
       {1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400})
    if (raw > 0.5 && raw <= 1.4 * step) return step;
  return raw > 0.5 ? 86400 * tickInterval(extent / 86400, count) : tickInterval(extent, count);
}

std::vector<double> places(const Scale& scale, int count, double interval) {
  std::vector<double> out;
  const Range& range = scale.values;
  // Ticks at decades only where there are some.
  if (scale.log && range.low > 0 && range.high / range.low > 8) {
    const double decades = std::log10(range.high / range.low);
    const int stride = std::max(1, static_cast<int>(std::ceil(decades / count)));
    const auto parts = decades > 0.8 * count   ? std::vector<double>{1}
                       : decades > 0.4 * count ? std::vector<double>{1, 3}
                                               : std::vector<double>{1, 2, 5};
    const int first = static_cast<int>(std::floor(std::log10(range.low)));
    const int last = static_cast<int>(std::ceil(std::log10(range.high)));
    for (int power = first; power <= last; ++power) {
      if (power % stride != 0) continue;
      for (const double part : parts) {
        const double value = part * std::pow(10, power);
        if (value >= range.low * (1 - 1e-9) && value <= range.high * (1 + 1e-9))
          out.push_back(value);
      }
    }
    return out;
  }
  if (!(interval > 0) || range.extent() / interval > 100) return out;
  for (double i = std::ceil(range.low / interval - 1e-9);
       i * interval <= range.high + 1e-9 * interval; ++i)
    out.push_back(i * interval);
  return out;
}

}  // namespace

bool XSource::knows(XUnit unit) const {
  if (unit == XUnit::tokens) return tokensPerStep > 0;
  return unit == XUnit::step || (seconds && !seconds->empty());
}

double XSource::toX(double step, XUnit unit) const {
  if (unit == XUnit::step || !knows(unit)) return step;
  if (unit == XUnit::tokens) return step * tokensPerStep;
  const size_t at = seconds->firstAt(step);
  if (at == seconds->size()) return seconds->back().y();
  const QPointF& after = (*seconds)[at];
  if (after.x() == step || at == 0) return at == 0 && step < after.x() ? 0 : after.y();
  const QPointF& before = (*seconds)[at - 1];
  return before.y() + (after.y() - before.y()) * (step - before.x()) / (after.x() - before.x());
}

double XSource::toStep(double x, XUnit unit) const {
  if (unit == XUnit::step || !knows(unit)) return x;
  if (unit == XUnit::tokens) return x / tokensPerStep;
  const auto at = std::lower_bound(seconds->begin(), seconds->end(), x,
                                   [](const QPointF& p, double value) { return p.y() < value; });
  return at == seconds->end() ? seconds->back().x() + 1 : at->x();
}

double Scale::place(double value) const {
  double share = 0;
  if (!log)
    share = (value - values.low) / values.extent();
  else if (value <= 0)
    return from;
  else
    share = std::log(value / values.low) / std::log(values.high / values.low);
  const double pixel = from + share * (to - from);
  return std::isfinite(pixel) ? std::clamp(pixel, -kFar, kFar) : from;
}

double Scale::value(double pixel) const {
  const double share = (pixel - from) / (to - from);
  return log ? values.low * std::pow(values.high / values.low, share)
             : values.low + share * values.extent();
}

std::vector<Tick> valueTicks(const Scale& scale, int count) {
  const double interval = tickInterval(scale.values.extent(), count);
  std::vector<Tick> ticks;
  for (const double value : places(scale, count, interval))
    ticks.push_back({value, numberText(value, scale.log ? std::min(interval, value) : interval)});
  return ticks;
}

std::vector<Tick> xTicks(const Scale& scale, int count, XUnit unit) {
  if (unit != XUnit::time) {
    // Steps are whole.
    const double interval =
        std::max(unit == XUnit::step ? 1.0 : 0.0, tickInterval(scale.values.extent(), count));
    std::vector<Tick> ticks;
    for (const double value : places(scale, count, interval))
      ticks.push_back({value, numberText(value, scale.log ? std::min(interval, value) : interval)});
    return ticks;
  }
  const double interval = timeInterval(scale.values.extent(), count);
  std::vector<Tick> ticks;
  for (const double value : places(scale, count, interval))
    ticks.push_back({value, timeText(value, std::min(interval, scale.log ? value : interval))});
  return ticks;
}

QString xName(XUnit unit) {
  return unit == XUnit::step     ? AxisWords::tr("step")
         : unit == XUnit::tokens ? AxisWords::tr("tokens")
                                 : AxisWords::tr("training time");
}

QString xText(double x, XUnit unit) {
  if (unit != XUnit::time) return countText(x);
  return x < 10 ? AxisWords::tr("%1 s").arg(QLocale().toString(x, 'f', 2)) : durationText(x);
}

}  // namespace unmask
