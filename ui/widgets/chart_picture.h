// A chart as plain data, laid out for a size: what is in sight, and where everything stands.
// ChartScene shows it with Qt Charts, on the screen and in PNG, SVG and PDF; the mouse and the
// cursor find their way in it.
#pragma once

#include <QPolygonF>
#include <QString>
#include <map>
#include <optional>
#include <vector>

#include "ui/theme/palette.h"
#include "ui/widgets/chart_axes.h"
#include "ui/widgets/envelope.h"
#include "ui/widgets/loss_units.h"

namespace unmask {

constexpr int kMostDrawnPoints = 10'000;  // of all curves of a chart

struct CurveStyle {
  QString label;        // at the line's end
  int run = 0;          // which of the palette's run colours, and which marker
  bool dashed = false;  // validation
  bool smooth = false;  // smoothed line over the faint raw one
};

struct ChartPin {
  double step = 0;
  QString text;
};

struct ChartCurve {
  CurveStyle style;
  CurvePoints points;  // x: steps
  XSource x;
  SmoothedCurve smooth;
};

// What a chart shows.
struct ChartContent {
  QString name;                          // heading of exported pictures
  QString valueName;                     // what y is: "nats per token"
  std::map<QString, ChartCurve> curves;  // by id; drawn in this order
  QString referenceName;
  std::optional<double> reference;  // drawn dashed, by name
  std::vector<ChartPin> pins;
  double end = 1;        // steps; the axis reaches at least here
  bool compact = false;  // few ticks, no names, no end labels
  bool logY = false;
  std::optional<LossUnit> lossUnit;  // values are nats, shown in this unit
  double candidates = 0;

  double inUnit(double value) const;
  QString text(double value) const;  // of a value as logged
};

// Which part of it, and how.
struct ChartSight {
  XUnit unit = XUnit::step;
  bool logX = false;
  std::optional<Range> x, y;  // in the units shown; nothing: all there is
  std::optional<double> smoothing;
  std::optional<Range> background;  // y that must be in sight for what is painted behind
  double backgroundEnd = 0;         // x that the background reaches
};

struct ChartPicture {
  QSizeF size;
  QRectF plot;
  Scale x, y;
  XUnit unit = XUnit::step;
  bool labelled = true;  // x has its ticks named; compact charts have no room
  std::vector<Tick> xTicks, yTicks;
  struct Line {
    QPolygonF points;  // NaN breaks the line
    QColor color;
    double width = 1;
    bool dashed = false;
  };
  std::vector<Line> lines;  // in order of drawing
  struct Marker {
    QPointF at;
    int run = 0;
    QColor color;
  };
  std::vector<Marker> markers;
  struct Label {
    QString text, curve;
    QColor color;
    QPointF at;  // top left
  };
  std::vector<Label> ends;
  std::optional<double> reference;  // y pixel
  QString referenceText;
  std::vector<double> marks;  // x pixels of values that are not finite
  QStringList notes;          // "not finite: 12"
  struct Pin {
    double x = 0;
    QString text;  // of all that stand here
    double step = 0;
  };
  std::vector<Pin> pins;
  QString title, valueName;  // exported pictures alone
  int drawnPoints = 0;
  int notFinite = 0;
};

// Where a curve's line runs between two scales; at most two points a column. Any thread.
struct LineScales {
  Scale x, y;
  XUnit unit = XUnit::step;
  std::optional<LossUnit> lossUnit;
  int columns = 1;
};
QPolygonF placedLine(const CurveData&, const XSource&, const LineScales&);

// All of x, without zoom.
Range wholeX(const ChartContent&, const ChartSight&);

// Brings smoothed lines up to date; then layOut reads alone.
void prepare(ChartContent&, const ChartSight&);
// titled: with name and value name above the plot, as exported pictures have them.
ChartPicture layOut(const ChartContent&, const ChartSight&, QSizeF size, const Palette&,
                    bool titled = false);
// About how many points the smoothing averages over when nobody chose: a fortieth, 1 to 300.
double smoothingFor(size_t points);

}  // namespace unmask
