// Drawing the chart with Qt Charts; labels, pins and marks are items placed over the plot.
#include "ui/widgets/chart.h"

#include <QChart>
#include <QChartView>
#include <QGraphicsPolygonItem>
#include <QGraphicsScene>
#include <QGraphicsSimpleTextItem>
#include <QHelpEvent>
#include <QLineSeries>
#include <QScatterSeries>
#include <QToolTip>
#include <QVBoxLayout>
#include <QValueAxis>
#include <cmath>

#include "ui/theme/theme.h"
#include "ui/widgets/envelope.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

// The axis makes an item for every tick at each change: range and interval change in the order
// that never puts a wide range and a small interval together, not even in between.
void setAxis(QValueAxis* axis, double low, double high, double interval) {
  if (interval > axis->tickInterval()) axis->setTickInterval(interval);
  axis->setRange(low, high);
  axis->setTickInterval(interval);
}

}  // namespace

Chart::Chart(QWidget* parent) : QWidget(parent) {
  chart_ = new QChart;
  chart_->legend()->hide();
  chart_->setBackgroundVisible(false);
  chart_->setPlotAreaBackgroundVisible(false);
  chart_->layout()->setContentsMargins(0, 0, 0, 0);
  x_ = new QValueAxis;
  y_ = new QValueAxis;
  for (QValueAxis* axis : {x_, y_}) {
    axis->setTickType(QValueAxis::TicksDynamic);
    axis->setTickAnchor(0);
    axis->setLineVisible(false);
  }
  x_->setGridLineVisible(false);
  chart_->addAxis(x_, Qt::AlignBottom);
  chart_->addAxis(y_, Qt::AlignLeft);

  referenceLine_ = newSeries();
  marks_ = new QScatterSeries;
  marks_->setMarkerShape(QScatterSeries::MarkerShapeTriangle);
  chart_->addSeries(marks_);
  marks_->attachAxis(x_);
  marks_->attachAxis(y_);
  referenceText_ = new QGraphicsSimpleTextItem(chart_);
  marksText_ = new QGraphicsSimpleTextItem(chart_);

  view_ = new QChartView(chart_);
  view_->setRenderHint(QPainter::Antialiasing);
  view_->setFrameShape(QFrame::NoFrame);
  view_->setBackgroundBrush(Qt::NoBrush);
  view_->setStyleSheet("background: transparent");
  view_->viewport()->installEventFilter(this);
  view_->setFocusPolicy(Qt::NoFocus);
  view_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  view_->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(view_);

  throttle_.setSingleShot(true);
  throttle_.setInterval(50);
  connect(&throttle_, &QTimer::timeout, this, &Chart::redraw);
  connect(chart_, &QChart::plotAreaChanged, this, &Chart::placeItems);
  connect(&theme(), &Theme::changed, this, &Chart::applyTheme);
  applyTheme();
}

QLineSeries* Chart::newSeries() {
  auto* series = new QLineSeries;
  chart_->addSeries(series);
  series->attachAxis(x_);
  series->attachAxis(y_);
  return series;
}

void Chart::setAxes(const QString& x, const QString& y) {
  x_->setTitleText(x);
  y_->setTitleText(y);
  setAccessibleName(y);
}

void Chart::setCompact(bool compact) {
  compact_ = compact;
  x_->setTitleVisible(!compact);
  y_->setTitleVisible(!compact);
  x_->setLabelsVisible(!compact);
  applyTheme();
}

void Chart::setCurve(const QString& id, const CurveStyle& style, CurvePoints points) {
  Curve& curve = curves_[id];
  const bool created = !curve.line;
  if (created) {
    curve.raw = newSeries();
    curve.line = newSeries();
    curve.end = new QGraphicsSimpleTextItem(chart_);
  }
  const bool restyled = created || curve.style.run != style.run ||
                        curve.style.dashed != style.dashed || curve.style.smooth != style.smooth;
  curve.style = style;
  curve.points = std::move(points);
  if (restyled) applyTheme();
  requestRedraw();
}

void Chart::removeCurves() {
  for (auto& [id, curve] : curves_) {
    for (QLineSeries* series : {curve.raw, curve.line}) {
      chart_->removeSeries(series);
      delete series;
    }
    delete curve.end;
  }
  curves_.clear();
  pins_.clear();
  end_ = 1;
  requestRedraw();
}

void Chart::setReference(const QString& name, std::optional<double> value) {
  referenceName_ = name;
  reference_ = value;
  requestRedraw();
}

void Chart::setPins(std::vector<ChartPin> pins) {
  pins_ = std::move(pins);
  requestRedraw();
}

void Chart::setEnd(double x) {
  end_ = std::max(1.0, x);
  requestRedraw();
}

void Chart::requestRedraw() {
  if (!throttle_.isActive()) throttle_.start();
}

