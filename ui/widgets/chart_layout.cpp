// Laying a chart out: what is in sight, its ranges, and where everything stands.
#include <QCoreApplication>
#include <QFontMetricsF>
#include <cmath>
#include <limits>
#include <set>

#include "ui/theme/theme.h"
#include "ui/widgets/chart_picture.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

class PictureWords {
  Q_DECLARE_TR_FUNCTIONS(chart)
};

constexpr int kReserved = 300;       // points of the 10,000 for reference line and marks
constexpr int kMostColumns = 1'000;  // two points each
constexpr int kMostMarks = 200;

// The part of a curve that is in sight, as indices.
struct Part {
  size_t begin = 0, end = 0;  // inside the range
  size_t from = 0, to = 0;    // with a neighbour on either side, for the line to leave the plot
};

Part partOf(const CurveData& points, const XSource& source, const Range& x, XUnit unit) {
  Part part;
  part.begin = points.firstAt(source.toStep(x.low, unit));
  part.end = points.firstAt(std::nextafter(source.toStep(x.high, unit), INFINITY));
  part.end = std::max(part.begin, part.end);
  part.from = part.begin > 0 ? part.begin - 1 : 0;
  part.to = std::min(points.size(), part.end + 1);
  return part;
}

// Y of everything in sight, with room above and below.
Range fullY(const ChartContent& content, const ChartSight& sight, const Range& x) {
  Bounds bounds;
  const auto include = [&](double value) {
    const double shown = content.inUnit(value);
    if (!content.logY || shown > 0) bounds.include(shown);
  };
  for (const auto& [id, curve] : content.curves) {
    if (!curve.points) continue;
    const Part part = partOf(*curve.points, curve.x, x, sight.unit);
    const bool none = part.begin == part.end;
    const auto found =
        curve.points->extremes(none ? part.from : part.begin, none ? part.to : part.end);
    for (const size_t index : {found.low, found.high, found.lowPositive})
      if (index != CurveData::kNone) include((*curve.points)[index].y());
  }
  if (sight.background) {
    include(sight.background->low);
    include(sight.background->high);
  }
  // Zoomed in, the curve is what the person looks at.
  if (content.reference && !sight.x) include(*content.reference);
  if (!bounds.any) return content.logY ? Range{0.1, 10} : Range{0, 1};
  if (content.logY) {
    const double ratio = std::max(bounds.high / bounds.low, 1.001);
    return {bounds.low / std::pow(ratio, 0.05), bounds.high * std::pow(ratio, 0.07)};
  }
  // A flat line gets a fifth of its height as room, so that its ticks differ.
  const bool flat = bounds.high - bounds.low <= 1e-9 * std::fabs(bounds.high);
  const double extent = flat ? 1e-12 + std::fabs(bounds.high) / 5 : bounds.high - bounds.low;
  Range range{bounds.low - 0.04 * extent, bounds.high + 0.06 * extent};
  if (bounds.low >= 0 && range.low < 0) range.low = 0;
  return range;
}

// Where the columns of the envelope begin in the curve. The columns stand at round places of x,
// not at the plot's edge, so that a curve does not flicker while it is moved.
std::vector<size_t> columnCuts(const CurveData& points, const XSource& source, const Part& part,
                               const LineScales& scales) {
  const bool log = scales.x.log;
  const auto flat = [&](double value) { return log ? std::log10(value) : value; };
  const double low = flat(scales.x.values.low), high = flat(scales.x.values.high);
  const double width = (high - low) / scales.columns;
  std::vector<size_t> cuts{part.from};
  const double first = std::floor(low / width) + 1;
  for (int i = 0; i <= scales.columns; ++i) {
    const double edge = (first + i) * width;
    if (!(edge < high)) break;
    const double step = source.toStep(log ? std::pow(10, edge) : edge, scales.unit);
    cuts.push_back(std::clamp(points.firstAt(step), cuts.back(), part.to));
  }
  cuts.push_back(part.to);
  return cuts;
}

// The last finite point of a line; kNone: there is none.
size_t lastFinite(const CurveData& drawn) {
  size_t count = drawn.size();
  while (count > 0 && !std::isfinite(drawn[count - 1].y())) --count;
  return count > 0 ? count - 1 : CurveData::kNone;
}

