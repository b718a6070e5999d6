// The curves of a run: the loss with its tools, below it learning rate, gradient norm, throughput.
#pragma once

#include <QJsonObject>
#include <QWidget>

#include "core/spec/run_spec.h"
#include "ui/train/run_record.h"
#include "ui/widgets/chart_axes.h"
#include "ui/widgets/loss_units.h"

class QLabel;

namespace unmask {

class BesideLayout;
class Card;
class Chart;
class ChartLink;
class ChartTools;

class RunCharts : public QWidget {
  Q_OBJECT
 public:
  explicit RunCharts(QWidget* parent = nullptr);

  void begin(const RunSpec&, const QString& fileName);
  void forget();  // the run's points
  void show(const RunRecord&, int64_t step);
  void showEvents(const RunRecord&);  // as pins
  void markStep(int64_t step);        // the cursor goes there
  void setLossHeight(int pixels);     // at least
  ChartTools* tools() { return tools_; }
  ChartLink& link();  // x and cursor of all charts of the run
  XSource source(const RunRecord&) const;
  void setLossUnit(LossUnit);
  // Units, scales and smoothing, as the person set them.
  QJsonObject sight() const;
  void setSight(const QJsonObject&);

 Q_SIGNALS:
  void stepChosen(qint64 step);  // of the loss curve: its batch is wanted
 private:
  struct Small {
    Card* card;
    Chart* chart;
    QLabel* value;
    const char* measure;
  };
  void addSmall(BesideLayout*, const char* measure, const char* term);
  void name(const Small&);
  void showReference(LossUnit);

  Card* card_;
  Chart* loss_;
  ChartTools* tools_;
  std::vector<Small> small_;
  LossUnit unit_ = LossUnit::nats;
  bool pictures_ = false, squared_ = false;  // the loss is a squared error, in no unit
  LossPer per_ = LossPer::token;
  double chance_ = 0, tokensPerStep_ = 0;    // of pictures there are no tokens: 0
  QString chanceName_;
};

}  // namespace unmask
