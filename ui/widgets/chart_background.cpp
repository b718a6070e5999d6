// Painting the grey layer on a pool thread, and finding a curve of it under the mouse.
#include "ui/widgets/chart_background.h"

#include <QPainter>
#include <cmath>

namespace unmask {

namespace {

bool same(const Scale& a, const Scale& b) {
  return a.values == b.values && a.log == b.log && a.from == b.from && a.to == b.to;
}

QImage paintLayer(const std::vector<BackgroundCurve>& curves, const LineScales& scales,
                  QSize pixels, double ratio, const QColor& color) {
  QImage image(pixels, QImage::Format_ARGB32_Premultiplied);
  image.setDevicePixelRatio(ratio);
  image.fill(Qt::transparent);
  QPainter painter(&image);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(color, 1));
  painter.translate(-scales.x.from, -scales.y.to);
  for (const BackgroundCurve& curve : curves) {
    const QPolygonF line = placedLine(*curve.points, curve.x, scales);
    qsizetype begin = 0;
    for (qsizetype i = 0; i <= line.size(); ++i) {
      if (i < line.size() && !std::isnan(line[i].y())) continue;
      if (i - begin > 1)
        painter.drawPolyline(line.constData() + begin, static_cast<int>(i - begin));
      begin = i + 1;
    }
  }
  return image;
}

}  // namespace

ChartBackground::ChartBackground(QObject* parent)
    : QObject(parent),
      curves_(std::make_shared<std::vector<BackgroundCurve>>()),
      latest_(this, [this](Layer layer) {
        layer_ = std::move(layer);
        Q_EMIT painted();
      }) {}

void ChartBackground::setCurves(std::vector<BackgroundCurve> curves) {
  std::erase_if(curves, [](const auto& curve) { return !curve.points || curve.points->empty(); });
  Bounds bounds;
  for (const BackgroundCurve& curve : curves) {
    const auto found = curve.points->extremes(0, curve.points->size());
    for (const size_t index : {found.low, found.high})
      if (index != CurveData::kNone) bounds.include((*curve.points)[index].y());
  }
  values_.reset();
  if (bounds.any) values_ = Range{bounds.low, bounds.high};
  curves_ = std::make_shared<const std::vector<BackgroundCurve>>(std::move(curves));
  asked_ = {};
  if (curves_->empty()) layer_ = {};
}

double ChartBackground::end(XUnit unit) const {
  double last = 0;
  for (const BackgroundCurve& curve : *curves_)
    last = std::max(last, curve.x.toX(curve.points->back().x(), unit));
  return last;
}

void ChartBackground::ask(const LineScales& scales, QSizeF size, double ratio,
                          const QColor& color) {
  const QSize pixels = (size * ratio).toSize();
  if (curves_->empty() || pixels.isEmpty()) return;
  if (same(scales.x, asked_.x) && same(scales.y, asked_.y) && scales.unit == asked_.unit &&
      scales.lossUnit == asked_.lossUnit && pixels == askedSize_ && color == askedColor_)
    return;
  asked_ = scales;
  askedSize_ = pixels;
  askedColor_ = color;
  latest_.ask([curves = curves_, scales, pixels, ratio, color] {
    return Layer{paintLayer(*curves, scales, pixels, ratio, color), scales};
  });
}

QRectF ChartBackground::place(const LineScales& now) const {
  const Scale &x = layer_.scales.x, &y = layer_.scales.y;
  return QRectF(QPointF(now.x.place(x.values.low), now.y.place(y.values.high)),
                QPointF(now.x.place(x.values.high), now.y.place(y.values.low)));
}

const BackgroundCurve* ChartBackground::near(QPointF at, const LineScales& scales,
                                             double reach) const {
  const BackgroundCurve* nearest = nullptr;
  for (const BackgroundCurve& curve : *curves_) {
    const double step = curve.x.toStep(scales.x.value(at.x()), scales.unit);
    const size_t index = curve.points->nearest(step);
    if (index == CurveData::kNone) continue;
    const QPointF& p = (*curve.points)[index];
    if (!std::isfinite(p.y())) continue;
    const double value = scales.lossUnit ? inUnit(p.y(), *scales.lossUnit) : p.y();
    const double aside = scales.x.place(curve.x.toX(p.x(), scales.unit)) - at.x();
    const double distance = std::hypot(scales.y.place(value) - at.y(), 0.5 * aside);
    if (distance > reach) continue;
    reach = distance;
    nearest = &curve;
  }
  return nearest;
}

}  // namespace unmask
