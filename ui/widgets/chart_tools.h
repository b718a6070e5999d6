// The tools above a chart: smoothing, log axes, the unit of x and of a loss, saving. They act on
// the chart's link too, so that one set serves all charts of a view.
#pragma once

#include <QWidget>
#include <functional>

#include "ui/widgets/chart.h"

class QHBoxLayout;
class QLabel;
class QMenu;
class QPushButton;
class QSlider;
class QToolButton;

namespace unmask {

class ChartTools : public QWidget {
  Q_OBJECT
 public:
  // Object names begin with `name`: "loss.smoothing", "loss.logX", "loss.logY", "loss.everything",
  // "loss.unitX", "loss.unit", "loss.save".
  ChartTools(Chart*, const QString& name, QWidget* parent = nullptr);

  // Offers 'CSV of all points': called with the file that the person chose.
  void setCsv(std::function<void(const QString& file)>);
  // What saved files are called when the person gives no other name.
  void setFileName(const QString& name) { fileName_ = name; }
  void showState();  // the chart's units may have changed

 Q_SIGNALS:
  void lossUnitChosen(unmask::LossUnit unit);
  void saved(const QString& file);
  void saveFailed(const QString& file, const QString& reason);

 private:
  void savePicture(int format);  // a PictureFormat
  void chooseSmoothing(int position);
  QToolButton* menuButton(const QString& name, QMenu*);

  Chart* chart_;
  QString name_, fileName_;
  std::function<void(const QString&)> csv_;
  QHBoxLayout* smoothingRow_;
  QLabel* smoothingName_;
  QSlider* smoothing_;
  QPushButton *logX_, *logY_, *everything_;
  QToolButton *unitX_, *unit_, *save_;
  QMenu *unitXMenu_, *unitMenu_, *saveMenu_;
};

}  // namespace unmask