// A curve's name and last value in at most `room` pixels: the name gives way, never the number.
QString endText(const QString& name, const QString& number, const QFontMetricsF& metrics,
                double room) {
  const auto joined = [&](const QString& shown) {
    return number.isEmpty() ? shown
                            : PictureWords::tr("%1 %2", "curve and its last value").arg(shown, number);
  };
  if (metrics.horizontalAdvance(joined(name)) <= room) return joined(name);
  const double left = room - metrics.horizontalAdvance(joined({}));
  const QString shown = metrics.elidedText(name, Qt::ElideRight, std::max(0.0, left));
  return shown.size() < 2 ? number : joined(shown);
}

constexpr double kEndShare = 0.3;  // of the chart's width: names at the ends of lines at most

struct LayOut {
  const ChartContent& content;
  const ChartSight& sight;
  const Palette& palette;
  ChartPicture& picture;
  Range x;
  int columns = 1;
  std::set<int> runs;
  QFontMetricsF endMetrics;

  QColor colorOf(const ChartCurve& curve) const {
    return palette.runs[static_cast<size_t>(curve.style.run) % palette.runs.size()];
  }

  QPolygonF place(const CurveData& points, const XSource& source) {
    QPolygonF line =
        placedLine(points, source, {picture.x, picture.y, sight.unit, content.lossUnit, columns});
    picture.drawnPoints += static_cast<int>(line.size());
    return line;
  }

  void addCurve(const QString& id, const ChartCurve& curve) {
    if (!curve.points || curve.points->empty()) return;
    const double unit = theme().scalePercent() / 100.0;
    const QColor color = colorOf(curve);
    const bool smooth = curve.style.smooth && !curve.smooth.curve().empty();
    ChartPicture::Line line{{}, color, (content.compact ? 1.5 : 2) * unit, curve.style.dashed};
    if (smooth) {
      QColor faint = color;
      faint.setAlphaF(palette.dark ? 0.38f : 0.30f);
      picture.lines.push_back({place(*curve.points, curve.x), faint, unit, false});
      line.points = place(curve.smooth.curve(), curve.x);
    } else {
      line.points = place(*curve.points, curve.x);
    }
    addMarks(curve);
    addEnd(id, curve, smooth ? curve.smooth.curve() : *curve.points, line);
    picture.lines.push_back(std::move(line));
  }

  void addMarks(const ChartCurve& curve) {
    const auto broken = curve.points->notFinite();
    picture.notFinite += static_cast<int>(broken.size());
    double last = -std::numeric_limits<double>::infinity();
    for (const uint32_t index : broken) {
      const double pixel = picture.x.place(curve.x.toX((*curve.points)[index].x(), sight.unit));
      if (pixel < picture.plot.left() - 1 || pixel > picture.plot.right() + 1) continue;
      if (pixel - last < 2 || static_cast<int>(picture.marks.size()) >= kMostMarks) continue;
      picture.marks.push_back(pixel);
      last = pixel;
    }
  }

  void addEnd(const QString& id, const ChartCurve& curve, const CurveData& drawn,
              const ChartPicture::Line& line) {
    if (content.compact) return;
    const size_t last = lastFinite(drawn);
    if (last == CurveData::kNone) return;
    const QPointF& end = drawn[last];
    const double at = curve.x.toX(end.x(), sight.unit);
    const bool inSight = at <= x.high + 1e-9 * x.extent() && at >= x.low;
    QPointF pixel(picture.x.place(at), picture.y.place(content.inUnit(end.y())));
    if (!inSight) {
      // The line goes on beyond the plot: its name stands where it leaves.
      if (line.points.isEmpty() || std::isnan(line.points.back().y())) return;
      pixel = line.points.back();
    }
    if (pixel.y() < picture.plot.top() - 1 || pixel.y() > picture.plot.bottom() + 1) return;
    const QString text = endText(curve.style.label, inSight ? content.text(end.y()) : QString(),
                                 endMetrics, kEndShare * picture.size.width());
    picture.ends.push_back({text, id, line.color, {0, pixel.y()}});
    if (inSight) picture.markers.push_back({pixel, curve.style.run, line.color});
    if (runs.size() < 2) return;
    // Several runs: the shape along the line tells them apart without colour.
    const double gap = theme().px(170);
    double next = picture.plot.left() + theme().px(30) + gap * (curve.style.run % 7) / 7.0;
    for (const QPointF& p : line.points) {
      if (p.x() < next || std::isnan(p.y()) || p.x() > picture.plot.right()) continue;
      picture.markers.push_back({p, curve.style.run, line.color});
      next = p.x() + gap;
    }
  }