void Chart::redrawNow() {
  throttle_.stop();
  redraw();
}

void Chart::redraw() {
  double last = end_;
  Bounds bounds;
  int seriesCount = 0;
  for (const auto& [id, curve] : curves_) {
    if (curve.points && !curve.points->empty()) last = std::max(last, curve.points->back().x());
    seriesCount += curve.style.smooth ? 2 : 1;
  }
  // Reference line and marks have their own small share of the points.
  const int columns =
      std::clamp((kMostPoints - 300) / (2 * std::max(1, seriesCount)), 1, std::max(200, width()));

  notFinite_ = 0;
  std::vector<double> marked;
  for (auto& [id, curve] : curves_) {
    const std::span<const QPointF> points =
        curve.points ? std::span<const QPointF>(*curve.points) : std::span<const QPointF>();
    for (const QPointF& p : points) {
      if (std::isfinite(p.y())) continue;
      ++notFinite_;
      if (marked.size() < 200) marked.push_back(p.x());
    }
    const std::vector<QPointF> raw = envelope(points, 0, last, columns);
    for (const QPointF& p : raw) bounds.include(p.y());
    if (curve.style.smooth) {
      const std::vector<QPointF> smooth =
          smoothed(points, std::clamp(static_cast<double>(points.size()) / 40, 1.0, 200.0));
      const std::vector<QPointF> line = envelope(smooth, 0, last, columns);
      curve.raw->replace(QList<QPointF>(raw.begin(), raw.end()));
      curve.line->replace(QList<QPointF>(line.begin(), line.end()));
      curve.any = !smooth.empty();
      if (curve.any) curve.last = smooth.back();
    } else {
      curve.raw->replace(QList<QPointF>());
      curve.line->replace(QList<QPointF>(raw.begin(), raw.end()));
      curve.any = !raw.empty();
      if (curve.any) curve.last = raw.back();
    }
  }
  if (reference_) bounds.include(*reference_);
  if (!bounds.any) bounds = {0, 1, true};
  const double extent = std::max(bounds.high - bounds.low, 1e-12 + std::fabs(bounds.high) * 1e-3);
  const double interval = tickInterval(extent, compact_ ? 2 : 5);
  double low = bounds.low - 0.04 * extent, high = bounds.high + 0.06 * extent;
  if (bounds.low >= 0 && low < 0) low = 0;
  setAxis(y_, low, high, interval);
  y_->setLabelFormat(interval >= 1 ? "%.0f" : "%.4g");
  setAxis(x_, 0, last, tickInterval(last, 5));
  x_->setLabelFormat("%.0f");

  if (reference_)
    referenceLine_->replace(QList<QPointF>{{0, *reference_}, {last, *reference_}});
  else
    referenceLine_->replace(QList<QPointF>());
  QList<QPointF> marks;
  for (const double x : marked) marks << QPointF(x, high);
  marks_->replace(marks);
  placeItems();
  Q_EMIT redrawn();
}

void Chart::applyTheme() {
  const Palette& p = theme().palette();
  const double unit = theme().scalePercent() / 100.0;
  for (QValueAxis* axis : {x_, y_}) {
    axis->setLabelsFont(theme().font(11));
    axis->setLabelsColor(p.secondary);
    axis->setTitleFont(theme().font(11));
    axis->setTitleBrush(p.secondary);
    axis->setGridLinePen(QPen(p.line, 1));
  }
  for (auto& [id, curve] : curves_) {
    QColor color = p.runs[static_cast<size_t>(curve.style.run) % p.runs.size()];
    QPen pen(color, (compact_ ? 1.5 : 2) * unit, curve.style.dashed ? Qt::DashLine : Qt::SolidLine);
    pen.setCosmetic(true);
    curve.line->setPen(pen);
    curve.end->setBrush(color);
    curve.end->setFont(theme().font(11.5, QFont::Medium));
    color.setAlphaF(p.dark ? 0.38f : 0.30f);
    QPen faint(color, unit);
    faint.setCosmetic(true);
    curve.raw->setPen(faint);
  }
  QPen reference(p.secondary, 1.2 * unit, Qt::DashLine);
  reference.setCosmetic(true);
  referenceLine_->setPen(reference);
  referenceText_->setBrush(p.secondary);
  referenceText_->setFont(theme().font(11));
  marks_->setColor(p.masked.ink);
  marks_->setBorderColor(p.masked.ink);
  marks_->setMarkerSize(9 * unit);
  marksText_->setBrush(p.masked.ink);
  marksText_->setFont(theme().font(11, QFont::DemiBold));
  setMinimumHeight(theme().px(compact_ ? 72 : 200));
  requestRedraw();
}

