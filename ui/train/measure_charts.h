// What a run measures besides its loss, as charts of measures that belong together: how well
// classes are told apart, whether features collapse, whether partners are found. A chart is there
// once one of its measures has a value; that of copying, once copying has.
#pragma once

#include <QWidget>
#include <vector>

#include "ui/train/run_record.h"
#include "ui/widgets/chart_axes.h"

class QGridLayout;

namespace unmask {

class Card;
class Chart;
class ChartLink;

class MeasureCharts : public QWidget {
  Q_OBJECT
 public:
  // `link`: the loss chart's, so that cursor and zoom are one.
  explicit MeasureCharts(ChartLink&, QWidget* parent = nullptr);

  void begin();  // another run
  void show(const RunRecord&, int64_t step, const XSource&);

 protected:
  void resizeEvent(QResizeEvent*) override;

 private:
  struct Group;
  struct Shown {
    const Group* group;
    Card* card;
    Chart* chart;
  };
  static const std::vector<Group>& groups();
  static bool applies(const Group&, const RunRecord&);
  Shown& shownFor(const Group&);
  void arrange();

  ChartLink& link_;
  QGridLayout* grid_;
  int columns_ = 2;
  std::vector<Shown> shown_;
};

}  // namespace unmask