  // Labels push each other down from the highest on, and up again from the lowest.
  void placeEnds() {
    std::sort(picture.ends.begin(), picture.ends.end(),
              [](auto& a, auto& b) { return a.at.y() < b.at.y(); });
    const double height = endMetrics.height(), left = picture.plot.right() + theme().px(8);
    double free = picture.plot.top() - theme().px(6);
    for (auto& label : picture.ends) {
      label.at = {left, std::max(label.at.y() - height / 2, free)};
      free = label.at.y() + height;
    }
    double floor = picture.plot.bottom() + theme().px(4);
    for (auto label = picture.ends.rbegin(); label != picture.ends.rend(); ++label) {
      label->at.setY(std::min(label->at.y(), floor - height));
      floor = label->at.y();
    }
  }

  void addPins() {
    if (content.compact) return;
    const XSource* source = nullptr;
    for (const auto& [id, curve] : content.curves)
      if (!source && curve.x.knows(sight.unit)) source = &curve.x;
    if (!source) return;
    for (const ChartPin& pin : content.pins) {
      const double at = source->toX(pin.step, sight.unit);
      if (at < x.low && !(at <= 0 && sight.logX)) continue;
      if (at > x.high) continue;
      const double pixel = picture.x.place(at);
      if (!picture.pins.empty() && pixel - picture.pins.back().x < theme().px(8))
        picture.pins.back().text += "\n" + pin.text;
      else
        picture.pins.push_back({pixel, pin.text, pin.step});
    }
  }

  void addNotes() {
    if (picture.notFinite > 0)
      picture.notes << PictureWords::tr("not finite: %1").arg(countText(picture.notFinite));
    qint64 below = 0;
    bool atZero = false;
    for (const auto& [id, curve] : content.curves) {
      if (!curve.points || curve.points->empty()) continue;
      if (sight.logX && curve.points->front().x() <= 0) atZero = true;
      if (!content.logY) continue;
      const Part part = partOf(*curve.points, curve.x, x, sight.unit);
      const auto found = curve.points->extremes(part.begin, part.end);
      if (found.low == CurveData::kNone || content.inUnit((*curve.points)[found.low].y()) > 0)
        continue;
      for (size_t i = part.begin; i < part.end; ++i) {
        const double y = (*curve.points)[i].y();
        if (std::isfinite(y) && content.inUnit(y) <= 0) ++below;
      }
    }
    if (below > 0)
      picture.notes << PictureWords::tr("zero or less, below a log axis: %1")
                           .arg(countText(static_cast<double>(below)));
    if (atZero) picture.notes << PictureWords::tr("step 0 has no place on a log axis");
  }
};

}  // namespace

QPolygonF placedLine(const CurveData& points, const XSource& source, const LineScales& scales) {
  const Part part = partOf(points, source, scales.x.values, scales.unit);
  QPolygonF line;
  if (part.from >= part.to) return line;
  const auto drawn = envelope(points, columnCuts(points, source, part, scales));
  line.reserve(static_cast<qsizetype>(drawn.size()));
  for (const QPointF& p : drawn) {
    const double at = source.toX(p.x(), scales.unit);
    if (scales.x.log && at <= 0) continue;
    const double value = scales.lossUnit ? inUnit(p.y(), *scales.lossUnit) : p.y();
    line << QPointF(scales.x.place(at), std::isfinite(value)
                                            ? scales.y.place(value)
                                            : std::numeric_limits<double>::quiet_NaN());
  }
  return line;
}

double ChartContent::inUnit(double value) const {
  return lossUnit ? unmask::inUnit(value, *lossUnit) : value;
}

QString ChartContent::text(double value) const {
  return lossUnit ? lossText(value, *lossUnit, candidates) : valueText(value);
}

double smoothingFor(size_t points) {
  double chosen = 1;
  for (const double span : {3, 10, 30, 100, 300})
    if (span <= static_cast<double>(points) / 40) chosen = span;
  return chosen;
}

Range wholeX(const ChartContent& content, const ChartSight& sight) {
  double last = sight.unit == XUnit::step ? content.end : 0;
  double firstAbove = std::numeric_limits<double>::infinity();
  for (const auto& [id, curve] : content.curves) {
    if (!curve.points || curve.points->empty()) continue;
    last = std::max(last, curve.x.toX(curve.points->back().x(), sight.unit));
    if (sight.unit == XUnit::tokens) last = std::max(last, curve.x.toX(content.end, sight.unit));
    const size_t first = curve.points->firstAt(std::nextafter(0.0, 1.0));
    if (first < curve.points->size())
      firstAbove = std::min(firstAbove, curve.x.toX((*curve.points)[first].x(), sight.unit));
  }
  last = std::max(last, sight.backgroundEnd);
  if (!(last > 0)) last = 1;
  if (!sight.logX) return {0, last};
  if (!(firstAbove > 0) || firstAbove >= last) firstAbove = last / 1000;
  return {firstAbove, last};
}

