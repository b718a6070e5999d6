// The one chart of the window: curves over steps, a named reference line, event pins.
//
// At most 10,000 points are drawn in all (min/max envelope), at most 20 times a second. Values that
// are not finite are marked at the top edge and counted.
#pragma once

#include <QTimer>
#include <QWidget>
#include <map>
#include <memory>
#include <optional>
#include <vector>

class QChart;
class QChartView;
class QGraphicsItem;
class QGraphicsSimpleTextItem;
class QLineSeries;
class QScatterSeries;
class QValueAxis;

namespace unmask {

using CurvePoints = std::shared_ptr<const std::vector<QPointF>>;  // rising x

struct CurveStyle {
  QString label;        // at the line's end
  int run = 0;          // which of the palette's run colours
  bool dashed = false;  // validation
  bool smooth = false;  // smoothed line over the faint raw one
};

struct ChartPin {
  double x = 0;
  QString text;
};

class Chart : public QWidget {
  Q_OBJECT
 public:
  static constexpr int kMostPoints = 10'000;

  explicit Chart(QWidget* parent = nullptr);

  void setAxes(const QString& x, const QString& y);
  void setCompact(bool);  // a small chart: few ticks, no titles, no end labels
  void setCurve(const QString& id, const CurveStyle&, CurvePoints);
  void removeCurves();
  void setReference(const QString& name, std::optional<double> value);
  void setPins(std::vector<ChartPin>);
  void setEnd(double x);  // the axis reaches at least here

  void redrawNow();
  int drawnPoints() const;  // of all series, as last drawn
  int notFinite() const { return notFinite_; }
  QStringList endLabels() const;

 Q_SIGNALS:
  void redrawn();

 protected:
  void resizeEvent(QResizeEvent*) override;
  bool eventFilter(QObject*, QEvent*) override;

 private:
  struct Curve {
    CurveStyle style;
    CurvePoints points;
    QLineSeries* raw = nullptr;
    QLineSeries* line = nullptr;
    QGraphicsSimpleTextItem* end = nullptr;
    QPointF last;
    bool any = false;
  };
  void requestRedraw();
  void redraw();
  void applyTheme();
  void placeItems();
  QLineSeries* newSeries();
  QString valuesNear(double x) const;

  QChart* chart_;
  QChartView* view_;
  QValueAxis *x_, *y_;
  std::map<QString, Curve> curves_;
  QLineSeries* referenceLine_ = nullptr;
  QGraphicsSimpleTextItem* referenceText_ = nullptr;
  QScatterSeries* marks_ = nullptr;
  QGraphicsSimpleTextItem* marksText_ = nullptr;
  QString referenceName_;
  std::optional<double> reference_;
  std::vector<ChartPin> pins_;
  std::vector<QGraphicsItem*> pinItems_;
  QTimer throttle_;
  bool compact_ = false;
  double end_ = 1;
  int notFinite_ = 0;
};

}  // namespace unmask
