// The one chart of the window: curves over steps, tokens or time, a named reference line, event
// pins, a line at the cursor with the exact values. Qt Charts draws it (ChartScene).
//
// At most 10,000 points are drawn in all (min/max envelope), at most 20 times a second as data
// arrives. It is laid out when somebody asks where things stand, and drawn in one place, when the
// window paints it: laying out draws nothing and tells nobody, so nothing that follows a drawing
// can begin another.
//
// The wheel with Ctrl, or while the chart has the focus, zooms around the pointer; else the page
// scrolls. Dragging moves what is zoomed (with Shift, or while everything is shown, it draws the
// part to zoom to), a double click shows everything. Keys: arrows move the cursor, with Shift the
// sight; + and - zoom; up and down go from event to event; Home shows everything; Enter chooses the
// step.
#pragma once

#include <QPixmap>
#include <QTimer>
#include <QWidget>
#include <memory>

#include "ui/widgets/chart_background.h"
#include "ui/widgets/chart_link.h"
#include "ui/widgets/chart_picture.h"

namespace unmask {

class ChartScene;

class Chart : public QWidget {
  Q_OBJECT
 public:
  static constexpr int kMostPoints = kMostDrawnPoints;

  explicit Chart(QWidget* parent = nullptr);
  ~Chart() override;

  // Charts with the same link share x and the cursor; each has its own at first.
  void setLink(ChartLink*);
  ChartLink& link() const { return *link_; }

  void setNames(const QString& name, const QString& valueName);  // "Loss", "nats per token"
  void setCompact(bool);
  void setCurve(const QString& id, const CurveStyle&, CurvePoints, XSource = {});
  void removeCurve(const QString& id);
  void removeCurves();  // and pins, background, zoom
  void setReference(const QString& name, std::optional<double> value);
  // A second line that never moves, the curve "known", up to the end that was set; its value is
  // said at its end.
  void setKnown(const QString& name, double value, XSource);
  void setPins(std::vector<ChartPin>);
  void setEnd(double step);  // the axis reaches at least here
  void setLogY(bool);
  bool logY() const { return content_.logY; }
  // Values are nats and shown in this unit; `candidates` are what is chosen among. Nothing: values
  // are shown as they are.
  void setLossUnit(std::optional<LossUnit>, double candidates = 0);
  std::optional<LossUnit> lossUnit() const { return content_.lossUnit; }
  bool knows(XUnit) const;  // whether any curve can be shown so

  // Everything beyond the first few runs: one grey layer. Hovered, a curve takes colour and name.
  void setBackgroundCurves(std::vector<BackgroundCurve>);

  // A click on this curve, or Enter at the cursor, emits stepChosen; `hint` says what that does.
  void setStepsChosenFrom(const QString& curve, const QString& hint);

  void zoom(double factor, double aroundX);  // below 1: closer; x in the unit
  void pan(double share);                    // of the width in sight
  void showEverything();
  bool zoomed() const { return link_->range().has_value() || yZoom_; }

  void redrawNow();  // without waiting for the window to paint it
  QSize minimumSizeHint() const override;
  QRectF plot() const { return picture_.plot; }  // as it was laid out last
  // What is to be drawn, with the newest data.
  int drawnPoints();
  int notFinite();
  QStringList notes();
  QStringList endLabels();
  const ChartPicture& picture();
  const ChartScene& scene() const { return *scene_; }
  // The exact values at the cursor, one line a curve; empty without cursor.
  QString readout() const;

  // As exported: with its names, at a size of its own.
  void paintTo(QPainter&, QSizeF size, const Palette&);
  const ChartContent& content() const { return content_; }

 Q_SIGNALS:
  void redrawn();
  void zoomChanged();
  void stepChosen(qint64 step);
  void backgroundHovered(const QString& id);  // "" when none is any more
  void backgroundPinned(const QString& id);

 protected:
  void paintEvent(QPaintEvent*) override;
  void resizeEvent(QResizeEvent*) override;
  void mouseMoveEvent(QMouseEvent*) override;
  void mousePressEvent(QMouseEvent*) override;
  void mouseReleaseEvent(QMouseEvent*) override;
  void mouseDoubleClickEvent(QMouseEvent*) override;
  void leaveEvent(QEvent*) override;
  void wheelEvent(QWheelEvent*) override;
  void keyPressEvent(QKeyEvent*) override;
  bool event(QEvent*) override;

 private:
  enum class Drag { none, undecided, pan, box };

  ChartSight sight() const;
  void requestRedraw();  // data came: soon
  void refresh();        // the person did something: with the next frame
  void arrange();        // lays out what is to be drawn
  void draw();           // the scene into drawing_
  void applyTheme();
  void paintCursor(QPainter&);
  void paintHovered(QPainter&);
  LineScales scales() const;
  const ChartCurve* mainCurve() const;  // the one with most points: the cursor stands on its points
  double snapped(double x) const;
  std::optional<qint64> stepToChoose(QPointF at) const;
  void moveCursor(int points);
  void moveToPin(int direction);
  void hover(const BackgroundCurve*);
  void zoomToBox(const QRectF&);
  void sayReadout();

  ChartContent content_;
  ChartBackground* background_;
  ChartLink* link_;
  ChartPicture picture_;
  std::unique_ptr<ChartScene> scene_;
  QPixmap drawing_;  // of the scene: the cursor moves over it without drawing it again
  QTimer throttle_;
  bool stale_ = true;   // to be laid out before the next frame
  bool newer_ = false;  // data came since it was laid out
  bool drawn_ = false;  // drawing_ shows picture_
  std::optional<Range> yZoom_;
  QString choosable_, chooseHint_, hovered_;
  Drag drag_ = Drag::none;
  QPointF pressed_, dragged_;
  Range panX_, panY_;  // in sight when the drag began
};

}  // namespace unmask
