// The grey layer of a chart: many runs painted to one image off the event loop.
#pragma once

#include <QImage>
#include <QObject>
#include <QString>
#include <vector>

#include "ui/widgets/chart_picture.h"
#include "ui/widgets/job_runner.h"

namespace unmask {

// Its points must not change any more: another thread reads them.
struct BackgroundCurve {
  QString id, label;
  CurvePoints points;
  XSource x;
};

class ChartBackground : public QObject {
  Q_OBJECT
 public:
  explicit ChartBackground(QObject* parent);

  void setCurves(std::vector<BackgroundCurve>);
  const std::vector<BackgroundCurve>& curves() const { return *curves_; }
  // Extremes of all, for the axes: y as logged, x in the unit.
  std::optional<Range> values() const { return values_; }
  double end(XUnit) const;

  // The layer for these scales and this size in pixels; null until it is painted. A layer painted
  // before is given, stretched by `scales`, until the new one is there.
  void ask(const LineScales&, QSizeF size, double pixelRatio, const QColor&);
  const QImage& image() const { return layer_.image; }
  // Where the image belongs on scales that have moved since.
  QRectF place(const LineScales&) const;

  // The curve that passes within `reach` pixels of `at`; null: none does.
  const BackgroundCurve* near(QPointF at, const LineScales&, double reach) const;

 Q_SIGNALS:
  void painted();

 private:
  struct Layer {
    QImage image;
    LineScales scales;
  };
  std::shared_ptr<const std::vector<BackgroundCurve>> curves_;
  std::optional<Range> values_;
  Layer layer_;
  LineScales asked_;
  QSize askedSize_;
  QColor askedColor_;
  Latest<Layer> latest_;
};

}  // namespace unmask