void Chart::placeItems() {
  // Room on the right for the labels at the lines' ends.
  double widest = 0;
  for (auto& [id, curve] : curves_) {
    curve.end->setVisible(curve.any && !compact_);
    curve.end->setText(
        tr("%1 %2", "curve and its last value").arg(curve.style.label, valueText(curve.last.y())));
    if (curve.end->isVisible()) widest = std::max(widest, curve.end->boundingRect().width());
  }
  const int room = static_cast<int>(widest) + theme().px(widest > 0 ? 8 : 4);
  const QMargins margins(0, theme().px(6), room, 0);
  if (chart_->margins() != margins) chart_->setMargins(margins);

  const QRectF plot = chart_->plotArea();
  const auto place = [this](double x, double y) { return chart_->mapToPosition({x, y}); };
  std::vector<std::pair<double, QGraphicsSimpleTextItem*>> labels;
  for (auto& [id, curve] : curves_)
    if (curve.end->isVisible())
      labels.emplace_back(place(curve.last.x(), curve.last.y()).y(), curve.end);
  std::sort(labels.begin(), labels.end(), [](auto& a, auto& b) { return a.first < b.first; });
  double free = plot.top() - theme().px(6);
  for (auto& [y, item] : labels) {
    const double height = item->boundingRect().height();
    const double top = std::max(y - height / 2, free);
    item->setPos(plot.right() + theme().px(5), top);
    free = top + height;
  }
  // Pushed below the plot, they go up again from the lowest on.
  double floor = plot.bottom() + theme().px(4);
  for (auto label = labels.rbegin(); label != labels.rend(); ++label) {
    QGraphicsSimpleTextItem* item = label->second;
    const double height = item->boundingRect().height();
    item->setY(std::min(item->y(), floor - height));
    floor = item->y();
  }

  referenceText_->setVisible(reference_.has_value() && !compact_);
  if (reference_) {
    referenceText_->setText(referenceName_);
    const QRectF box = referenceText_->boundingRect();
    const double y = place(0, *reference_).y();
    const bool above = y - box.height() - 2 >= plot.top() - theme().px(6);
    referenceText_->setPos(plot.right() - box.width() - theme().px(4),
                           above ? y - box.height() - 1 : y + 1);
  }

  marksText_->setVisible(notFinite_ > 0);
  marksText_->setText(tr("not finite: %1").arg(notFinite_));
  marksText_->setPos(plot.left() + theme().px(6), plot.top() + theme().px(8));

  for (QGraphicsItem* item : pinItems_) delete item;
  pinItems_.clear();
  if (compact_) return;
  const double size = theme().px(4.5);
  for (const ChartPin& pin : pins_) {
    const double x = place(pin.x, 0).x();
    auto* item =
        new QGraphicsPolygonItem(QPolygonF({{0, -size * 1.5}, {size, 0}, {-size, 0}}), chart_);
    item->setPos(x, plot.bottom() + size * 0.4);
    item->setBrush(theme().palette().secondary);
    item->setPen(Qt::NoPen);
    item->setToolTip(pin.text);
    pinItems_.push_back(item);
  }
}

QString Chart::valuesNear(double x) const {
  QStringList lines;
  for (const auto& [id, curve] : curves_) {
    if (!curve.points || curve.points->empty()) continue;
    auto at = std::lower_bound(curve.points->begin(), curve.points->end(), x,
                               [](const QPointF& p, double value) { return p.x() < value; });
    if (at == curve.points->end() ||
        (at != curve.points->begin() && x - std::prev(at)->x() < at->x() - x))
      --at;
    lines << tr("%1, step %2: %3").arg(curve.style.label, countText(at->x()), valueText(at->y()));
  }
  return lines.join('\n');
}

bool Chart::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    for (const QGraphicsItem* item : pinItems_)
      if (item->sceneBoundingRect()
              .adjusted(-3, -3, 3, 3)
              .contains(view_->mapToScene(help->pos()))) {
        QToolTip::showText(help->globalPos(), item->toolTip(), this);
        return true;
      }
    if (chart_->plotArea().contains(chart_->mapFromScene(view_->mapToScene(help->pos())))) {
      const double x = chart_->mapToValue(chart_->mapFromScene(view_->mapToScene(help->pos()))).x();
      QToolTip::showText(help->globalPos(), valuesNear(x), this);
      return true;
    }
  }
  return QWidget::eventFilter(watched, event);
}

void Chart::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  requestRedraw();
}

int Chart::drawnPoints() const {
  int count = static_cast<int>(referenceLine_->count() + marks_->count());
  for (const auto& [id, curve] : curves_)
    count += static_cast<int>(curve.raw->count() + curve.line->count());
  return count;
}

QStringList Chart::endLabels() const {
  QStringList labels;
  for (const auto& [id, curve] : curves_)
    if (curve.any) labels << curve.end->text();
  return labels;
}

}  // namespace unmask
