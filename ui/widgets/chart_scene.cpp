// Keeping a QChart in step with a laid-out chart; only what changed is touched.
#include "ui/widgets/chart_scene.h"

#include <QCategoryAxis>
#include <QChart>
#include <QFontMetricsF>
#include <QGraphicsLayout>
#include <QLegend>
#include <QLineSeries>
#include <QPainter>
#include <cmath>

#include "ui/theme/theme.h"
#include "ui/widgets/chart_marker.h"

namespace unmask {

namespace {

constexpr int kMostPieces = 20;    // of a line; gaps beyond are joined, their marks still show
constexpr double kAboveAll = 100;  // z of what stands over the series

QPointF upward(QPointF pixel) {
  return {pixel.x(), -pixel.y()};
}

// Qt Charts draws a solid line segment by segment, without joins and darker where segments of a
// faint colour meet. One dash that never ends is drawn as one path.
QPen linePen(const QColor& color, double width, const QList<qreal>& dashes = {1e5, 1}) {
  QPen pen(color, width, Qt::CustomDashLine, Qt::FlatCap, Qt::BevelJoin);
  pen.setDashPattern(dashes);
  return pen;
}

// The parts of a line between its gaps; a lone point becomes a dash as long as it is thick.
std::vector<QList<QPointF>> parted(const ChartPicture::Line& line) {
  std::vector<QList<QPointF>> parts(1);
  const auto widen = [&] {
    if (parts.back().size() != 1) return;
    const QPointF at = parts.back().front();
    parts.back() = {at - QPointF(line.width, 0), at + QPointF(line.width, 0)};
  };
  for (const QPointF& point : line.points) {
    if (!std::isnan(point.y())) {
      parts.back() << upward(point);
    } else if (!parts.back().isEmpty() && parts.size() < kMostPieces) {
      widen();
      parts.emplace_back();
    }
  }
  widen();
  if (parts.back().isEmpty()) parts.pop_back();
  return parts;
}

void setTicks(QCategoryAxis* axis, std::vector<Tick>& shown, std::vector<Tick> ticks) {
  const auto same = [](const Tick& a, const Tick& b) {
    return a.value == b.value && a.text == b.text;
  };
  if (std::equal(ticks.begin(), ticks.end(), shown.begin(), shown.end(), same)) return;
  for (const QString& label : axis->categoriesLabels()) axis->remove(label);
  for (const Tick& tick : ticks) axis->append(tick.text, tick.value);
  shown = std::move(ticks);
}

}  // namespace

ChartScene::ChartScene()
    : chart_(new QChart),
      x_(new QCategoryAxis),
      y_(new QCategoryAxis),
      grid_(new QGraphicsPathItem(chart_)) {
  scene_.setItemIndexMethod(QGraphicsScene::NoIndex);
  scene_.addItem(chart_);
  chart_->legend()->hide();
  chart_->setAnimationOptions(QChart::NoAnimation);
  chart_->setBackgroundVisible(false);
  chart_->setMargins({});
  chart_->layout()->setContentsMargins(0, 0, 0, 0);
  for (QCategoryAxis* axis : {x_, y_}) {
    axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
    axis->setStartValue(-1e6);  // no tick of its own in sight
    axis->setTruncateLabels(false);  // the layout has left them room
    axis->setShadesVisible(false);
    axis->setGridLineVisible(false);
  }
  y_->setLineVisible(false);
  chart_->addAxis(x_, Qt::AlignBottom);
  chart_->addAxis(y_, Qt::AlignLeft);
}

void ChartScene::showAxes(const ChartPicture& picture, const Palette& palette) {
  const QRectF& plot = picture.plot;
  for (QCategoryAxis* axis : {x_, y_}) {
    axis->setLabelsFont(theme().font(11));
    axis->setLabelsColor(palette.secondary);
    axis->setLinePenColor(palette.line);
  }
  x_->setLabelsVisible(picture.labelled);
  x_->setLineVisible(picture.labelled);
  std::vector<Tick> x, y;
  for (const Tick& tick : picture.xTicks) x.push_back({picture.x.place(tick.value), tick.text});
  for (const Tick& tick : picture.yTicks) y.push_back({-picture.y.place(tick.value), tick.text});
  // The tick nearest to the middle says what x is.
  const auto middle = std::min_element(x.begin(), x.end(), [&](const Tick& a, const Tick& b) {
    return std::fabs(a.value - plot.center().x()) < std::fabs(b.value - plot.center().x());
  });
  if (middle != x.end()) middle->text = xName(picture.unit) + " " + middle->text;
  QPainterPath grid;
  for (const Tick& tick : y) {
    const double at = std::round(-tick.value) + 0.5;
    grid.moveTo(plot.left(), at);
    grid.lineTo(plot.right(), at);
  }
  grid_->setPath(grid);
  grid_->setPen(QPen(palette.line, 1));
  setTicks(x_, xShown_, std::move(x));
  setTicks(y_, yShown_, std::move(y));
  x_->setRange(plot.left(), plot.right());
  y_->setRange(-plot.bottom(), -plot.top());
}

void ChartScene::showPieces(const std::vector<Piece>& pieces) {
  while (lines_.size() < pieces.size()) {
    lines_.push_back(new QLineSeries);
    chart_->addSeries(lines_.back());
    lines_.back()->attachAxis(x_);
    lines_.back()->attachAxis(y_);
  }
  for (size_t i = 0; i < lines_.size(); ++i) {
    const QList<QPointF> points = i < pieces.size() ? pieces[i].points : QList<QPointF>();
    if (i < pieces.size() && lines_[i]->pen() != pieces[i].pen) lines_[i]->setPen(pieces[i].pen);
    if (lines_[i]->points() != points) lines_[i]->replace(points);
  }
}

void ChartScene::showShapes(const std::vector<Shape>& shapes) {
  while (shapes_.size() < shapes.size()) {
    shapes_.push_back(new QGraphicsPathItem(chart_));
    shapes_.back()->setZValue(kAboveAll);
  }
  for (size_t i = 0; i < shapes_.size(); ++i) {
    shapes_[i]->setVisible(i < shapes.size());
    if (i >= shapes.size()) continue;
    shapes_[i]->setPath(shapes[i].path);
    shapes_[i]->setPen(shapes[i].pen);
    shapes_[i]->setBrush(shapes[i].brush);
  }
}

void ChartScene::showTexts(const std::vector<Text>& texts) {
  while (texts_.size() < texts.size()) {
    texts_.push_back(new QGraphicsSimpleTextItem(chart_));
    texts_.back()->setZValue(kAboveAll);
  }
  for (size_t i = 0; i < texts_.size(); ++i) {
    texts_[i]->setVisible(i < texts.size());
    if (i >= texts.size()) continue;
    texts_[i]->setText(texts[i].text);
    texts_[i]->setFont(texts[i].font);
    texts_[i]->setBrush(texts[i].color);
    texts_[i]->setPos(texts[i].at);
  }
}

void ChartScene::show(const ChartPicture& picture, const Palette& palette) {
  const QRectF& plot = picture.plot;
  const bool room = plot.width() >= 10 && plot.height() >= 10;
  chart_->setVisible(room);
  scene_.setSceneRect(QRectF(QPointF(0, 0), picture.size));
  if (!room) return;
  chart_->resize(picture.size);
  chart_->setPlotArea(plot);
  showAxes(picture, palette);

  const double unit = theme().scalePercent() / 100.0;
  const QFont small = theme().font(11), bold = theme().font(11, QFont::DemiBold);
  const QFontMetricsF metrics(small), boldMetrics(bold);
  std::vector<Piece> pieces;
  std::vector<Shape> shapes;
  std::vector<Text> texts;

  for (const auto& line : picture.lines) {
    const QPen pen =
        line.dashed ? linePen(line.color, line.width, {4, 2.5}) : linePen(line.color, line.width);
    for (QList<QPointF>& part : parted(line)) pieces.push_back({std::move(part), pen});
  }
  if (picture.reference) {
    const double y = *picture.reference;
    pieces.push_back({{upward({plot.left(), y}), upward({plot.right(), y})},
                      linePen(palette.secondary, 1.2 * unit, {5, 4})});
    const double width = metrics.horizontalAdvance(picture.referenceText);
    const bool above = y - metrics.height() - 2 >= plot.top() - theme().px(9);
    const double top = above ? y - metrics.height() - theme().px(2) : y + theme().px(2);
    if (picture.labelled)
      texts.push_back({picture.referenceText,
                       small,
                       palette.secondary,
                       {plot.right() - width - theme().px(4), top}});
  }

  const double size = 3.6 * unit;
  for (const auto& marker : picture.markers) {
    const QPainterPath shape = markerShape(marker.run, size).translated(marker.at);
    const QPen pen = markerPen(marker.color, size);
    const auto same = std::find_if(shapes.begin(), shapes.end(),
                                   [&](const Shape& other) { return other.pen == pen; });
    if (same != shapes.end())
      same->path.addPath(shape);
    else
      shapes.push_back({shape, pen, marker.color});
  }
  // Values without a place hang from the top edge; pins stand under the axis.
  const double edge = 4.5 * unit, under = plot.bottom() + unit;
  QPainterPath marks, pins;
  for (const double x : picture.marks)
    marks.addPolygon(
        QPolygonF({{x - edge, plot.top()}, {x + edge, plot.top()}, {x, plot.top() + 1.6 * edge}}));
  for (const auto& pin : picture.pins)
    pins.addPolygon(QPolygonF(
        {{pin.x, under}, {pin.x + edge, under + 1.1 * edge}, {pin.x - edge, under + 1.1 * edge}}));
  marks.setFillRule(Qt::WindingFill);
  shapes.push_back({marks, Qt::NoPen, palette.masked.ink});
  shapes.push_back({pins, Qt::NoPen, palette.secondary});

  if (!picture.title.isEmpty()) {
    const QFont heading = theme().font(14, QFont::DemiBold);
    texts.push_back(
        {picture.title, heading, palette.text, QPointF(theme().px(14), theme().px(10))});
    texts.push_back({picture.valueName,
                     small,
                     palette.secondary,
                     {0.0 + theme().px(14), theme().px(10) + QFontMetricsF(heading).height()}});
  }
  if (picture.labelled || picture.notFinite > 0) {
    // Right, where falling curves leave room, below the name of the reference line.
    double y = plot.top() + boldMetrics.height() + theme().px(6);
    for (const QString& note : picture.notes) {
      texts.push_back({note,
                       bold,
                       palette.masked.ink,
                       {plot.right() - boldMetrics.horizontalAdvance(note) - theme().px(4), y}});
      y += metrics.height();
    }
  }
  for (const auto& label : picture.ends)
    texts.push_back({label.text, theme().font(11.5, QFont::Medium), label.color, label.at});

  showPieces(pieces);
  showShapes(shapes);
  showTexts(texts);
  chart_->layout()->activate();
}

void ChartScene::render(QPainter& painter) {
  painter.setRenderHint(QPainter::Antialiasing);
  scene_.render(&painter, scene_.sceneRect(), scene_.sceneRect());
}

}  // namespace unmask
