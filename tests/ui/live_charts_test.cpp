// Charts under a person's hands while their points arrive: every chart of a run is zoomed, moved,
// hovered, resized and exported between two batches of records, and shows everything at the end.
#include <QAbstractButton>
#include <QTimer>
#include <QVBoxLayout>
#include <QtTest>
#include <cmath>

#include "core/spec/catalogue.h"
#include "ui/theme/theme.h"
#include "ui/train/measure_charts.h"
#include "ui/train/run_charts.h"
#include "ui/widgets/chart.h"
#include "ui/widgets/chart_export.h"
#include "ui/widgets/chart_tools.h"

using namespace unmask;

namespace {

constexpr int kEveryMs = 3, kStepsAtOnce = 7;

// The charts of a run of captioned pictures, which has most of them, and a chart with a grey layer.
class LiveCharts {
 public:
  LiveCharts() : charts_(new RunCharts), measures_(new MeasureCharts(charts_->link())) {
    auto* column = new QVBoxLayout(&window);
    column->addWidget(charts_);
    column->addWidget(measures_);
    auto* compared = new Chart;
    compared->setObjectName("compared");
    column->addWidget(new ChartTools(compared, "compare"));
    column->addWidget(compared);
    compared_ = compared;
    auto spec = defaultSpec("image-text-matching");
    if (!spec) qFatal("no spec");
    charts_->begin(*spec, "run");
    window.resize(1200, 1000);
    QObject::connect(&timer_, &QTimer::timeout, &window, [this] { arrive(); });
    timer_.setInterval(kEveryMs);
  }
  void go() { timer_.start(); }
  void stop() { timer_.stop(); }
  int64_t steps() const { return step_; }
  QList<Chart*> all() { return window.findChildren<Chart*>(); }

  QWidget window;

 private:
  void arrive() {
    RecordBatch batch;
    for (int i = 0; i < kStepsAtOnce; ++i, ++step_) {
      const double wave = std::sin(static_cast<double>(step_) * 0.05);
      const auto point = [&](const char* series, double value) {
        batch.points.push_back({0, 0, series, step_, value});
      };
      point("loss/train", step_ % 97 == 96 ? NAN : 2 + wave);
      for (const char* series :
           {"learning_rate", "gradient_norm", "pictures_per_second", "step_seconds",
            "match_loss/train", "effective_rank/train", "feature_deviation/train"})
        point(series, 1.5 + wave);
      if (step_ % 50 == 0)
        for (const char* series : {"loss/validation", "balanced_accuracy/validation",
                                   "image_to_text_r1/validation", "zero_shot_colour/validation"})
          point(series, 0.5 + wave / 4);
    }
    record_.take(batch);
    charts_->show(record_, step_);
    measures_->show(record_, step_, charts_->source(record_));
    compared_->setCurve("run", {"run", 0, false, true}, record_.series("loss/train"));
    std::vector<BackgroundCurve> grey;
    for (int i = 0; i < 3; ++i) {
      const QPointF line[] = {{0, 0.5 * i}, {static_cast<double>(step_), 3.0 - i}};
      grey.push_back({QString::number(i), QString("run %1").arg(i), curveOf(line), {}});
    }
    compared_->setBackgroundCurves(std::move(grey));
  }

