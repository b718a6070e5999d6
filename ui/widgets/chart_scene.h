// The Qt Charts side of a chart: the axes, series and items that show a ChartPicture.
//
// The axes count pixels of the picture, y upward, so that what Qt Charts draws and what is found
// under the mouse agree, on logarithmic axes too; the ticks' texts are the axes' categories. Each
// line of the picture is one series, or several where it has gaps; the reference line is the last.
#pragma once

#include <QBrush>
#include <QFont>
#include <QGraphicsScene>
#include <QList>
#include <QPainterPath>
#include <QPen>
#include <vector>

#include "ui/widgets/chart_picture.h"

class QCategoryAxis;
class QChart;
class QGraphicsPathItem;
class QGraphicsSimpleTextItem;
class QLineSeries;

namespace unmask {

class ChartScene {
 public:
  ChartScene();

  void show(const ChartPicture&, const Palette&);
  // What was shown last, at its own size.
  void render(QPainter&);

  QChart& chart() const { return *chart_; }

 private:
  struct Piece {
    QList<QPointF> points;
    QPen pen;
  };
  struct Shape {
    QPainterPath path;
    QPen pen;
    QBrush brush;
  };
  struct Text {
    QString text;
    QFont font;
    QColor color;
    QPointF at;  // top left
  };

  void showAxes(const ChartPicture&, const Palette&);
  void showPieces(const std::vector<Piece>&);
  void showShapes(const std::vector<Shape>&);
  void showTexts(const std::vector<Text>&);

  QGraphicsScene scene_;
  QChart* chart_;  // in the scene, which owns it
  QCategoryAxis *x_, *y_;
  QGraphicsPathItem* grid_;  // an axis of categories would draw lines at the plot's ends, too
  // Kept from drawing to drawing; those that are not needed are empty or hidden.
  std::vector<QLineSeries*> lines_;
  std::vector<QGraphicsPathItem*> shapes_;
  std::vector<QGraphicsSimpleTextItem*> texts_;
  std::vector<Tick> xShown_, yShown_;  // places in pixels
};

}  // namespace unmask