void prepare(ChartContent& content, const ChartSight& sight) {
  for (auto& [id, curve] : content.curves) {
    if (!curve.style.smooth || !curve.points) continue;
    const double span = sight.smoothing.value_or(smoothingFor(curve.points->size()));
    curve.smooth.follow(span > 1 ? *curve.points : CurveData(), span);
  }
}

ChartPicture layOut(const ChartContent& content, const ChartSight& sight, QSizeF size,
                    const Palette& palette, bool titled) {
  ChartPicture picture;
  picture.size = size;
  picture.unit = sight.unit;
  picture.labelled = !content.compact;
  const QFontMetricsF small(theme().font(11)), ends(theme().font(11.5, QFont::Medium));
  const QFontMetricsF heading(theme().font(14, QFont::DemiBold));

  const Range x = sight.x.value_or(wholeX(content, sight));
  const Range y = sight.y.value_or(fullY(content, sight, x));

  // Room on the right for the ends' labels, on the left for the ticks'.
  double widest = 0;
  int series = 0;
  std::set<int> runs;
  for (const auto& [id, curve] : content.curves) {
    if (!curve.points || curve.points->empty()) continue;
    const bool smooth = curve.style.smooth && !curve.smooth.curve().empty();
    series += smooth ? 2 : 1;
    runs.insert(curve.style.run);
    if (content.compact) continue;
    const CurveData& drawn = smooth ? curve.smooth.curve() : *curve.points;
    const size_t last = lastFinite(drawn);
    if (last == CurveData::kNone) continue;
    const QString text = endText(curve.style.label, content.text(drawn[last].y()), ends,
                                 kEndShare * size.width());
    widest = std::max(widest, ends.horizontalAdvance(text));
  }
  picture.y = {y, content.logY, 0, 1};
  const double top = titled ? heading.height() + small.height() + theme().px(18)
                            : theme().px(content.compact ? 6 : 10);
  const double bottom = content.compact ? theme().px(4) : small.height() + theme().px(12);
  const int rows =
      std::clamp(static_cast<int>((size.height() - top - bottom) / theme().px(46)), 2, 8);
  picture.yTicks = valueTicks(picture.y, content.compact ? 2 : rows);
  double left = 0;
  for (const Tick& tick : picture.yTicks) left = std::max(left, small.horizontalAdvance(tick.text));
  // Beside the frame of the focus.
  const double margin = titled ? theme().px(14) : content.compact ? 0 : theme().px(4);
  // From middle to middle of pixels: straight lines are sharp.
  picture.plot = QRectF(
      QPointF(std::ceil(left) + theme().px(8) + margin + 0.5, std::floor(top) + 0.5),
      QPointF(size.width() - std::ceil(widest) - theme().px(widest > 0 ? 14 : 6) - margin - 0.5,
              std::floor(size.height() - bottom) - 0.5));
  if (picture.plot.width() < 10 || picture.plot.height() < 10) return picture;
  picture.x = {x, sight.logX, picture.plot.left(), picture.plot.right()};
  picture.y.from = picture.plot.bottom();
  picture.y.to = picture.plot.top();
  picture.xTicks = xTicks(
      picture.x,
      std::max(2, static_cast<int>(picture.plot.width() / theme().px(content.compact ? 90 : 105))),
      sight.unit);

  const int most =
      std::min(kMostColumns, (kMostDrawnPoints - kReserved) / (2 * std::max(1, series)) - 3);
  LayOut lay{content, sight,
             palette, picture,
             x,       std::clamp(static_cast<int>(picture.plot.width() / 2), 1, std::max(1, most)),
             runs,    ends};
  for (const auto& [id, curve] : content.curves) lay.addCurve(id, curve);
  lay.placeEnds();
  lay.addPins();
  lay.addNotes();
  if (content.reference) {
    const double shown = content.inUnit(*content.reference);
    if (shown >= y.low && shown <= y.high) {
      picture.reference = picture.y.place(shown);
      picture.referenceText = content.referenceName;
    }
  }
  if (titled) {
    picture.title = content.name;
    picture.valueName = content.valueName;
  }
  return picture;
}

}  // namespace unmask