  RunCharts* charts_;
  MeasureCharts* measures_;
  Chart* compared_;
  RunRecord record_;
  QTimer timer_;
  int64_t step_ = 0;
};

void wheel(Chart& chart, QPointF at, QPoint delta, Qt::KeyboardModifiers keys) {
  QWheelEvent event(at, chart.mapToGlobal(at), {}, delta, Qt::NoButton, keys, Qt::NoScrollPhase,
                    false);
  QCoreApplication::sendEvent(&chart, &event);
}

void move(Chart& chart, QPointF at, Qt::MouseButtons buttons = Qt::NoButton) {
  QMouseEvent event(QEvent::MouseMove, at, chart.mapToGlobal(at), Qt::NoButton, buttons, {});
  QCoreApplication::sendEvent(&chart, &event);
}

// Everything that hands can do to a chart, with time for points to arrive in between.
void handle(Chart& chart, const std::function<void()>& between) {
  const auto at = [&](double x, double y) {
    const QRectF plot = chart.plot();
    return QPointF(plot.left() + x * plot.width(), plot.top() + y * plot.height());
  };
  for (const int turns : {1, 3, -1, -20}) {
    wheel(chart, at(0.4, 0.5), {0, 120 * turns}, Qt::ControlModifier);
    between();
  }
  wheel(chart, at(0.6, 0.5), {0, 600}, Qt::ControlModifier);
  between();
  for (const double x : {0.2, 0.5, 0.8}) {
    move(chart, at(x, 0.5));
    between();
  }
  for (const double to : {0.7, 0.2}) {  // moves what is zoomed
    QTest::mousePress(&chart, Qt::LeftButton, {}, at(0.5, 0.5).toPoint());
    move(chart, at(to, 0.4), Qt::LeftButton);
    between();
    QTest::mouseRelease(&chart, Qt::LeftButton, {}, at(to, 0.4).toPoint());
    between();
  }
  QTest::mouseDClick(&chart, Qt::LeftButton, {}, at(0.9, 0.9).toPoint());
  between();
  QTest::mousePress(&chart, Qt::LeftButton, Qt::ShiftModifier, at(0.2, 0.1).toPoint());
  move(chart, at(0.6, 0.9), Qt::LeftButton);
  between();
  QTest::mouseRelease(&chart, Qt::LeftButton, Qt::ShiftModifier, at(0.6, 0.9).toPoint());
  between();
  for (const int key : {Qt::Key_Left, Qt::Key_Plus, Qt::Key_Plus, Qt::Key_Right, Qt::Key_Up,
                        Qt::Key_PageDown, Qt::Key_Minus, Qt::Key_Home}) {
    QTest::keyClick(&chart, static_cast<Qt::Key>(key));
    between();
  }
  QVERIFY(!chartImage(chart).isNull());
  chart.setLogY(true);
  between();
  chart.setLogY(false);
}

}  // namespace

class LiveChartsTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() {
    theme().setMode(ThemeMode::light);
    theme().setScalePercent(100);
  }

  void everyChartWhilePointsArrive() {
    LiveCharts live;
    live.window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&live.window));
    live.go();
    QTRY_VERIFY(live.steps() > 100);
    QVERIFY(live.all().size() >= 9);
    for (Chart* chart : live.all()) {
      int turns = 0;
      handle(*chart, [&] {
        const int64_t now = live.steps();
        if (++turns % 6 == 0) live.window.resize(turns % 12 ? 1150 : 1200, 1000);
        QVERIFY(QTest::qWaitFor([&] { return live.steps() > now; }));  // points have come
      });
    }
    live.stop();
    for (Chart* chart : live.all()) {
      chart->showEverything();
      QVERIFY(!chart->zoomed());
      QCOMPARE(chart->picture().x.values.high, static_cast<double>(live.steps()));
    }
  }

  // Whoever hears that a chart was drawn may ask where things stand in it, also while newer points
  // wait to be drawn: asking draws nothing.
  void askingAfterADrawingDrawsNothing() {
    Chart chart;
    chart.resize(600, 300);
    chart.show();
    QVERIFY(QTest::qWaitForWindowExposed(&chart));
    int drawn = 0;
    QObject::connect(&chart, &Chart::redrawn, &chart, [&] {
      ++drawn;
      const QPointF two[] = {{0, 1.0 * drawn}, {100, 2}};
      if (drawn < 5) chart.setCurve("a", {"a", 0, false, true}, curveOf(two));
      QVERIFY(chart.picture().plot.width() > 100);
    });
    chart.zoom(0.5, 50);
    chart.redrawNow();
    QTRY_COMPARE(drawn, 5);  // once for each new curve
  }

  // A loss chart that is zoomed stays where it is while its run goes on.
  void theSightStaysWhilePointsArrive() {
    LiveCharts live;
    live.window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&live.window));
    live.go();
    QTRY_VERIFY(live.steps() > 200);
    auto* loss = live.window.findChild<Chart*>("lossChart");
    loss->zoom(0.25, 100);
    const auto range = loss->link().range();
    QVERIFY(range);
    const int64_t now = live.steps();
    QTRY_VERIFY(live.steps() > now + 300);
    QVERIFY(loss->link().range() == range);
    auto* everything = loss->findChild<QAbstractButton*>("loss.everything");
    QTRY_VERIFY(everything && everything->isVisible());
    QTRY_VERIFY(QRectF(loss->rect()).contains(everything->geometry()));
  }
};

QTEST_MAIN(LiveChartsTest)
#include "live_charts_test.moc"
